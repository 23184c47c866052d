/* Where a tensor is not zero. The size of the result depends on values: they must be readable. */
import { named, op } from '../dispatch'
import { longWords } from '../host/long-words'
import type { Tensor } from '../tensor'
import { checkOptions } from './allocate'
import { ne } from './compare'
import { stack } from './join'
import { fromTypedArray } from './make'
import { reshape } from './views'

/** Where a tensor is not zero: one vector of positions for each of its axes. */
export function truePlaces(x: Tensor): Tensor[] {
  const truths = (x.dtype === 'bool' ? x : ne(x, 0)).data as Uint8Array
  const count = truths.reduce((sum, truth) => sum + truth, 0)
  const { shape, device } = x
  const positions = shape.map(() => new BigInt64Array(count))
  // Positions fit the lower words; the upper ones stay zero.
  const words = positions.map(longWords)
  let next = 0
  for (let flat = 0; flat < truths.length; flat++) {
    if (!truths[flat]) continue
    let rest = flat
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis]!
      const above = Math.floor(rest / size)
      words[axis]![2 * next] = rest - above * size
      rest = above
    }
    next++
  }
  return positions.map((list) => fromTypedArray(list, [count], { device }))
}

export interface NonzeroOptions {
  /** A list of one vector for each axis, as an index takes them, in place of [count, axes]. Default false. */
  asTuple?: boolean
}

interface Nonzero {
  (x: Tensor, options: { asTuple: true }): Tensor[]
  (x: Tensor, options?: NonzeroOptions): Tensor
}

/** Where x is not zero, in row-major order: int64 [count, axes]. */
export const nonzero = op('nonzero', ((x: Tensor, options: NonzeroOptions = {}) => {
  checkOptions(options, ['asTuple'])
  const { asTuple = false } = options
  const source = asTuple && x.ndim === 0 ? reshape(x, [1]) : x
  const places = truePlaces(source)
  if (asTuple) return places
  if (x.ndim > 0) return stack(places, 1)
  return fromTypedArray(new BigInt64Array(0), [Number(ne(x, 0).item()), 0], { device: x.device })
}) as Nonzero)

/** Where x is not zero, in row-major order: int64 [count, axes]. */
export const argwhere = named('argwhere', (x: Tensor): Tensor => nonzero(x))
