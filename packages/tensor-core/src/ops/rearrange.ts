/* The same elements elsewhere: repeated, rolled, flipped. These copy. */
import { op, runKernel } from '../dispatch'
import { ArgumentError } from '../errors'
import { copy as hostCopy } from '../host/copy'
import { checkShape, normalizeDim, normalizeDims } from '../shape'
import { Tensor } from '../tensor'
import { Window } from '../window'
import { allocate, cast, copyTo, isOptions, parted } from './allocate'
import { mul } from './arithmetic'
import { checkDType, checkNdim, checkWhole, misfit } from './checks'
import { indexSelect } from './index-select'
import { cat } from './join'
import { wholeNumbers } from './make'
import { expand, narrow, reshape, transpose, unsqueeze, view } from './views'

/** A shape or list of sizes with ones in front: as many as `axes` asks for. */
const padded = (sizes: readonly number[], axes: number): number[] => [
  ...new Array<number>(Math.max(0, axes - sizes.length)).fill(1),
  ...sizes,
]

/** x `sizes[i]` times along each axis; leading sizes without an axis make new ones. */
export const repeat = op('repeat', (x: Tensor, sizes: readonly number[]): Tensor => {
  checkShape(sizes)
  if (sizes.length < x.ndim) misfit(sizes, x.shape)
  const shape = padded(x.shape, sizes.length)
  // Each axis as two, [times, size]: repeating is an expansion of the first.
  const apart = reshape(
    x,
    shape.flatMap((size) => [1, size]),
  )
  const wide = expand(
    apart,
    shape.flatMap((size, axis) => [sizes[axis]!, size]),
  )
  return view(
    copyTo(wide),
    shape.map((size, axis) => size * sizes[axis]!),
  )
})

/** As `repeat`; sizes may be fewer than the axes, and then count for the last ones. */
export const tile = op('tile', (x: Tensor, sizes: readonly number[]): Tensor => {
  return repeat(x, padded(sizes, x.ndim))
})

export interface RepeatInterleaveOptions {
  /** How many elements the result has along `dim`: only checked. */
  outputSize?: number
}
type RepeatInterleaveArguments =
  | [options?: RepeatInterleaveOptions]
  | [dim: number | null, options?: RepeatInterleaveOptions]

interface RepeatInterleave {
  (repeats: Tensor, options?: RepeatInterleaveOptions): Tensor
  (x: Tensor, repeats: number | Tensor, ...rest: RepeatInterleaveArguments): Tensor
}

/**
 * Each element along `dim` (default: of the flattened tensor) repeated in its place, a number of times or as many times as
 * the int64 or int32 tensor `repeats` says for it. Of `repeats` alone: each index as often as it says, in its dtype.
 */
export const repeatInterleave: RepeatInterleave = op(
  'repeatInterleave',
  (x: Tensor, repeats?: number | Tensor | RepeatInterleaveOptions, ...rest: RepeatInterleaveArguments): Tensor => {
    const alone = repeats === undefined || isOptions(repeats)
    const times = alone ? x : (repeats as number | Tensor)
    const [[dim = null], { outputSize }] = parted<number | null, RepeatInterleaveOptions>(
      repeats === times ? rest : [repeats ?? {}],
      ['outputSize'],
    )
    const source = dim === null || x.ndim === 0 ? reshape(x, [-1]) : x
    const axis = dim === null ? 0 : normalizeDim(dim, source.ndim)
    const size = source.shape[axis]!
    const isSingle = !alone && (typeof times === 'number' || times.numel() === 1)
    const counts = times instanceof Tensor ? countsOf(times, alone ? 1 : 0) : [times]
    for (const count of counts) checkWhole('repeats', count, 0)
    if (!isSingle && counts.length !== size) misfit([counts.length], source.shape, `repeats and shape along ${axis}`)
    const total = isSingle ? size * counts[0]! : counts.reduce((sum, count) => sum + count, 0)
    if (outputSize !== undefined && outputSize !== total)
      throw new ArgumentError(`outputSize ${outputSize} differs from the sum of the repeats, ${total}`)
    if (isSingle) {
      const apart = unsqueeze(source, axis + 1)
      return view(copyTo(expand(apart, apart.shape.with(axis + 1, counts[0]!))), source.shape.with(axis, total))
    }
    const places = counts.flatMap((count, i) => new Array<number>(count).fill(i))
    const index = wholeNumbers(places, x.device)
    return alone ? cast(index, x.dtype) : indexSelect(source, axis, index)
  },
)

/** The values of a tensor of counts. The size of a result depends on them: they must be read. */
function countsOf(repeats: Tensor, leastAxes: number): number[] {
  checkDType('repeats', repeats.dtype, 'int64', 'int32')
  checkNdim(repeats, leastAxes, 1, 'repeats')
  return Array.from(repeats.data as BigInt64Array, Number)
}

/** The elements moved on by `shifts` along `dims`; what leaves an end comes in at the other. Without dims, as if flat. */
export const roll = op(
  'roll',
  (x: Tensor, shifts: number | readonly number[], dims: number | readonly number[] = []): Tensor => {
    const by = typeof shifts === 'number' ? [shifts] : shifts
    const over = typeof dims === 'number' ? [dims] : dims
    if (over.length === 0 && by.length === 1) return reshape(roll(reshape(x, [-1]), by, [0]), x.shape)
    if (over.length !== by.length) misfit(by, over, 'shifts and dims')
    const axes = over.map((dim) => normalizeDim(dim, x.ndim))
    const rolled = axes.reduce((y, axis, i) => rollOnce(y, by[i]!, axis), x)
    return rolled === x ? copyTo(x) : rolled
  },
)

function rollOnce(x: Tensor, shift: number, axis: number): Tensor {
  const size = x.shape[axis] ?? 0
  const by = size === 0 ? 0 : ((shift % size) + size) % size
  if (by === 0) return x
  return cat([narrow(x, axis, size - by, by), narrow(x, axis, 0, size - by)], axis)
}

/** The elements in reverse order along `dims`. */
export const flip = op('flip', (x: Tensor, dims: number | readonly number[]): Tensor => {
  const axes = normalizeDims(dims, x.ndim).filter((axis) => (x.shape[axis] ?? 0) > 1)
  const start = axes.reduce((offset, axis) => offset + (x.shape[axis]! - 1) * x.strides[axis]!, x.offset)
  const strides = x.strides.map((step, axis) => (axes.includes(axis) ? -step : step))
  const out = allocate(x.shape, x.dtype, x.device)
  runKernel('copy', hostCopy, out, [new Window(x.storage, x.shape, strides, start), out])
  return out
})

/** Left and right exchanged: flipped along axis 1. */
export const fliplr = op('fliplr', (x: Tensor): Tensor => {
  checkNdim(x, 2, Infinity)
  return flip(x, 1)
})
/** Up and down exchanged: flipped along axis 0. */
export const flipud = op('flipud', (x: Tensor): Tensor => {
  checkNdim(x, 1, Infinity)
  return flip(x, 0)
})

export interface Rot90Options {
  /** How many quarter turns, from the first of the dims towards the second. Default 1. */
  k?: number
}
type Rot90Arguments = [options?: Rot90Options] | [dims: readonly [number, number], options?: Rot90Options]

/** Turned by quarter turns in the plane of two axes (default 0 and 1). */
export const rot90 = op('rot90', (x: Tensor, ...rest: Rot90Arguments): Tensor => {
  const [[dims = [0, 1]], { k = 1 }] = parted<readonly number[], Rot90Options>(rest, ['k'])
  checkWhole('number of dims', dims.length, 2, 2)
  const [a, b] = normalizeDims(dims, x.ndim) as [number, number]
  checkWhole('k', k)
  const turns = ((k % 4) + 4) % 4
  if (turns === 0) return copyTo(x)
  if (turns === 2) return flip(x, [a, b])
  return turns === 1 ? transpose(flip(x, b), a, b) : flip(transpose(x, a, b), b)
})

/** The Kronecker product: every product of an element of x and one of y, blocks of y in the order of x. */
export const kron = op('kron', (x: Tensor, y: Tensor): Tensor => {
  const axes = Math.max(x.ndim, y.ndim)
  const [xs, ys] = [padded(x.shape, axes), padded(y.shape, axes)]
  const left = reshape(
    x,
    xs.flatMap((size) => [size, 1]),
  )
  const right = reshape(
    y,
    ys.flatMap((size) => [1, size]),
  )
  return reshape(
    mul(left, right),
    xs.map((size, axis) => size * ys[axis]!),
  )
})
