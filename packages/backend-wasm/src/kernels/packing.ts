/* Weights as the product reads them: packed once, and remembered as long as nobody writes to them. */
import type { View } from '@torchlet/tensor-core/ops'
import type { Instance } from '../instance'

const COLUMNS = 8

const roundUp = (size: number, step: number): number => Math.ceil(size / step) * step

/** What a view was last remembered as. */
interface Key {
  readonly what: string
  readonly groups: number
  readonly text: string
}
const keys = new WeakMap<View, Key>()

/**
 * What tells apart what is computed from one buffer: what it is, and of which view. A weight is asked for it each time that it is
 * used: known ones are looked up.
 */
export function keyOf(view: View, what: string, groups = 1): string {
  const known = keys.get(view)
  if (known?.what === what && known.groups === groups) return known.text
  const text = `${what} ${groups} ${view.offset}:${view.shape}:${view.strides}`
  keys.set(view, { what, groups, text })
  return text
}

/** The address of B = Wᵀ in panels of eight columns, from a weight [n, k]. */
export function packedColumns(wasm: Instance, weight: View): number {
  const [n, k] = weight.shape as [number, number]
  const [column, step] = weight.strides as [number, number]
  const from = wasm.input(weight)
  return wasm.remember(weight, keyOf(weight, 'columns'), roundUp(n, COLUMNS) * k * 4, (to) => {
    wasm.exports.packB(from, step * 4, column * 4, n, k, to)
  })
}

/** The bytes of `count` matrices [m, k], each packed in panels of the build's rows. */
export const packedRowsBytes = (wasm: Instance, count: number, m: number, k: number): number =>
  count * roundUp(m, wasm.exports.tileRows()) * k * 4

/** A contiguous vector's address: the view's own, or a copy's in the workspace. */
export function contiguousVector(wasm: Instance, vector: View): number {
  const from = wasm.input(vector)
  const [step] = vector.strides as [number]
  if (step === 1) return from
  const [length] = vector.shape as [number]
  const to = wasm.scratch(length * 4, 'vector')
  wasm.exports.packVector(from, step * 4, length, to)
  return to
}
