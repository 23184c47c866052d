/*
 * Six pieces of clothing, drawn by code: outlines on a square of 28 units, filled softly. They fill the square and shoes
 * point left, as in Fashion-MNIST, so that the network meets what it was taught. No DOM: the terminal shows one as well.
 */
import { coverage } from './raster/coverage'
import { polygonsOf } from './raster/path'
import { blankPicture, type Picture, SIZE } from './raster/picture'

/** One area of one brightness, painted over what is below it. */
interface Layer {
  readonly path: string
  readonly light: number
}

export interface Silhouette {
  readonly name: SilhouetteName
  /** What a person calls it. */
  readonly label: string
  readonly layers: readonly Layer[]
}

export type SilhouetteName = 'shirt' | 'trousers' | 'dress' | 'bag' | 'sneaker' | 'boot'

export const SILHOUETTES: readonly Silhouette[] = [
  {
    name: 'shirt',
    label: 'Shirt',
    layers: [
      {
        path: 'M10 0.8 Q14 3.6 18 0.8 L21 2 L25.4 9 L21.8 11.4 L20 9.4 L20.4 27.2 L7.6 27.2 L8 9.4 L6.2 11.4 L2.6 9 L7 2 Z',
        light: 0.84,
      },
      { path: 'M10 0.8 Q14 5.2 18 0.8 L17 0.6 Q14 3.4 11 0.6 Z', light: 0.6 },
    ],
  },
  {
    name: 'trousers',
    label: 'Trousers',
    layers: [
      { path: 'M9.4 0.8 L18.6 0.8 L19.8 27.2 L15.4 27.2 L14.2 9 L13.8 9 L12.6 27.2 L8.2 27.2 Z', light: 0.82 },
      { path: 'M9.4 0.8 L18.6 0.8 L18.7 2.2 L9.3 2.2 Z', light: 0.66 },
    ],
  },
  {
    name: 'dress',
    label: 'Dress',
    layers: [
      {
        path:
          'M10.8 0.6 L12.2 0.6 Q14 4.6 15.8 0.6 L17.2 0.6 L17.8 4.6 Q16.8 7.6 16.8 10.6 Q18.8 20 19.6 27.3 L8.4 27.3 ' +
          'Q9.2 20 11.2 10.6 Q11.2 7.6 10.2 4.6 Z',
        light: 0.84,
      },
      { path: 'M11.2 10.2 L16.8 10.2 L17 11.4 L11 11.4 Z', light: 0.64 },
    ],
  },
  {
    name: 'bag',
    label: 'Bag',
    layers: [
      { path: 'M7.8 12 C7.8 0.8 20.2 0.8 20.2 12 L18.4 12 C18.4 4 9.6 4 9.6 12 Z', light: 0.7 },
      {
        path:
          'M2.2 12.4 Q2.4 10.8 4 10.8 L24 10.8 Q25.6 10.8 25.8 12.4 L27.2 25 Q27.2 26.6 25.6 26.6 L2.4 26.6 ' +
          'Q0.8 26.6 0.8 25 Z',
        light: 0.84,
      },
      { path: 'M2.2 12.4 L25.8 12.4 L26 14.8 Q14 19.8 2 14.8 Z', light: 0.68 },
    ],
  },
  {
    name: 'sneaker',
    label: 'Sneaker',
    layers: [
      {
        path:
          'M0.8 17.6 Q1 15.6 4.4 14.8 L9.4 13.2 L13.6 9.8 Q15.4 9 16.6 10.6 L20.6 11.8 Q23.6 11 25 8.6 ' +
          'Q26.8 9.2 26.8 12.6 L27.2 18.4 L0.8 18.4 Z',
        light: 0.82,
      },
      { path: 'M0.7 17.4 L27.2 17.2 L27.3 19.4 Q14 20.2 1.4 19.6 Q0.6 19 0.7 17.4 Z', light: 0.95 },
      { path: 'M11.4 13.6 L13.2 12.2 L17.4 15.6 L15.2 16 Z', light: 0.62 },
    ],
  },
  {
    name: 'boot',
    label: 'Ankle boot',
    layers: [
      {
        path:
          'M13.6 2.6 L25.4 2.2 L25.8 12 Q26.8 18 26.8 22 L26.6 25.4 L20.6 25.4 L20.2 23.8 L13 24.8 L1.4 24.8 ' +
          'Q0.6 20.4 5.4 19 Q12.6 17 13.8 11 Z',
        light: 0.82,
      },
      {
        path: 'M1 23.2 L12.6 23.2 L20 22.2 L26.8 22.6 L26.6 25.4 L20.6 25.4 L20.2 23.8 L13 24.9 L1.4 24.9 Z',
        light: 0.6,
      },
    ],
  },
]

/** How far the shading reaches in from an edge, in pixels, and how much darker the edge is. */
const REACH = 2
const DEPTH = 0.3

/** The mean over a square around each pixel; beyond the border is black. */
function blurred(picture: Picture, reach: number): Picture {
  const side = 2 * reach + 1
  const alongRows = (from: Picture, step: number, along: (i: number) => number): Picture =>
    from.map((_, i) => {
      let sum = 0
      for (let k = -reach; k <= reach; k++) if (along(i) + k >= 0 && along(i) + k < SIZE) sum += from[i + k * step]!
      return sum / side
    })
  return alongRows(
    alongRows(picture, 1, (i) => i % SIZE),
    SIZE,
    (i) => Math.floor(i / SIZE),
  )
}

/** The picture of a silhouette: its layers one over another, a little darker towards the outline, as cloth is. */
export function drawSilhouette(name: SilhouetteName): Picture {
  const silhouette = SILHOUETTES.find((each) => each.name === name)
  if (!silhouette) throw new RangeError(`no silhouette is called '${name}'`)
  const picture = blankPicture()
  const whole = blankPicture()
  for (const { path, light } of silhouette.layers) {
    coverage(polygonsOf(path)).forEach((share, i) => {
      picture[i] = picture[i]! * (1 - share) + light * share
      whole[i] = Math.max(whole[i]!, share)
    })
  }
  const inside = blurred(whole, REACH)
  return picture.map((light, i) => Math.min(1, light * (1 - DEPTH * (1 - inside[i]!))))
}
