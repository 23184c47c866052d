/* Images read at positions that a tensor gives. */
import { checkOptions } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  abs,
  add,
  cat,
  clamp,
  expand,
  floor,
  gather,
  ge,
  le,
  linspace,
  logicalAnd,
  matmul,
  mul,
  onesLike,
  remainder,
  reshape,
  round,
  ShapeError,
  select,
  sub,
  type Tensor,
  to,
  transpose,
  unsqueeze,
  where,
} from '@torchlet/tensor-core/ops'
import { lean } from './lean'

export interface AlignOptions {
  /** Whether −1 and 1 are the centres of the corners' pixels, not their outer edges. Default false. */
  alignCorners?: boolean
}

/**
 * The positions of an image's pixels under an affine map. theta: [N, 2, 3], size: [N, C, H, W] → [N, H, W, 2] (or [N, 3, 4] and
 * [N, C, D, H, W] → [N, D, H, W, 3]), x first. Throws ShapeError.
 */
export const affineGrid = lean((theta: Tensor, size: readonly number[], options: AlignOptions = {}): Tensor => {
  checkOptions(options, ['alignCorners'], 'affineGrid')
  const { alignCorners = false } = options
  const sizes = size.slice(2)
  const axes = sizes.length
  if ((axes !== 2 && axes !== 3) || [...theta.shape].join() !== [size[0], axes, axes + 1].join())
    throw new ShapeError(`affineGrid: theta ${theta.shape} does not fit size [${size}]`)
  const { dtype, device } = theta
  const lines = sizes.map((length, axis) => {
    const edge = alignCorners ? (length > 1 ? 1 : 0) : (length - 1) / length
    const line = linspace(-edge, edge, length, { dtype, device })
    const shape = sizes.map((_, i) => (i === axis ? length : 1))
    return unsqueeze(expand(reshape(line, shape), sizes), -1)
  })
  const points = cat([...lines.reverse(), onesLike(lines[0]!)], -1)
  const flat = matmul(reshape(points, [-1, axes + 1]), transpose(theta, 1, 2))
  return reshape(flat, [size[0]!, ...sizes, axes])
})

export interface GridSampleOptions extends AlignOptions {
  /** Default 'bilinear'. */
  mode?: 'bilinear' | 'nearest' | 'bicubic'
  /** What lies outside. Default 'zeros'. */
  paddingMode?: 'zeros' | 'border' | 'reflection'
}
type Rules = Required<GridSampleOptions>

/** From −1…1 to pixels. */
const toPixels = (at: Tensor, size: number, align: boolean): Tensor =>
  align ? mul(add(at, 1), (size - 1) / 2) : sub(mul(add(at, 1), size / 2), 0.5)

/** A position brought inside as the padding says; zeros leaves it. */
function inside(at: Tensor, size: number, { paddingMode, alignCorners }: Rules): Tensor {
  if (paddingMode === 'zeros') return at
  if (paddingMode === 'border') return clamp(at, 0, size - 1)
  const low = alignCorners ? 0 : -0.5
  const span = alignCorners ? size - 1 : size
  if (span === 0) return mul(at, 0)
  // There and back again, every two spans.
  const distance = remainder(abs(sub(at, low)), 2 * span)
  const mirrored = where(le(distance, span), distance, sub(2 * span, distance))
  return clamp(add(mirrored, low), 0, size - 1)
}

/** The elements of x at whole positions, one for each axis; 0 where they lie outside. x: [N, C, …], positions: [N, P] → [N, C, P]. */
function read(x: Tensor, positions: readonly Tensor[]): Tensor {
  const [batch, channels, ...sizes] = x.shape as unknown as [number, number, ...number[]]
  let isInside: Tensor | undefined
  let index: Tensor | undefined
  positions.forEach((at, axis) => {
    const last = sizes[axis]! - 1
    const fits = logicalAnd(ge(at, 0), le(at, last))
    isInside = isInside ? logicalAnd(isInside, fits) : fits
    const whole = to(where(fits, at, 0), 'int64')
    index = index ? add(mul(index, BigInt(sizes[axis]!)), whole) : whole
  })
  const count = index!.shape[1]!
  const wide = expand(unsqueeze(index!, 1), [batch, channels, count])
  return where(unsqueeze(isInside!, 1), gather(reshape(x, [batch, channels, -1]), 2, wide), 0)
}

interface Tap {
  readonly at: Tensor
  readonly weight: Tensor
}

/** The two elements on either side of a position. */
function linearTaps(at: Tensor): Tap[] {
  const low = floor(at)
  const rest = sub(at, low)
  return [
    { at: low, weight: sub(1, rest) },
    { at: add(low, 1), weight: rest },
  ]
}

/** Keys's cubic with a = −3/4, on tensors. */
function cubicTaps(at: Tensor, size: number, rules: Rules): Tap[] {
  const low = floor(at)
  const rest = sub(at, low)
  const A = -0.75
  const near = (d: Tensor): Tensor => add(mul(mul(sub(mul(d, A + 2), A + 3), d), d), 1)
  const far = (d: Tensor): Tensor => mul(sub(mul(add(mul(sub(d, 5), d), 8), d), 4), A)
  const weights = [far(add(rest, 1)), near(rest), near(sub(1, rest)), far(sub(2, rest))]
  return weights.map((weight, i) => ({ at: inside(add(low, i - 1), size, rules), weight }))
}

function tapsOf(at: Tensor, size: number, rules: Rules): Tap[] {
  const pixels = toPixels(at, size, rules.alignCorners)
  if (rules.mode === 'bicubic') return cubicTaps(pixels, size, rules)
  const there = inside(pixels, size, rules)
  return rules.mode === 'nearest' ? [{ at: round(there), weight: onesLike(there) }] : linearTaps(there)
}

function checkGrid(x: Tensor, grid: Tensor, { mode, paddingMode }: Rules): void {
  const axes = x.ndim - 2
  if ((axes !== 2 && axes !== 3) || grid.ndim !== x.ndim || grid.shape.at(-1) !== axes)
    throw new ShapeError(
      `gridSample: expected a 4D or 5D input and a grid with ${axes} coordinates, got ${x.shape} and ${grid.shape}`,
    )
  if (grid.shape[0] !== x.shape[0])
    throw new ShapeError(
      `gridSample: expected grid and input to have same batch size, but got input with sizes ${x.shape} and grid with sizes ${grid.shape}`,
    )
  if (!['bilinear', 'nearest', 'bicubic'].includes(mode) || (mode === 'bicubic' && axes === 3))
    throw new ArgumentError(`gridSample: mode '${mode}' is none for ${axes} axes`)
  if (!['zeros', 'border', 'reflection'].includes(paddingMode))
    throw new ArgumentError(`gridSample: padding_mode is 'zeros', 'border' or 'reflection', got '${paddingMode}'`)
}

/**
 * x read at positions between −1 and 1. x: [N, C, H, W], grid: [N, h, w, 2], x first → [N, C, h, w]; or [N, C, D, H, W] and
 * [N, d, h, w, 3]. Throws ShapeError, ArgumentError.
 */
export const gridSample = lean((x: Tensor, grid: Tensor, options: GridSampleOptions = {}): Tensor => {
  checkOptions(options, ['mode', 'paddingMode', 'alignCorners'], 'gridSample')
  const rules: Rules = { mode: 'bilinear', paddingMode: 'zeros', alignCorners: false, ...options }
  checkGrid(x, grid, rules)
  const sizes = x.shape.slice(2)
  const axes = sizes.length
  const points = reshape(grid, [grid.shape[0]!, -1, axes])
  // The grid's coordinates begin with the last axis.
  const taps = sizes.map((size, axis) => tapsOf(select(points, 2, axes - 1 - axis), size, rules))
  const corners = taps.reduce<Tap[][]>(
    (all, some) => all.flatMap((corner) => some.map((tap) => [...corner, tap])),
    [[]],
  )
  const parts = corners.map((corner) => {
    const weight = corner.map((tap) => tap.weight).reduce((product, next) => mul(product, next))
    return mul(
      read(
        x,
        corner.map((tap) => tap.at),
      ),
      unsqueeze(weight, 1),
    )
  })
  return reshape(
    parts.reduce((sum, part) => add(sum, part)),
    [x.shape[0]!, x.shape[1]!, ...grid.shape.slice(1, -1)],
  )
})
