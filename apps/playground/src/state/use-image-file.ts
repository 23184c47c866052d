import { useCallback, useRef, useState } from 'preact/hooks'
import { decodeImage } from '../browser/decode-image'
import { type Inversion, type Pixels, pictureOf } from '../raster/photo'
import type { Change } from './history'

interface Opened {
  readonly name: string
  readonly pixels: Pixels
}

export interface ImageFile {
  readonly inversion: Inversion
  /** Makes the file's image the picture. Throws an Error in words where it is no image. */
  open(file: File): Promise<void>
  /** Changes how images are inverted; the one on show, if there is one, is made anew. */
  setInversion(inversion: Inversion, isOnShow: boolean): void
}

/** Image files as pictures. */
export function useImageFile(change: (change: Change) => void): ImageFile {
  const [inversion, keepInversion] = useState<Inversion>('auto')
  const last = useRef<Opened>(undefined)

  const show = useCallback(
    ({ name, pixels }: Opened, how: Inversion) => {
      const { picture, inverted } = pictureOf(pixels, how)
      change({ type: 'show', picture, origin: { kind: 'image', name, inverted } })
    },
    [change],
  )
  const open = useCallback(
    async (file: File) => {
      last.current = { name: file.name, pixels: await decodeImage(file) }
      show(last.current, inversion)
    },
    [show, inversion],
  )
  const setInversion = useCallback(
    (how: Inversion, isOnShow: boolean) => {
      keepInversion(how)
      if (isOnShow && last.current) show(last.current, how)
    },
    [show],
  )
  return { inversion, open, setInversion }
}
