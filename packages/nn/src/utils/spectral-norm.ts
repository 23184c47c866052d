/* Weights divided by their greatest singular value (Miyato et al., 2018), which a power iteration follows. */
import { checkOptions } from '@torchlet/tensor-core/fused'
import { copy_, div, dot, empty, mv, normal_, permute, reshape, type Tensor, t } from '@torchlet/tensor-core/ops'
import { normalize } from '../functional/normalization'
import { checkCount } from '../layer-arguments'
import type { AnyModule } from '../module/module'
import { type Buffer, Parameter, plain } from '../parameter'
import { acceptKeys, axisOf, computeMember, Parametrization, parameterOf, parametrize } from './reparametrize'

export interface SpectralNormOptions {
  /** Which parameter. Default 'weight'. */
  name?: string
  /** Steps at each reading in training. Default 1. */
  nPowerIterations?: number
  /** Default 1e-12. */
  eps?: number
  /** The axis of outputs. Default 0, for transposed convolutions 1. */
  dim?: number
}

function read(options: SpectralNormOptions): Required<Omit<SpectralNormOptions, 'dim'>> {
  checkOptions(options, ['name', 'nPowerIterations', 'eps', 'dim'], 'spectralNorm')
  const { name = 'weight', nPowerIterations = 1, eps = 1e-12 } = options
  checkCount('spectralNorm', 'nPowerIterations', nPowerIterations)
  return { name, nPowerIterations, eps }
}

/** The weight as a matrix, outputs first. */
function matrixOf(weight: Tensor, dim: number): Tensor {
  const order = [dim, ...weight.shape.map((_, axis) => axis).filter((axis) => axis !== dim)]
  return reshape(permute(weight, order), [weight.shape[dim]!, -1])
}

const outputAxis = (module: AnyModule, weight: Tensor, dim: number | undefined): number =>
  axisOf(weight, dim ?? (module.constructor.name.includes('ConvTranspose') && weight.ndim > 1 ? 1 : 0))

const drawn = (size: number, like: Tensor, eps: number): Tensor =>
  normalize(normal_(empty([size], { dtype: like.dtype, device: like.device })), 0, { eps })

/** Moves two vectors towards the greatest singular value's: the second by what the first is now, and then that one. */
function iterate(matrix: Tensor, from: Tensor, to: Tensor, times: number, eps: number): void {
  const transposed = t(matrix)
  for (let i = 0; i < times; i++) {
    copy_(to, normalize(mv(transposed, from), 0, { eps }))
    copy_(from, normalize(mv(matrix, to), 0, { eps }))
  }
}

const divided = (weight: Tensor, matrix: Tensor, u: Tensor, v: Tensor): Tensor => div(weight, dot(u, mv(matrix, v)))

/**
 * Replaces a parameter by `weight_orig` and the buffers `weight_u` and `weight_v`: weight = original / σ, with σ from a power iteration
 * that goes on in training. Gives the module. Throws ArgumentError where it has no such parameter.
 */
export function spectralNorm<M extends AnyModule>(module: M, options: SpectralNormOptions = {}): M {
  const { name, nPowerIterations, eps } = read(options)
  const weight = parameterOf(module, name)
  const dim = outputAxis(module, weight, options.dim)
  const matrix = matrixOf(weight, dim)
  computeMember(module, name, (owner) => {
    const original = parameterOf(owner, `${name}_orig`)
    const [u, v] = [owner.getBuffer(`${name}_u`), owner.getBuffer(`${name}_v`)]
    const now = matrixOf(original, dim)
    if (owner.training) iterate(now, u, v, nPowerIterations, eps)
    return divided(original, now, u, v)
  })
  module.registerParameter(`${name}_orig`, new Parameter(plain(weight)))
  module.registerBuffer(`${name}_u`, drawn(matrix.shape[0]!, weight, eps))
  module.registerBuffer(`${name}_v`, drawn(matrix.shape[1]!, weight, eps))
  return module
}

class SpectralNorm extends Parametrization {
  static override readonly name: string = '_SpectralNorm'
  protected readonly dim: number
  protected readonly times: number
  protected readonly eps: number
  declare _u: Buffer
  declare _v: Buffer

  constructor(weight: Tensor, dim: number, times: number, eps: number) {
    super()
    this.dim = dim
    this.times = times
    this.eps = eps
    // A vector's only singular value is its length.
    if (weight.ndim < 2) return
    const matrix = matrixOf(weight, dim)
    this.registerBuffer('_u', drawn(matrix.shape[0]!, weight, eps))
    this.registerBuffer('_v', drawn(matrix.shape[1]!, weight, eps))
    // PyTorch reads the weight once while it registers this.
    this.follow(matrix, 15 + times)
  }

  /** This one moves u first, by v; the older way moves v first, by u. */
  protected follow(matrix: Tensor, times: number): void {
    iterate(t(matrix), this._v, this._u, times, this.eps)
  }

  override forward(weight: Tensor): Tensor {
    if (weight.ndim < 2) return normalize(weight, 0, { eps: this.eps })
    const matrix = matrixOf(weight, this.dim)
    if (this.training) this.follow(matrix, this.times)
    return divided(weight, matrix, this._u, this._v)
  }
}

/** The same under the keys `parametrizations.weight.original`, `….0._u` and `….0._v`; loads `weight_orig`, `weight_u`, `weight_v` too. */
export function parametrizedSpectralNorm<M extends AnyModule>(module: M, options: SpectralNormOptions = {}): M {
  const { name, nPowerIterations, eps } = read(options)
  const weight = parameterOf(module, name)
  const how = new SpectralNorm(weight, outputAxis(module, weight, options.dim), nPowerIterations, eps)
  parametrize(module, name, [plain(weight)], how)
  const path = `parametrizations.${name}`
  acceptKeys(module, {
    [`${name}_orig`]: `${path}.original`,
    [`${name}_u`]: `${path}.0._u`,
    [`${name}_v`]: `${path}.0._v`,
  })
  return module
}
