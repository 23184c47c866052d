/* The pictures of goldens/fashion_logits.json, which Python makes by the same integer arithmetic. */
import { fromTypedArray, type Tensor } from '@torchlet/tensor-core'

const SIZE = 28

interface Rectangle {
  readonly shape: 'rectangle'
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
  readonly value: number
}
interface Disk {
  readonly shape: 'disk'
  readonly cy: number
  readonly cx: number
  readonly r2: number
  readonly value: number
}

export type Picture =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'polynomial'; readonly coefficients: Record<'yy' | 'xx' | 'xy' | 'ky' | 'kx' | 'k', number> }
  | { readonly kind: 'shapes'; readonly shapes: readonly (Rectangle | Disk)[] }

const covers = (part: Rectangle | Disk, y: number, x: number): boolean =>
  part.shape === 'rectangle'
    ? part.top <= y && y < part.bottom && part.left <= x && x < part.right
    : (y - part.cy) ** 2 + (x - part.cx) ** 2 <= part.r2

function pixelOf(picture: Picture, y: number, x: number): number {
  if (picture.kind === 'constant') return picture.value
  if (picture.kind === 'shapes') return picture.shapes.findLast((part) => covers(part, y, x))?.value ?? 0
  const { yy, xx, xy, ky, kx, k } = picture.coefficients
  return (yy * y * y + xx * x * x + xy * x * y + ky * y + kx * x + k) % 256
}

/** The picture's 28×28 pixels, 0 … 255. */
export const pixelsOf = (picture: Picture): Uint8Array =>
  Uint8Array.from({ length: SIZE * SIZE }, (_, i) => pixelOf(picture, Math.floor(i / SIZE), i % SIZE))

/** Pixels as the network takes them: [1, 1, 28, 28], 0 … 1. */
export const asInput = (pixels: Uint8Array): Tensor => fromTypedArray(pixels, [1, 1, SIZE, SIZE]).float().div(255)
