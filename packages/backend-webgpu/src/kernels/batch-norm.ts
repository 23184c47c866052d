/*
 * Batch norm with given statistics, as an elementwise expression: it joins what comes before and after it, so that a convolution, its
 * norm and a ReLU are one dispatch. 1 / √(variance + eps) is computed for each element again, which costs less than to store it.
 */
import type { FusedKernels, View } from '@torchlet/tensor-core/ops'
import { expressionOf, type Node } from '../expression'
import { floatBits } from '../program'
import type { Recorder } from '../recorder'
import { templateOf } from '../wgsl/template'

const NORMAL = /* @__PURE__ */ templateOf('((x - y) * z)')
const SCALE = /* @__PURE__ */ templateOf('inverseSqrt(x + y)')
const PRODUCT = /* @__PURE__ */ templateOf('(x * y)')
const SUM = /* @__PURE__ */ templateOf('(x + y)')

/** Where elements lie. */
type Place = Pick<View, 'buffer' | 'shape' | 'strides' | 'offset'>

const op = (template: typeof SUM, ...inputs: Node[]): Node => ({ kind: 'op', type: 'f32', template, inputs })

export const batchNormKernel = (recorder: Recorder): Pick<FusedKernels, 'batchNorm'> => ({
  batchNorm(x, mean, variance, weight, bias, eps, out) {
    const build = (node: (view: Place) => Node): Node => {
      // A vector along the middle axis of [N, C, L].
      const vector = (view: View): Node => {
        const { buffer, offset } = view
        const strides = [0, view.strides[0]!, 0]
        return node({ buffer, shape: x.shape, strides, offset })
      }
      const scale = op(SCALE, vector(variance), { kind: 'constant', type: 'f32', word: floatBits(eps) })
      let y = op(NORMAL, node(x), vector(mean), scale)
      if (weight) y = op(PRODUCT, y, vector(weight))
      return bias ? op(SUM, y, vector(bias)) : y
    }
    const root = build((view) => recorder.node(view))
    const fits = recorder.fits(expressionOf(root, x.shape))
    recorder.store('batchNorm', fits ? root : build((view) => recorder.forced(view)), out)
  },
})
