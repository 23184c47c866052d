/* How many multiplications with an addition each op does. Ops that are made of these (mm, einsum, attention) are counted by their parts. */
import { type OpCall, Tensor } from '@torchlet/tensor-core/ops'

type Rule = (args: readonly unknown[], result: Tensor) => number

const shapeOf = (value: unknown): readonly number[] => (value instanceof Tensor ? value.shape : [])
const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1)

/** Every result is a window of the input times a filter, [out, in / groups, …kernel]. */
const convolution: Rule = ([, weight], result) => result.numel() * product(shapeOf(weight).slice(1))
/** Every input is spread by a filter, [in, out / groups, …kernel]. */
const transposed: Rule = ([x, weight]) => product(shapeOf(x)) * product(shapeOf(weight).slice(1))
/** Every result is a sum over the first operand's last axis. */
const sumOfProducts: Rule = ([x], result) => result.numel() * (shapeOf(x).at(-1) ?? 1)
/** Queries times keys, and the weights times values: [..., L, E], [..., S, E], [..., S, Ev]. */
const attention: Rule = ([query, key, value]) => {
  const [rows, columns] = [shapeOf(query), shapeOf(key)]
  return product(rows.slice(0, -1)) * (columns.at(-2) ?? 1) * ((rows.at(-1) ?? 1) + (shapeOf(value).at(-1) ?? 1))
}

const RULES: Readonly<Record<string, Rule>> = {
  conv1d: convolution,
  conv2d: convolution,
  conv3d: convolution,
  convTranspose1d: transposed,
  convTranspose2d: transposed,
  convTranspose3d: transposed,
  linear: sumOfProducts,
  matmul: sumOfProducts,
  scaledDotProductAttention: attention,
}

export const isCounted = (name: string): boolean => Object.hasOwn(RULES, name)

export const multAddsOf = ({ name, args }: OpCall, result: unknown): number =>
  result instanceof Tensor ? (RULES[name]?.(args, result) ?? 0) : 0
