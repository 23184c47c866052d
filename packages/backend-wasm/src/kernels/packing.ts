/* Weights as the product reads them: packed once, and remembered as long as nobody writes to them. */
import type { View } from '@torchlet/tensor-core/ops'
import type { Instance } from '../instance'

const COLUMNS = 8

const roundUp = (size: number, step: number): number => Math.ceil(size / step) * step

const places = new WeakMap<View, string>()

/** What tells two views of one buffer from each other. A weight is asked for it each time that it is used: known ones are looked up. */
export function placeOf(view: View): string {
  let place = places.get(view)
  if (place === undefined) places.set(view, (place = `${view.offset}:${view.shape}:${view.strides}`))
  return place
}

/** The address of B = Wᵀ in panels of eight columns, from a weight [n, k]. */
export function packedColumns(wasm: Instance, weight: View): number {
  const [n, k] = weight.shape as [number, number]
  const [column, step] = weight.strides as [number, number]
  const from = wasm.input(weight)
  return wasm.remember(weight, `columns ${placeOf(weight)}`, roundUp(n, COLUMNS) * k * 4, (to) => {
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
