import { cpu } from '../devices/cpu'
import { op } from '../dispatch'
import { computeDType } from '../dtype'
import { ArgumentError } from '../errors'
import { defaultGenerator, type Generator } from '../random/generator'
import type { Tensor } from '../tensor'
import { cast, checkOptions } from './allocate'
import { div } from './arithmetic'
import { checkFloats, checkNdim, checkWhole } from './checks'
import { drawExponential } from './draw'
import { empty, fromTypedArray, wholeNumbers } from './make'
import { moved } from './move'
import { emptyAs, type GeneratorOption, redraw } from './random'
import { searchsorted } from './search'
import { topk } from './sort'

export interface MultinomialOptions extends GeneratorOption {
  /** Whether a place may be drawn more than once. Default false. */
  replacement?: boolean
}

/**
 * Places drawn with probabilities in proportion to the weights in x. x: [n] or [rows, n] → int64 [numSamples] or
 * [rows, numSamples]. Throws where weights are negative, not finite or all zero, or too few without replacement.
 */
export const multinomial = op(
  'multinomial',
  (x: Tensor, numSamples: number, options: MultinomialOptions = {}): Tensor => {
    checkOptions(options, ['replacement', 'generator'])
    const { replacement = false, generator = defaultGenerator } = options
    checkFloats(x.dtype)
    checkNdim(x, 1, 2)
    const count = x.shape.at(-1)!
    checkWhole('numSamples', numSamples, 1, replacement ? undefined : count)
    const shape = x.shape.with(-1, numSamples)
    if (x.device.valueless) return empty(shape, { dtype: 'int64', device: x.device })
    const weights = cast(moved(x, cpu), 'float64').data as Float64Array
    const rows = Array.from({ length: x.ndim === 1 ? 1 : x.shape[0]! }, (_, row) =>
      weights.subarray(row * count, (row + 1) * count),
    )
    for (const row of rows) checkWeights(row)
    const round = x.dtype === 'float64' ? (value: number) => value : Math.fround
    // Without replacement: weights divided by exponential numbers, the greatest quotients.
    const wide = cast(x, computeDType(x.dtype))
    if (!replacement) return topk(div(wide, redraw(emptyAs(wide), drawExponential, generator)), numSamples).indices
    const places = rows.flatMap((row) => withReplacement(row, numSamples, generator, round))
    return wholeNumbers(places, x.device, shape)
  },
)

function checkWeights(weights: Float64Array): void {
  if (weights.some((weight) => !(weight >= 0 && weight < Infinity)))
    throw new ArgumentError('the weights contain either inf, nan or an element < 0')
  if (weights.every((weight) => weight === 0))
    throw new ArgumentError('invalid distribution (sum of probabilities <= 0)')
}

/** The places in the running sum of the weights. */
function withReplacement(
  weights: Float64Array,
  samples: number,
  generator: Generator,
  round: (value: number) => number,
): bigint[] {
  let sum = 0
  const sums = weights.map((weight) => (sum = round(sum + weight)))
  const running = sums.map((value) => round(value / sum))
  running[running.length - 1] = 1
  const onCpu = (values: Float64Array) => fromTypedArray(values, [values.length], { device: cpu })
  const drawn = Float64Array.from({ length: samples }, () => generator.uniform53())
  return [...(searchsorted(onCpu(running), onCpu(drawn)).data as BigInt64Array)]
}
