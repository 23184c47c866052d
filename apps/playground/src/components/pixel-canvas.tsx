import type { Picture as PixelImage } from '@torchlet/inspection'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** An image one canvas pixel a pixel, which the style sheet shows as large as it likes. */
export function PixelCanvas({ image }: { readonly image: PixelImage }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  // Before the browser paints: the picture must not lag behind the pen.
  useLayoutEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(new ImageData(image.data, image.width, image.height), 0, 0)
  }, [image])
  return <canvas ref={canvas} width={image.width} height={image.height} />
}
