/* Triangles and diagonals of matrices. */
import { op } from '../dispatch'
import { type DType, isIntegral } from '../dtype'
import { DTypeError } from '../errors'
import { checkShape, normalizeDims } from '../shape'
import type { Tensor } from '../tensor'
import { checkOptions, copyTo, parted } from './allocate'
import { sub, where } from './arithmetic'
import { checkNdim, checkWhole } from './checks'
import { ge, le } from './compare'
import { copy_ } from './in-place'
import { arange, fromFunction, like, type MakeOptions, zeros } from './make'
import { type DiagonalOptions, diagonal } from './strided'
import { unsqueeze } from './views'

export interface TriangleOptions {
  /** The last diagonal that is kept: above the main one where positive, below it where negative. Default 0. */
  diagonal?: number
}

/** One triangle of the last two axes: `keeps` compares column − row with the diagonal. */
const triangle = (name: string, keeps: typeof le) =>
  op(name, (x: Tensor, options: TriangleOptions = {}): Tensor => {
    checkOptions(options, ['diagonal'])
    const { diagonal: last = 0 } = options
    checkNdim(x, 2, Infinity)
    const count = (size: number) => arange(size, { dtype: 'int32', device: x.device })
    const [rows, columns] = x.shape.slice(-2) as [number, number]
    return where(keeps(sub(count(columns), unsqueeze(count(rows), 1)), last), x, x.dtype === 'bool' ? false : 0)
  })

/** The lower triangle of the matrices in the last two axes, zeros above it. */
export const tril = /* @__PURE__ */ triangle('tril', le)
/** The upper triangle of the matrices in the last two axes, zeros below it. */
export const triu = /* @__PURE__ */ triangle('triu', ge)

/** A vector as the diagonal of a square matrix of zeros; of a matrix, a copy of its diagonal. */
export const diag = op('diag', (x: Tensor, options: TriangleOptions = {}): Tensor => {
  checkOptions(options, ['diagonal'])
  const offset = options.diagonal ?? 0
  checkNdim(x, 1, 2)
  if (x.ndim === 1) return diagEmbed(x, { offset })
  return copyTo(diagonal(x, { offset }))
})

type DiagEmbedArguments =
  | [options?: DiagonalOptions]
  | [dim1: number, options?: DiagonalOptions]
  | [dim1: number, dim2: number, options?: DiagonalOptions]

/** The last axis as the diagonals of matrices of zeros, which lie in the axes dim1 and dim2 (default the last two). */
export const diagEmbed = op('diagEmbed', (x: Tensor, ...rest: DiagEmbedArguments): Tensor => {
  const [[dim1 = -2, dim2 = -1], { offset = 0 }] = parted<number, DiagonalOptions>(rest, ['offset'])
  checkNdim(x, 1, Infinity)
  const [a, b] = normalizeDims([dim1, dim2], x.ndim + 1) as [number, number]
  const size = x.shape.at(-1)! + Math.abs(offset)
  const shape: number[] = x.shape.slice(0, -1)
  for (const axis of [Math.min(a, b), Math.max(a, b)]) shape.splice(axis, 0, size)
  const out = zeros(shape, like(x))
  copy_(diagonal(out, a, b, { offset }), x)
  return out
})

export interface TriangleIndicesOptions extends MakeOptions {
  /** See `diagonal` of tril and triu. Default 0. */
  offset?: number
}

/** Where a triangle of a row × col matrix is: [2, n], rows and columns in row-major order. */
const indicesOf = (name: string, keeps: (above: number, offset: number) => boolean) =>
  op(name, (row: number, col: number, options: TriangleIndicesOptions = {}): Tensor => {
    const { offset = 0, ...rest } = options
    checkShape([row, col])
    const dtype: DType = rest.dtype ?? 'int64'
    if (!isIntegral(dtype)) throw new DTypeError(`needs an integer dtype, got ${dtype}`)
    checkWhole('offset', offset)
    const places: [number[], number[]] = [[], []]
    for (let i = 0; i < row; i++)
      for (let j = 0; j < col; j++)
        if (keeps(j - i, offset)) {
          places[0].push(i)
          places[1].push(j)
        }
    const flat = places.flat()
    return fromFunction([2, places[0].length], (i) => flat[i]!, { ...rest, dtype })
  })

/** Where the lower triangle of a row × col matrix is: int64 [2, n], rows and columns in row-major order. */
export const trilIndices = /* @__PURE__ */ indicesOf('trilIndices', (above, offset) => above <= offset)
/** Where the upper triangle of a row × col matrix is: int64 [2, n], rows and columns in row-major order. */
export const triuIndices = /* @__PURE__ */ indicesOf('triuIndices', (above, offset) => above >= offset)
