/*
 * fill, copy and map: expressions that are computed when somebody reads (see recorder.ts). Bounded by memory, and a chain of them
 * reads and writes it once.
 */
import type { DType, Operand, PointwiseOp, PrimitiveKernels, View } from '@torchlet/tensor-core/ops'
import { expressionOf, type Node } from '../expression'
import type { Recorder } from '../recorder'
import { castTemplate, pointwiseTemplate, wordOf } from '../wgsl/template'
import { wordType } from '../wgsl/words'

type Elementwise = Pick<PrimitiveKernels, 'fill' | 'copy' | 'map'>

const constant = (value: number | bigint, dtype: DType): Node => ({
  kind: 'constant',
  type: wordType(dtype),
  word: wordOf(value, dtype),
})

const applied = (template: ReturnType<typeof castTemplate>, inputs: readonly Node[], dtype: DType): Node => ({
  kind: 'op',
  type: wordType(dtype),
  template,
  inputs,
})

/** The dtype whose words a number for `dtype` is made of before it is narrowed. */
const wide = (dtype: DType): DType => (dtype === 'int64' ? dtype : wordType(dtype) === 'f32' ? 'float32' : 'int32')

function cast(node: Node, from: DType, to: DType): Node {
  return from === to ? node : applied(castTemplate(from, to), [node], to)
}

export function elementwiseKernels(recorder: Recorder): Elementwise {
  /** The op over its operands; where that grows too long, over operands that are computed first. */
  function combine(inputs: readonly Operand[], shape: readonly number[], build: (nodes: Node[]) => Node): Node {
    const nodes = inputs.map((input) => (typeof input === 'object' ? recorder.node(input) : undefined))
    const of = (forced: boolean) =>
      build(nodes.map((node, i) => (forced && node ? recorder.forced(inputs[i] as View) : node!)))
    const root = of(false)
    return recorder.fits(expressionOf(root, shape)) ? root : of(true)
  }

  return {
    fill(value, out) {
      const isTruth = out.dtype === 'bool'
      const from = wide(out.dtype)
      const node = isTruth ? constant(value ? 1 : 0, out.dtype) : cast(constant(value, from), from, out.dtype)
      recorder.store('fill', node, out)
    },

    copy(x, out) {
      if (x.dtype === out.dtype) recorder.store('copy', recorder.node(x), out)
      else
        recorder.store(
          'copy',
          combine([x], out.shape, ([node]) => cast(node!, x.dtype, out.dtype)),
          out,
        )
    },

    map(op: PointwiseOp, inputs, compute, out) {
      const template = pointwiseTemplate(op, compute, out.dtype)
      const constants = inputs.map((input) => (typeof input === 'object' ? undefined : constant(input, compute)))
      const root = combine(inputs, out.shape, (nodes) =>
        applied(
          template,
          nodes.map((node, i) => node ?? constants[i]!),
          out.dtype,
        ),
      )
      recorder.store(op.name, root, out)
    },
  }
}
