import type { Pixels } from '../raster/photo'

/** Longer sides are reduced by the browser first: a photo of 100 megapixels would need half a gigabyte here. */
const LONGEST = 2048
/** For a drawing (SVG) that does not say its size. */
const UNKNOWN = 512

/** The pixels of an image file. Throws an Error that says what was expected where the browser cannot read it. */
export async function decodeImage(file: File): Promise<Pixels> {
  const url = URL.createObjectURL(file)
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    return pixelsOf(image)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    throw new Error(
      `${file.name} could not be read as an image (${file.type || 'unknown type'}, ${file.size.toLocaleString('en')} bytes). ` +
        'Expected was a PNG, JPEG, WebP, GIF, AVIF, BMP or SVG file.',
      { cause: error },
    )
  } finally {
    URL.revokeObjectURL(url)
  }
}

function pixelsOf(image: HTMLImageElement): Pixels {
  const [fullWidth, fullHeight] = [image.naturalWidth || UNKNOWN, image.naturalHeight || UNKNOWN]
  const scale = Math.min(1, LONGEST / Math.max(fullWidth, fullHeight))
  const [width, height] = [Math.max(1, Math.round(fullWidth * scale)), Math.max(1, Math.round(fullHeight * scale))]
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('this browser gives no 2d canvas, which reading images needs')
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, 0, 0, width, height)
  return context.getImageData(0, 0, width, height)
}
