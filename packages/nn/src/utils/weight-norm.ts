/* Weights as a length times a direction (Salimans and Kingma, 2016). */
import { checkOptions } from '@torchlet/tensor-core/fused'
import { abs, div, mul, norm, type Tensor } from '@torchlet/tensor-core/ops'
import type { AnyModule } from '../module/module'
import { Parameter, plain } from '../parameter'
import {
  acceptKeys,
  axisOf,
  computeMember,
  dropMember,
  Parametrization,
  parameterOf,
  parametrize,
} from './reparametrize'

export interface WeightNormOptions {
  /** Which parameter. Default 'weight'. */
  name?: string
  /** The axis whose elements have lengths of their own; null (and, as PyTorch has it, -1) for one length. Default 0. */
  dim?: number | null
}

function read(options: WeightNormOptions): Required<WeightNormOptions> {
  checkOptions(options, ['name', 'dim'], 'weightNorm')
  const { name = 'weight', dim = 0 } = options
  return { name, dim }
}

/** ‖v‖ over all axes but `dim`. Throws IndexError where there is no such axis. */
function lengths(v: Tensor, dim: number | null): Tensor {
  if (dim === null || dim === -1) return norm(v)
  const axis = axisOf(v, dim)
  const others = v.shape.map((_, i) => i).filter((i) => i !== axis)
  return others.length === 0 ? abs(v) : norm(v, others, { p: 2, keepdim: true })
}

const combined = (g: Tensor, v: Tensor, dim: number | null): Tensor => mul(v, div(g, lengths(v, dim)))

/**
 * Replaces a parameter by `weight_g`, its lengths, and `weight_v`, its directions: weight = g·v/‖v‖. Gives the module.
 * Throws ArgumentError where it has no such parameter.
 */
export function weightNorm<M extends AnyModule>(module: M, options: WeightNormOptions = {}): M {
  const { name, dim } = read(options)
  const weight = parameterOf(module, name)
  computeMember(module, name, (owner) =>
    combined(parameterOf(owner, `${name}_g`), parameterOf(owner, `${name}_v`), dim),
  )
  module.registerParameter(`${name}_g`, new Parameter(lengths(weight, dim)))
  module.registerParameter(`${name}_v`, new Parameter(plain(weight)))
  return module
}

/** Undoes `weightNorm`: the weight is a parameter again. */
export function removeWeightNorm<M extends AnyModule>(module: M, name = 'weight'): M {
  parameterOf(module, `${name}_g`)
  const weight = new Parameter((module as unknown as Record<string, Tensor>)[name]!)
  for (const member of [name, `${name}_g`, `${name}_v`]) dropMember(module, member)
  module.registerParameter(name, weight)
  return module
}

class WeightNorm extends Parametrization {
  static override readonly name: string = '_WeightNorm'
  protected readonly dim: number | null

  constructor(dim: number | null) {
    super()
    this.dim = dim
  }

  override forward(g: Tensor, v: Tensor): Tensor {
    return combined(g, v, this.dim)
  }
}

/** The same under the keys `parametrizations.weight.original0` and `original1`; loads `weight_g` and `weight_v` too. */
export function parametrizedWeightNorm<M extends AnyModule>(module: M, options: WeightNormOptions = {}): M {
  const { name, dim } = read(options)
  const weight = parameterOf(module, name)
  parametrize(module, name, [lengths(weight, dim), plain(weight)], new WeightNorm(dim))
  const path = `parametrizations.${name}.original`
  acceptKeys(module, { [`${name}_g`]: `${path}0`, [`${name}_v`]: `${path}1` })
  return module
}
