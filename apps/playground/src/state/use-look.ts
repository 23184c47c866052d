import type { Network } from '@torchlet/examples/network'
import { useMemo, useRef } from 'preact/hooks'
import { type Look, look } from '../model/look'
import type { Picture } from '../raster/picture'
import type { Origin } from './use-checkpoint'

export interface Timed extends Look {
  /** The median of the last passes. */
  readonly typicalMilliseconds: number
}

/** Passes at the beginning, until the engine has compiled the kernels; and how many of the last ones the median is of. */
const WARM_UP = 30
const REMEMBERED = 15

/** What the network makes of the picture, computed anew when either changes; undefined before there are weights. */
export function useLook(network: Network, origin: Origin | undefined, picture: Picture): Timed | undefined {
  const times = useRef<number[]>([])
  return useMemo(() => {
    if (!origin) return undefined
    const passes = times.current.length === 0 ? WARM_UP : 1
    const looks = Array.from({ length: passes }, () => look(network, picture))
    const seen = looks.at(-1)!
    times.current = [...times.current, ...looks.map(({ milliseconds }) => milliseconds)].slice(-REMEMBERED)
    const sorted = times.current.toSorted((a, b) => a - b)
    return { ...seen, typicalMilliseconds: sorted[Math.floor(sorted.length / 2)]! }
  }, [network, origin, picture])
}
