import { op } from '../dispatch'
import { ArgumentError, ShapeError } from '../errors'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { apart, checkOptions, describe } from './allocate'
import { copy_ } from './in-place'
import { indexSelect } from './index-select'
import { full, like, wholeNumbers } from './make'
import { narrow } from './views'

export type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular'

export interface PadOptions {
  /** Default 'constant'. */
  mode?: PadMode
  /** What 'constant' pads with. Default 0. */
  value?: number
}

/**
 * Where position i of a padded axis comes from, for every mode that pads with the axis's own elements. 'circular' goes round among
 * the `left` ones that negative sizes, which cut off `cut` before them, have left.
 */
const SOURCES: Record<Exclude<PadMode, 'constant'>, (i: number, size: number, cut: number, left: number) => number> = {
  reflect: (i, size) => (i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i),
  replicate: (i, size) => Math.min(Math.max(i, 0), size - 1),
  circular: (i, _, cut, left) => cut + ((i - cut + left) % left),
}

/** Before and behind each axis of x, from PyTorch's list, which begins with the last axis. */
function perAxis(x: Tensor, padding: readonly number[]): [number, number][] {
  if (!Array.isArray(padding)) throw new ArgumentError(`padding is a list of whole numbers, got ${describe(padding)}`)
  if (padding.length % 2 !== 0 || padding.length / 2 > x.ndim || !padding.every(Number.isSafeInteger))
    throw new ArgumentError(
      `expected [before, behind] for some of the last axes of ${showShape(x.shape)}, got ${showShape(padding)}`,
    )
  return x.shape.map((_, axis) => {
    const at = 2 * (x.ndim - 1 - axis)
    return [padding[at] ?? 0, padding[at + 1] ?? 0]
  })
}

function padConstant(x: Tensor, sides: readonly [number, number][], value: number): Tensor {
  // Negative sizes cut off.
  let kept = x
  sides.forEach(([before, behind], axis) => {
    const [cutBefore, cutBehind] = [Math.max(0, -before), Math.max(0, -behind)]
    const length = x.shape[axis]! - cutBefore - cutBehind
    if (length < 0)
      throw new ShapeError(`axis ${axis} of ${showShape(x.shape)} is too short to lose ${cutBefore} and ${cutBehind}`)
    kept = narrow(kept, axis, cutBefore, length)
  })
  const shape = x.shape.map((size, axis) => size + sides[axis]![0] + sides[axis]![1])
  const out = full(shape, value, like(x))
  let inside = out
  sides.forEach(([before], axis) => {
    inside = narrow(inside, axis, Math.max(0, before), kept.shape[axis]!)
  })
  copy_(inside, kept)
  return out
}

function padFromWithin(x: Tensor, sides: readonly [number, number][], mode: Exclude<PadMode, 'constant'>): Tensor {
  let out = x
  sides.forEach(([before, behind], axis) => {
    if (before === 0 && behind === 0) return
    const size = x.shape[axis]!
    const cut = Math.max(0, -before)
    const left = size - cut - Math.max(0, -behind)
    const most = mode === 'reflect' ? size - 1 : mode === 'circular' ? left : Infinity
    if (size === 0 || Math.max(before, behind) > most)
      throw new ShapeError(
        `padding ${showShape([before, behind])} is too large for axis ${axis} of ${showShape(x.shape)} in mode '${mode}'`,
      )
    const length = Math.max(0, size + before + behind)
    const sources = Array.from({ length }, (_, i) => SOURCES[mode](i - before, size, cut, left))
    out = indexSelect(out, axis, wholeNumbers(sources, x.device))
  })
  return apart(x, out)
}

/**
 * x with elements added around its last axes. `padding` lists [before, behind] from the last axis on, as PyTorch does:
 * [left, right, top, bottom, …]. Negative sizes cut off. Throws where 'reflect' or 'circular' reach past the axis.
 */
export const pad = op('pad', (x: Tensor, padding: readonly number[], options: PadOptions = {}): Tensor => {
  checkOptions(options, ['mode', 'value'])
  const { mode = 'constant', value = 0 } = options
  const sides = perAxis(x, padding)
  if (mode === 'constant') return padConstant(x, sides, value)
  if (!Object.hasOwn(SOURCES, mode)) throw new ArgumentError(`unknown mode '${String(mode)}'`)
  return padFromWithin(x, sides, mode)
})
