import { type Picture, samePicture } from '../raster/picture'
import type { SilhouetteName } from '../silhouettes'

/** Where a picture comes from. */
export type PictureOrigin =
  | { readonly kind: 'drawing' }
  | { readonly kind: 'silhouette'; readonly name: SilhouetteName }
  | { readonly kind: 'image'; readonly name: string; readonly inverted: boolean }

interface Moment {
  readonly picture: Picture
  readonly origin: PictureOrigin
}

/** The picture, and the ones before it. */
export interface History extends Moment {
  readonly past: readonly Moment[]
}

export type Change =
  /** A new picture: undo leads back from it. */
  | { readonly type: 'show'; readonly picture: Picture; readonly origin: PictureOrigin }
  /** More of the stroke that a `show` began: undo takes the stroke back as a whole. */
  | { readonly type: 'continue'; readonly picture: Picture }
  | { readonly type: 'undo' }

/** How far back undo goes. */
const DEPTH = 100

/** The history after a change. */
export function changed(history: History, change: Change): History {
  const { picture, origin, past } = history
  switch (change.type) {
    case 'show':
      // Choosing what is on show is no step. A stroke is one even if its first dot falls on what is painted already.
      if (change.origin.kind !== 'drawing' && samePicture(picture, change.picture))
        return { ...history, origin: change.origin }
      return { picture: change.picture, origin: change.origin, past: [...past, { picture, origin }].slice(-DEPTH) }
    case 'continue':
      return { ...history, picture: change.picture }
    case 'undo': {
      const previous = past.at(-1)
      return previous ? { ...previous, past: past.slice(0, -1) } : history
    }
  }
}
