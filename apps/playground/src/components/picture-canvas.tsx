import { useMemo } from 'preact/hooks'
import { type Picture, SIZE } from '../raster/picture'
import { PixelCanvas } from './pixel-canvas'

/** A picture as pixels in warm greys. */
export function PictureCanvas({ picture }: { readonly picture: Picture }) {
  const image = useMemo(() => ({ width: SIZE, height: SIZE, data: greys(picture) }), [picture])
  return <PixelCanvas image={image} />
}

function greys(picture: Picture): Uint8ClampedArray<ArrayBuffer> {
  const data = new Uint8ClampedArray(4 * picture.length)
  // Slightly warm, as everything on the page is; the network gets the plain numbers.
  picture.forEach((light, i) => data.set([12 + 243 * light, 11 + 237 * light, 10 + 224 * light, 255], 4 * i))
  return data
}
