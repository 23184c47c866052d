/* What kernels of 3 × 3 share: strips of four columns of outputs, their masks, and the workspace of a thread. */
import { stepsOf } from '../parts'
import { fourAt } from '../planes'

/** Bytes of the masks of one strip: four vectors at most. */
export const MASKS = 64
/** The workspace begins with where a band's rows and its outputs' rows lie, and with the weights of steps of two. Then come the masks. */
const OUTS: usize = 48
const WEIGHTS: usize = 80
const FIRST_MASK: usize = 192
/** How far strips may reach beyond a plane, in bytes. */
const REACH = 64

// @ts-expect-error: decorator
@inline
export function rowsOf(work: usize): usize {
  return work
}

// @ts-expect-error: decorator
@inline
export function outsOf(work: usize): usize {
  return work + OUTS
}

// @ts-expect-error: decorator
@inline
export function weightsOf(work: usize): usize {
  return work + WEIGHTS
}

// @ts-expect-error: decorator
@inline
export function masksOf(work: usize): usize {
  return work + FIRST_MASK
}

/** Bytes of a row of outputs that nobody wants. */
// @ts-expect-error: decorator
@inline
function spareBytes(outWidth: i32): usize {
  return (outWidth * 4 + REACH) as usize
}

/** Bytes of the row of zeros, with what strips load around it. */
// @ts-expect-error: decorator
@inline
function zerosBytes(outWidth: i32, stride: i32): usize {
  return (outWidth * stride * 4 + 2 * REACH) as usize
}

/** Where a result may go that nobody wants: a row of outputs. */
// @ts-expect-error: decorator
@inline
export function spareOf(work: usize, outWidth: i32): usize {
  return masksOf(work) + (stepsOf(outWidth, 4) as usize) * MASKS
}

/** A row of zeros: those above and below the image. */
// @ts-expect-error: decorator
@inline
export function zerosOf(work: usize, outWidth: i32): usize {
  return spareOf(work, outWidth) + spareBytes(outWidth) + REACH
}

/** A copy of a plane. */
// @ts-expect-error: decorator
@inline
export function copyOf(work: usize, outWidth: i32, stride: i32): usize {
  return zerosOf(work, outWidth) + zerosBytes(outWidth, stride)
}

/** The workspace of each thread, in bytes. `copied`: those of a plane that is copied first, as its columns do not lie side by side. */
export function depthwiseThreeWorkspace(outWidth: i32, stride: i32, copied: i32): usize {
  return (copyOf(0, outWidth, stride) + (copied as usize) + REACH + 63) & ~(63 as usize)
}

/** Whether all is the image's that the strip whose first window begins at column `first` reads. */
// @ts-expect-error: decorator
@inline
export function isInside(first: i32, width: i32, stride: i32): bool {
  return first >= 0 && first + 3 * stride + 3 <= width
}

/** Lays the row of zeros, and the masks of the strips that reach beyond an edge: of each of their vectors, which lanes are the image's. */
export function layStrips(work: usize, width: i32, left: i32, outWidth: i32, stride: i32): void {
  memory.fill(zerosOf(work, outWidth) - REACH, 0, zerosBytes(outWidth, stride))
  let to = masksOf(work)
  for (let x = 0; x < outWidth; x += 4, to += MASKS) {
    const first = fourAt(x, outWidth) * stride - left
    if (isInside(first, width, stride)) continue
    for (let i = 0; i < 4; i++)
      for (let lane = 0; lane < 4; lane++) {
        // Steps of one load a vector for each column of the kernel, steps of two (twos.ts) two beside two.
        const column = first + lane + (stride == 1 ? i : (i & 1) + (i >> 1) * 4)
        store<i32>(to + i * 16 + lane * 4, column >= 0 && column < width ? -1 : 0)
      }
  }
}

/** Row y of the image, or zeros. */
// @ts-expect-error: decorator
@inline
export function rowAt(from: usize, y: i32, height: i32, rowStride: i32, zeros: usize): usize {
  return y >= 0 && y < height ? from + y * rowStride : zeros
}

/** Four pixels; at an edge, zeros for those that are not the image's. */
// @ts-expect-error: decorator
@inline
export function pixels(edge: bool, at: usize, mask: v128): v128 {
  return edge ? v128.and(v128.load(at), mask) : v128.load(at)
}
