/* Matrix products. One primitive, batches of matrices, carries them all. */
import { op, runKernel } from '../dispatch'
import { computeDType, tensorName } from '../dtype'
import { DTypeError, ShapeError } from '../errors'
import { matmul as hostMatmul } from '../host/matmul'
import { broadcastShapes, numelOf, showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, commonDevice } from './allocate'
import { mul } from './arithmetic'
import { expand, reshape, unsqueeze } from './views'

function checkTypes(name: string, x: Tensor, y: Tensor): void {
  commonDevice(name, [x, y])
  if (x.dtype !== y.dtype)
    throw new DTypeError(
      `${name}: expected both to have the same dtype, got ${tensorName(x.dtype)} and ${tensorName(y.dtype)}`,
    )
  if (x.dtype === 'bool') throw new DTypeError(`${name}: not defined for bool tensors`)
}

/** [B, M, K]·[B, K, N]: the kernel. Shapes were checked. */
function batched(x: Tensor, y: Tensor): Tensor {
  const compute = computeDType(x.dtype)
  const out = allocate([x.shape[0]!, x.shape[1]!, y.shape[2]!], compute, x.device)
  const [a, b] = [cast(x, compute), cast(y, compute)]
  runKernel('matmul', hostMatmul, out, [a, b, out])
  return cast(out, x.dtype)
}

function checkInner(name: string, x: Tensor, y: Tensor, a: number | undefined, b: number | undefined): void {
  if (a !== b)
    throw new ShapeError(
      `${name}: shapes ${showShape(x.shape)} and ${showShape(y.shape)} cannot be multiplied: ${a} and ${b} differ`,
    )
}

/**
 * The matrix product, as PyTorch's: of two vectors their dot product, of matrices the product, of batches of them (leading
 * axes broadcast) a batch; a vector on the left counts as a row, on the right as a column.
 */
export const matmul = op('matmul', (x: Tensor, y: Tensor): Tensor => {
  checkTypes('matmul', x, y)
  if (x.ndim === 0 || y.ndim === 0)
    throw new ShapeError(
      `matmul: both arguments need at least 1 axis, got ${showShape(x.shape)} and ${showShape(y.shape)}`,
    )
  const left = x.ndim === 1 ? unsqueeze(x, 0) : x
  const right = y.ndim === 1 ? unsqueeze(y, 1) : y
  checkInner('matmul', x, y, left.shape.at(-1), right.shape.at(-2))
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

function checkAxes(name: string, x: Tensor, axes: number): void {
  if (x.ndim !== axes) throw new ShapeError(`${name}: expected a tensor with ${axes} axes, got ${showShape(x.shape)}`)
}

/** The product of two matrices; no broadcasting. */
export const mm = op('mm', (x: Tensor, y: Tensor): Tensor => {
  checkAxes('mm', x, 2)
  checkAxes('mm', y, 2)
  return matmul(x, y)
})

/** The products of two batches of matrices, [B, M, K]·[B, K, N]; no broadcasting. */
export const bmm = op('bmm', (x: Tensor, y: Tensor): Tensor => {
  checkAxes('bmm', x, 3)
  checkAxes('bmm', y, 3)
  if (x.shape[0] !== y.shape[0]) throw new ShapeError(`bmm: batches of ${x.shape[0]} and ${y.shape[0]} differ`)
  return matmul(x, y)
})

/** A matrix times a vector. */
export const mv = op('mv', (x: Tensor, y: Tensor): Tensor => {
  checkAxes('mv', x, 2)
  checkAxes('mv', y, 1)
  return matmul(x, y)
})

/** Σ xᵢ·yᵢ of two vectors. */
export const dot = op('dot', (x: Tensor, y: Tensor): Tensor => {
  checkAxes('dot', x, 1)
  checkAxes('dot', y, 1)
  return matmul(x, y)
})

/** Every product xᵢ·yⱼ of two vectors. */
export const outer = op('outer', (x: Tensor, y: Tensor): Tensor => {
  checkAxes('outer', x, 1)
  checkAxes('outer', y, 1)
  return mul(unsqueeze(x, 1), y)
})
