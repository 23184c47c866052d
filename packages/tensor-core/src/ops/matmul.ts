/* Matrix products. One primitive, batches of matrices, carries them all. */
import { op, runKernel } from '../dispatch'
import { computeDType } from '../dtype'
import { DTypeError, ShapeError } from '../errors'
import { matmul as hostMatmul } from '../host/matmul'
import { broadcastShapes, numelOf, showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast } from './allocate'
import { mul } from './arithmetic'
import { checkAlike, checkNdim } from './checks'
import { expand, reshape, unsqueeze } from './views'

function checkTypes(x: Tensor, y: Tensor): void {
  checkAlike(x, y)
  if (x.dtype === 'bool') throw new DTypeError(`not defined for bool tensors`)
}

/** [B, M, K]·[B, K, N]: the kernel. Shapes were checked. */
function batched(x: Tensor, y: Tensor): Tensor {
  const compute = computeDType(x.dtype)
  const out = allocate([x.shape[0]!, x.shape[1]!, y.shape[2]!], compute, x.device)
  const [a, b] = [cast(x, compute), cast(y, compute)]
  runKernel('matmul', hostMatmul, out, [a, b, out])
  return cast(out, x.dtype)
}

function checkInner(x: Tensor, y: Tensor, a: number | undefined, b: number | undefined): void {
  if (a !== b)
    throw new ShapeError(
      `shapes ${showShape(x.shape)} and ${showShape(y.shape)} cannot be multiplied: ${a} and ${b} differ`,
    )
}

/**
 * The matrix product, as PyTorch's: of two vectors their dot product, of matrices the product, of batches of them (leading
 * axes broadcast) a batch; a vector on the left counts as a row, on the right as a column.
 */
export const matmul = op('matmul', (x: Tensor, y: Tensor): Tensor => {
  checkTypes(x, y)
  checkNdim(x, 1, Infinity)
  checkNdim(y, 1, Infinity)
  const left = x.ndim === 1 ? unsqueeze(x, 0) : x
  const right = y.ndim === 1 ? unsqueeze(y, 1) : y
  checkInner(x, y, left.shape.at(-1), right.shape.at(-2))
  const product = matrices(left, right)
  const shape = product.shape.toSpliced(
    -2,
    2,
    ...(x.ndim === 1 ? [] : [left.shape.at(-2)!]),
    ...(y.ndim === 1 ? [] : [right.shape.at(-1)!]),
  )
  return reshape(product, shape)
})

function matrices(x: Tensor, y: Tensor): Tensor {
  const [m, k, n] = [x.shape.at(-2)!, x.shape.at(-1)!, y.shape.at(-1)!]
  if (y.ndim === 2 && x.ndim > 2) {
    // One matrix on the right: all rows on the left are one tall matrix.
    const rows = numelOf(x.shape.slice(0, -1))
    const tall = reshape(x, [1, rows, k])
    return reshape(batched(tall, unsqueeze(y, 0)), [...x.shape.slice(0, -1), n])
  }
  const batch = broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2))
  const count = numelOf(batch)
  const left = reshape(expand(x, [...batch, m, k]), [count, m, k])
  const right = reshape(expand(y, [...batch, k, n]), [count, k, n])
  return reshape(batched(left, right), [...batch, m, n])
}

/**
 * A product of operands of so many axes, without broadcasting.
 * @__NO_SIDE_EFFECTS__
 */
const ranked = (name: string, left: number, right: number, product: (x: Tensor, y: Tensor) => Tensor = matmul) =>
  op(name, (x: Tensor, y: Tensor): Tensor => {
    checkNdim(x, left)
    checkNdim(y, right)
    return product(x, y)
  })

/** The product of two matrices; no broadcasting. */
export const mm = ranked('mm', 2, 2)
/** A matrix times a vector. */
export const mv = ranked('mv', 2, 1)
/** Σ xᵢ·yᵢ of two vectors. */
export const dot = ranked('dot', 1, 1)
/** Every product xᵢ·yⱼ of two vectors. */
export const outer = ranked('outer', 1, 1, (x, y) => mul(unsqueeze(x, 1), y))

/** Throws unless the two are [B, M, K] and [B, K, N]. */
export function checkBatches(x: Tensor, y: Tensor): void {
  checkNdim(x, 3)
  checkNdim(y, 3)
  checkInner(x, y, x.shape[0], y.shape[0])
  checkInner(x, y, x.shape[2], y.shape[1])
}

/** The products of two batches of matrices, [B, M, K]·[B, K, N]; no broadcasting. */
export const bmm = op('bmm', (x: Tensor, y: Tensor): Tensor => {
  checkBatches(x, y)
  return matmul(x, y)
})
