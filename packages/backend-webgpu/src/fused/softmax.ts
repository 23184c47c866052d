/*
 * Softmax and its logarithm along one axis: the greatest element, the sum of exponentials, the results; x is read three times. Lines
 * with NaN, with Infinity or of -Infinity alone give NaN, whatever the adapter's exp and log make of these.
 */
import type { View } from '@torchlet/tensor-core/ops'
import type { Gpu } from '../program'
import { runLines } from './rows'
import { LEAST } from './shader'

const run = (op: string, last: string, result: string) => (gpu: Gpu, x: View, dim: number, out: View) =>
  runLines(gpu, {
    op,
    variant: '',
    x,
    dim,
    out,
    // Subtract the max: exp overflows float32 above 88.
    body: (each, total) => `
  var most = ${LEAST};
  ${each('most = max(most, value);')}
  ${total('greatest', 'most')}
  var sum = 0.0;
  ${each('let less = value - most; sum += select(exp(less), less, is_nan(less));')}
  ${total('sum', 'sum')}
  ${last}
  ${each(`emit(place + k * sizes.inner, ${result});`)}`,
  })

export const softmax = /* @__PURE__ */ run('softmax', 'let scale = 1.0 / sum;', 'exp(value - most) * scale')
export const logSoftmax = /* @__PURE__ */ run(
  'logSoftmax',
  'let rest = select(log(sum), not_a_number(), sum == 0.0 || is_nan(sum));',
  'value - most - rest',
)
