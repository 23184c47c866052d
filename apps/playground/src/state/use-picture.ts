import { useReducer } from 'preact/hooks'
import { drawSilhouette } from '../silhouettes'
import { type Change, changed, type History } from './history'

const FIRST = 'boot'

const initial = (): History => ({
  picture: drawSilhouette(FIRST),
  origin: { kind: 'silhouette', name: FIRST },
  past: [],
})

/** The picture with its undo history; a boot at first. */
export function usePicture(): [History, (change: Change) => void] {
  const [history, change] = useReducer<History, Change, undefined>(changed, undefined, initial)
  return [history, change]
}
