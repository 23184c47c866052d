/* How numbers look on the page: light on black, as the pictures are. */
import type { ColorFunction } from '@torchlet/inspection'

type Colour = readonly [red: number, green: number, blue: number]

const BLACK: Colour = [14, 12, 11]
/** From nothing to bright: the colours of a fire. */
const EMBER: readonly Colour[] = [BLACK, [84, 28, 16], [178, 62, 20], [240, 128, 42], [255, 200, 120], [255, 244, 222]]
/** Below zero, the sky at night. */
const NIGHT: readonly Colour[] = [BLACK, [16, 50, 74], [30, 96, 136], [74, 156, 192], [156, 212, 230], [226, 244, 248]]

/** Straight lines between colours at even steps. */
function between(stops: readonly Colour[], t: number): Colour {
  const place = Math.min(1, Math.max(0, t)) * (stops.length - 1)
  const below = Math.min(Math.floor(place), stops.length - 2)
  const mixed = (channel: 0 | 1 | 2): number => {
    const [a, b] = [stops[below]![channel], stops[below + 1]![channel]]
    return a + (b - a) * (place - below)
  }
  return [mixed(0), mixed(1), mixed(2)]
}

/** For values from 0 up. */
export const ember: ColorFunction = (t) => between(EMBER, t)

/** For values on both sides of zero, which is black and in the middle of the range. */
export const emberAndNight: ColorFunction = (t) => (t < 0.5 ? between(NIGHT, 1 - 2 * t) : between(EMBER, 2 * t - 1))
