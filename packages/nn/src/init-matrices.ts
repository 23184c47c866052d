/* Ways to fill matrices and kernels with a structure. */
import { describe } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  add,
  clamp,
  copy_,
  cpu,
  diagonal,
  normal_ as drawNormal,
  uniform_ as drawUniform,
  empty,
  erf,
  erfinv,
  linalg,
  mul,
  randperm,
  reshape,
  ShapeError,
  select,
  setAt_,
  sign,
  type Tensor,
  t,
  tensor,
  zero_,
} from '@torchlet/tensor-core/ops'
import { checkFilling } from './init-checks'

/** The normal distribution's function at x. */
const normalCdf = (x: number): number =>
  (1 + Number(erf(tensor(x / Math.SQRT2, { dtype: 'float64', device: cpu })).item())) / 2

export interface TruncNormalOptions {
  /** Default 0. */
  mean?: number
  /** Default 1. */
  std?: number
  /** The least value. Default -2. */
  a?: number
  /** The greatest value. Default 2. */
  b?: number
}

/** Normal numbers, cut off below a and above b. */
export function truncNormal_(x: Tensor, options: TruncNormalOptions = {}): Tensor {
  checkFilling('truncNormal_', x, options, ['mean', 'std', 'a', 'b'])
  const { mean = 0, std = 1, a = -2, b = 2 } = options
  const [low, high] = [normalCdf((a - mean) / std), normalCdf((b - mean) / std)]
  drawUniform(x, { from: 2 * low - 1, to: 2 * high - 1 })
  return copy_(x, clamp(add(mul(erfinv(x), std * Math.SQRT2), mean), a, b))
}

export interface DiracOptions {
  /** In how many groups channels are convolved. Default 1. */
  groups?: number
}

/** A kernel that gives each input channel on unchanged: 1 in its middle, 0 elsewhere. x: [out, in/groups, …]. */
export function dirac_(x: Tensor, options: DiracOptions = {}): Tensor {
  checkFilling('dirac_', x, options, ['groups'])
  const { groups = 1 } = options
  if (x.ndim < 3 || x.ndim > 5)
    throw new ShapeError(`dirac_: only tensors with 3, 4, or 5 dimensions are supported, got ${x.shape}`)
  const [outputs, inputs, ...kernel] = x.shape as unknown as [number, number, ...number[]]
  if (outputs % groups !== 0)
    throw new ArgumentError(`dirac_: dim 0 must be divisible by groups, got ${x.shape} and ${groups}`)
  const each = outputs / groups
  const middle = kernel.map((size) => Math.floor(size / 2))
  zero_(x)
  for (let group = 0; group < groups; group++)
    for (let i = 0; i < Math.min(each, inputs); i++) setAt_(x, [group * each + i, i, ...middle], 1)
  return x
}

export interface OrthogonalOptions {
  /** What the matrix is multiplied with. Default 1. */
  gain?: number
}

/** A (semi-)orthogonal matrix, from the QR decomposition of a normal one (Saxe et al., 2013). Later axes count as columns. */
export function orthogonal_(x: Tensor, options: OrthogonalOptions = {}): Tensor {
  checkFilling('orthogonal_', x, options, ['gain'])
  const { gain = 1 } = options
  if (x.ndim < 2)
    throw new ShapeError(`orthogonal_: only tensors with 2 or more dimensions are supported, got ${x.shape}`)
  if (x.numel() === 0) return x
  const rows = x.shape[0]!
  const columns = x.numel() / rows
  const drawn = drawNormal(empty([rows, columns], { dtype: x.dtype, device: x.device }))
  const { Q, R } = linalg.qr(rows < columns ? t(drawn) : drawn)
  // With positive elements on R's diagonal, Q is uniform among the orthogonal matrices.
  const even = mul(Q, sign(diagonal(R)))
  return copy_(x, mul(reshape(rows < columns ? t(even) : even, x.shape), gain))
}

export interface SparseOptions {
  /** The deviation of the numbers that are not 0. Default 0.01. */
  std?: number
}

/** Normal numbers, of which a share `sparsity` in each column is 0. x: a matrix. */
export function sparse_(x: Tensor, sparsity: number, options: SparseOptions = {}): Tensor {
  checkFilling('sparse_', x, options, ['std'])
  const { std = 0.01 } = options
  if (!(sparsity >= 0 && sparsity <= 1))
    throw new ArgumentError(`sparse_: sparsity is a share from 0 to 1, got ${describe(sparsity)}`)
  if (x.ndim !== 2) throw new ShapeError(`sparse_: only tensors with 2 dimensions are supported, got ${x.shape}`)
  const [rows, columns] = x.shape as unknown as [number, number]
  drawNormal(x, { std })
  for (let column = 0; column < columns; column++) {
    const order = randperm(rows).data.slice(0, Math.ceil(sparsity * rows)) as BigInt64Array
    for (const row of order) zero_(select(select(x, 0, Number(row)), 0, column))
  }
  return x
}
