import { op } from '../dispatch'
import { ArgumentError } from '../errors'
import { broadcastShapes } from '../shape'
import type { Tensor } from '../tensor'
import { checkOptions, commonDevice } from './allocate'
import { sub } from './arithmetic'
import { misfit } from './checks'
import { cat, split } from './join'
import { vectorNorm } from './linalg/norms'
import { like, zeros } from './make'
import { unsqueeze } from './views'

export interface CdistOptions {
  /** The p of the norm. Default 2. */
  p?: number
}

/** How many differences are held at a time. */
const MOST = 2 ** 22

/** The distance of every row of x from every row of y: [..., P, M] and [..., R, M] → [..., P, R]. */
export const cdist = op('cdist', (x: Tensor, y: Tensor, options: CdistOptions = {}): Tensor => {
  checkOptions(options, ['p'])
  commonDevice([x, y])
  const { p = 2 } = options
  if (!(p >= 0)) throw new ArgumentError(`p must not be negative, got ${p}`)
  if (x.ndim < 2 || y.ndim < 2 || x.shape.at(-1) !== y.shape.at(-1)) misfit(x.shape, y.shape)
  const shape = [...broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2)), x.shape.at(-2)!, y.shape.at(-2)!]
  const [rows, columns] = [x.shape.at(-2)!, x.shape.at(-1)!]
  if (columns === 0) return zeros(shape, like(x))
  if (rows > 1 && shape.reduce((product, size) => product * size, columns) > MOST)
    return cat(
      split(x, Math.ceil(rows / 2), -2).map((part) => cdist(part, y, options)),
      -2,
    )
  return vectorNorm(sub(unsqueeze(x, -2), unsqueeze(y, -3)), -1, { ord: p })
})
