/*
 * From an image of any size to the network's 28 × 28, along the way on which Fashion-MNIST was made of photographs: grey, light
 * on black, trimmed to the object, its longer side scaled to 28, centred.
 */
import { blankPicture, type Picture, SIZE } from './picture'

/** What a canvas gives: four bytes a pixel, red, green, blue, opacity. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray | Uint8Array
}

export type Inversion = 'auto' | 'always' | 'never'

export interface Photo {
  readonly picture: Picture
  /** Whether dark and light were exchanged. */
  readonly inverted: boolean
}

/** One brightness a pixel, in 0…1. */
interface Grey {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

/** Up to this above the background is background: paper has grain and JPEG has ripples. */
const GRAIN = 0.06

/** The picture of an image, and whether it was inverted: `auto` inverts where the image's border is bright. */
export function pictureOf(pixels: Pixels, inversion: Inversion): Photo {
  const grey = greyOf(pixels)
  const inverted = inversion === 'always' || (inversion === 'auto' && median(borderOf(grey)) > 0.5)
  const light = inverted ? { ...grey, values: grey.values.map((value) => 1 - value) } : grey
  // One that has the size already is taken as it is, pixel for pixel.
  if (light.width === SIZE && light.height === SIZE) return { picture: Float32Array.from(light.values), inverted }
  return { picture: reduce(onBlack(light)), inverted }
}

/** Brightness by the weights of Rec. 601, as PIL's grey. Clear areas become what the rest stands out from. */
function greyOf({ width, height, data }: Pixels): Grey {
  const values = new Float32Array(width * height)
  let [sum, weight] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const opacity = data[4 * i + 3]! / 255
    values[i] = (0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!) / 255
    sum += values[i]! * opacity
    weight += opacity
  }
  const behind = weight > 0 && sum / weight > 0.5 ? 0 : 1
  for (let i = 0; i < values.length; i++) {
    const opacity = data[4 * i + 3]! / 255
    values[i] = values[i]! * opacity + behind * (1 - opacity)
  }
  return { width, height, values }
}

/** The outermost pixels, in order of brightness. */
function borderOf({ width, height, values }: Grey): Float32Array {
  const isBorder = (i: number): boolean => {
    const [x, y] = [i % width, Math.floor(i / width)]
    return x === 0 || y === 0 || x === width - 1 || y === height - 1
  }
  return values.filter((_, i) => isBorder(i)).sort()
}

const quantile = (sorted: Float32Array, at: number): number => sorted[Math.floor(at * (sorted.length - 1))]!
const median = (sorted: Float32Array): number => quantile(sorted, 0.5)

/** An even background, of any grey, becomes black. One that is not even is left: there is no telling it from the object. */
function onBlack(grey: Grey): Grey {
  const border = borderOf(grey)
  if (quantile(border, 0.9) - quantile(border, 0.1) > 0.15) return grey
  const level = quantile(border, 0.9)
  if (level >= 1) return grey
  return { ...grey, values: grey.values.map((value) => Math.max(0, (value - level) / (1 - level))) }
}

interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** The smallest box with all that is lighter than the grain; of an image with nothing on it, the whole. */
function boxOf({ width, height, values }: Grey): Box {
  let [left, top, right, bottom] = [width, height, 0, 0]
  values.forEach((value, i) => {
    if (value <= GRAIN) return
    const [x, y] = [i % width, Math.floor(i / width)]
    left = Math.min(left, x)
    right = Math.max(right, x + 1)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y + 1)
  })
  return right > left ? { left, top, right, bottom } : { left: 0, top: 0, right: width, bottom: height }
}

/** The object, scaled so that its longer side is 28, in the middle; each pixel is the mean of the area it stands for. */
function reduce(grey: Grey): Picture {
  const { left, top, right, bottom } = boxOf(grey)
  const scale = Math.max(right - left, bottom - top) / SIZE
  const [x0, y0] = [(left + right) / 2 - (scale * SIZE) / 2, (top + bottom) / 2 - (scale * SIZE) / 2]
  const picture = blankPicture()
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) picture[y * SIZE + x] = meanOf(grey, x0 + x * scale, y0 + y * scale, scale)
  return picture
}

/** The mean over a square of any position and size, pixels at its rim counted by their share; outside is black. */
function meanOf({ width, height, values }: Grey, x0: number, y0: number, side: number): number {
  let sum = 0
  for (let y = Math.max(0, Math.floor(y0)); y < Math.min(height, y0 + side); y++) {
    const high = Math.min(y + 1, y0 + side) - Math.max(y, y0)
    for (let x = Math.max(0, Math.floor(x0)); x < Math.min(width, x0 + side); x++)
      sum += values[y * width + x]! * high * (Math.min(x + 1, x0 + side) - Math.max(x, x0))
  }
  return sum / (side * side)
}
