/*
 * Elementwise work that nobody asked for yet: a graph of ops over elements of values. It grows with every op, across views where
 * strides can say them, and becomes one kernel when somebody reads. Nodes are shared and never change; the same node is computed
 * once in a kernel.
 */
import {
  type Axes,
  axesOf,
  contiguousStrides,
  isFlat,
  isScalar,
  type Layout,
  reshapedStrides,
  sameNumbers,
} from './layout'
import type { Value } from './value'
import type { Template } from './wgsl/template'
import type { WordType } from './wgsl/words'

interface Leaf {
  readonly kind: 'leaf'
  readonly type: WordType
  readonly value: Value
  readonly layout: Layout
}
/** A number by its bits: a uniform, so that its value is no part of the shader. */
interface Constant {
  readonly kind: 'constant'
  readonly type: WordType
  readonly word: number
}
interface Applied {
  readonly kind: 'op'
  readonly type: WordType
  readonly template: Template
  readonly inputs: readonly Node[]
}
export type Node = Leaf | Constant | Applied

export interface Expression {
  readonly root: Node
  /** The space that leaves' strides go along. */
  readonly shape: readonly number[]
  /** Nodes without repetition, operands before what is made of them. */
  readonly nodes: readonly Node[]
  readonly leaves: readonly Leaf[]
}

/** The longest expression: compilers take long over longer ones, and registers run out. */
export const MOST_NODES = 64

/** An expression of a node and all below it. */
export function expressionOf(root: Node, shape: readonly number[]): Expression {
  const nodes = new Set<Node>()
  const visit = (node: Node): void => {
    if (nodes.has(node)) return
    if (node.kind === 'op') node.inputs.forEach(visit)
    nodes.add(node)
  }
  visit(root)
  const list = [...nodes]
  return { root, shape, nodes: list, leaves: list.filter((node) => node.kind === 'leaf') }
}

/** The values that an expression reads, each once. */
export const valuesOf = ({ leaves }: Expression): Value[] => [...new Set(leaves.map(({ value }) => value))]

/**
 * The root of an expression as seen by strides in another shape, its leaves' strides going along that shape; undefined where strides
 * cannot say that.
 */
export function seenThrough(
  { root, shape, nodes, leaves }: Expression,
  into: readonly number[],
  view: Layout,
): Node | undefined {
  if (leaves.length === 0) return root
  const isWhole = view.offset === 0 && isFlat(into, view.strides)
  if (isWhole && sameNumbers(shape, into)) return root
  const axes = isWhole ? undefined : axesOf(shape, into, view)
  const layouts = new Map<Leaf, Layout>()
  for (const leaf of leaves) {
    const layout = isWhole ? reshaped(leaf.layout, shape, into) : picked(leaf.layout, shape, into, view, axes)
    if (!layout) return undefined
    layouts.set(leaf, layout)
  }
  const moved = new Map<Node, Node>()
  for (const node of nodes) {
    if (node.kind === 'leaf') moved.set(node, { ...node, layout: layouts.get(node)! })
    else if (node.kind === 'op') moved.set(node, { ...node, inputs: node.inputs.map((input) => moved.get(input)!) })
    else moved.set(node, node)
  }
  return moved.get(root)
}

function reshaped({ strides, offset }: Layout, shape: readonly number[], into: readonly number[]): Layout | undefined {
  const seen = reshapedStrides(shape, strides, into)
  return seen && { strides: seen, offset }
}

/** A leaf that lies flat, or is one number, takes any strides; others take those that go along their axes. */
function picked(
  { strides, offset }: Layout,
  shape: readonly number[],
  into: readonly number[],
  view: Layout,
  axes: Axes | undefined,
): Layout | undefined {
  if (isScalar(shape, strides)) return { strides: into.map(() => 0), offset }
  if (isFlat(shape, strides)) return { strides: view.strides, offset: offset + view.offset }
  if (!axes) return undefined
  return {
    strides: axes.steps.map((step) => (step ? step.by * strides[step.axis]! : 0)),
    offset: axes.starts.reduce((at, start, axis) => at + start * strides[axis]!, offset),
  }
}

/** Every element of a value, in row-major order. */
export const wholeLayout = (shape: readonly number[]): Layout => ({ strides: contiguousStrides(shape), offset: 0 })
