import { ArgumentError } from '@torchlet/tensor-core/ops'

/** Red, green and blue from 0 to 255 for t in [0, 1]. */
export type ColorFunction = (t: number) => readonly [number, number, number]

/*
 * Colours at even steps, with straight lines in RGB between them.
 * viridis, magma, inferno, plasma: N. J. Smith, S. van der Walt, E. Firing for matplotlib (CC0). cividis: J. R. Nuñez,
 * C. R. Anderton, R. S. Renslow, "Optimizing colormaps with consideration for color vision deficiency", 2018. RdBu: C. A. Brewer,
 * colorbrewer2.org (Apache 2.0). The first five are sampled at every 17th of their 256 colours: at most 10 of 255 from them.
 */
const STOPS = {
  viridis:
    '440154 481a6c 472f7d 414487 39568c 31688e 2a788e 23888e 1f988b 22a884 35b779 54c568 7ad151 a5db36 d2e21b fde725',
  magma:
    '000004 0b0924 20114b 3b0f70 57157e 721f81 8c2981 a8327d c43c75 de4968 f1605d fa7f5e fe9f6d febf84 fddea0 fcfdbf',
  inferno:
    '000004 0c0826 240c4f 420a68 5d126e 781c6d 932667 ae305c c73e4c dd513a ed6925 f8850f fca50a fac62d f2e661 fcffa4',
  plasma:
    '0d0887 330597 5002a2 6a00a8 8405a7 9c179e b12a90 c33d80 d35171 e16462 ed7953 f68f44 fca636 fec029 f9dc24 f0f921',
  cividis:
    '00224e 002e6c 1e3a6f 35456c 47516c 575d6d 666970 757575 848279 948e77 a59c74 b7a96e c8b866 dbc75a eed649 fee838',
  gray: '000000 ffffff',
  RdBu: '67001f b2182b d6604d f4a582 fddbc7 f7f7f7 d1e5f0 92c5de 4393c3 2166ac 053061',
} as const

/** The colormaps that there are, by matplotlib's names. */
export type ColormapName = keyof typeof STOPS
/** A colormap by name, or a function from [0, 1] to a colour. */
export type Colormap = ColormapName | ColorFunction

/** The names of all colormaps. */
export const COLORMAPS = /* @__PURE__ */ Object.keys(STOPS) as readonly ColormapName[]

/** Colormaps with a middle, for values on both sides of zero: their range is taken to be as wide below as above. */
export const isDiverging = (colormap: Colormap): boolean => colormap === 'RdBu'

function parse(stops: string): number[][] {
  return stops.split(' ').map((hex) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)))
}

/** The colour function of a colormap. Throws ArgumentError for a name that is none. */
export function colormap(map: Colormap): ColorFunction {
  if (typeof map === 'function') return map
  if (typeof map !== 'string' || !Object.hasOwn(STOPS, map))
    throw new ArgumentError(`unknown colormap '${String(map)}'; there are ${COLORMAPS.join(', ')}, or a function`)
  const stops = parse(STOPS[map])
  const last = stops.length - 1
  return (t) => {
    const position = Math.min(1, Math.max(0, t)) * last
    const at = Math.min(last - 1, Math.floor(position))
    const [from, to, part] = [stops[at]!, stops[at + 1]!, position - at]
    const mix = (i: number): number => Math.round(from[i]! + (to[i]! - from[i]!) * part)
    return [mix(0), mix(1), mix(2)]
  }
}
