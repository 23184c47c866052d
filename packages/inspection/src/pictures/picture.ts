import { describe } from '@torchlet/tensor-core/fused'
import { ArgumentError } from '@torchlet/tensor-core/ops'

/** Pixels, row by row from the top left, four bytes each: red, green, blue, alpha. `new ImageData(data, width, height)` takes it. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray<ArrayBuffer>
}

/** A picture in one colour. */
export function blank(width: number, height: number, [red, green, blue, alpha = 255]: readonly number[]): Picture {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let i = 0; i < data.length; i += 4) {
    data[i] = red!
    data[i + 1] = green!
    data[i + 2] = blue!
    data[i + 3] = alpha
  }
  return { width, height, data }
}

/** Copies `from` onto `onto` with its top left corner at (x, y); it must fit. */
export function paste(onto: Picture, from: Picture, x: number, y: number): void {
  const bytes = from.width * 4
  for (let row = 0; row < from.height; row++)
    onto.data.set(from.data.subarray(row * bytes, (row + 1) * bytes), ((y + row) * onto.width + x) * 4)
}

/** Every pixel as a square of `scale` × `scale`. */
export function enlarged(picture: Picture, scale: number): Picture {
  if (scale === 1) return picture
  const out = blank(picture.width * scale, picture.height * scale, [0, 0, 0])
  const from = new Uint32Array(picture.data.buffer, picture.data.byteOffset, picture.width * picture.height)
  const to = new Uint32Array(out.data.buffer)
  for (let y = 0; y < out.height; y++)
    for (let x = 0; x < out.width; x++)
      to[y * out.width + x] = from[Math.floor(y / scale) * picture.width + Math.floor(x / scale)]!
  return out
}

/** Throws an ArgumentError unless `picture` has width × height × 4 bytes. */
export function checkPicture(picture: Picture, what: string): void {
  const { width, height, data } = picture ?? {}
  if (![width, height].every((size) => Number.isInteger(size) && size > 0) || data?.length !== width * height * 4)
    throw new ArgumentError(
      `${what}: expected a picture { width, height, data } with 4 bytes a pixel, got ${width} × ${height} and ${data?.length ?? describe(data)} bytes`,
    )
}
