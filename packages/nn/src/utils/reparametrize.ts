/* Weights that are computed from other parameters each time they are read. */
import { ArgumentError, IndexError, type Tensor } from '@torchlet/tensor-core/ops'
import { defineAccessor } from '../module/accessors'
import { type AnyModule, Module } from '../module/module'
import { Parameter } from '../parameter'

/** The parameter of this name. Throws where there is none. */
export function parameterOf(module: AnyModule, name: string): Parameter {
  const parameter = (module as unknown as Record<string, unknown>)[name]
  if (!(parameter instanceof Parameter))
    throw new ArgumentError(`${module.constructor.name} has no parameter '${name}'`)
  return parameter
}

/** An axis counted from the front. Throws IndexError where there is none. */
export function axisOf(x: Tensor, dim: number): number {
  if (!Number.isInteger(dim) || dim < -x.ndim || dim >= x.ndim)
    throw new IndexError(
      `Dimension out of range (expected to be in range of [-${x.ndim}, ${x.ndim - 1}], but got ${dim})`,
    )
  return dim < 0 ? dim + x.ndim : dim
}

/** `owner[name]` is no parameter any more, but what `compute` gives for the owner each time it is read. */
export function computeMember<M extends AnyModule>(owner: M, name: string, compute: (owner: M) => Tensor): void {
  dropMember(owner, name)
  defineAccessor(owner, name, { get: () => compute(owner) }, (other) => computeMember(other as M, name, compute))
}

export function dropMember(module: AnyModule, name: string): void {
  delete (module as unknown as Record<string, unknown>)[name]
}

/** One way to compute a weight: a module, so that what it keeps is saved. */
export abstract class Parametrization extends Module<Tensor[], Tensor> {}

/** The parameters that a weight is computed from (`original`, or `original0`, `original1`, …) and how (`0`). */
export class ParametrizationList extends Module<[], Tensor> {
  static override readonly name: string = 'ParametrizationList'
  protected readonly originals: readonly string[]
  declare 0: Parametrization

  constructor(originals: readonly Tensor[], how: Parametrization) {
    super()
    this.originals = originals.length === 1 ? ['original'] : originals.map((_, i) => `original${i}`)
    this.originals.forEach((name, i) => this.registerParameter(name, new Parameter(originals[i]!)))
    this.registerModule('0', how)
  }

  override forward(): Tensor {
    return this[0](...this.originals.map((name) => parameterOf(this, name)))
  }
}

/** The module's `parametrizations`: one list for each weight that is computed. */
class Parametrizations extends Module<never[], never> {
  static override readonly name: string = 'ModuleDict'
  override forward(): never {
    throw new TypeError('Module [ModuleDict] is missing the required "forward" function')
  }
}

type Parametrized = AnyModule & { parametrizations: Module & Record<string, ParametrizationList> }
type AnyClass = abstract new (...args: never[]) => AnyModule

const plainClasses = /* @__PURE__ */ new WeakMap<AnyClass, AnyClass>()

/** The class that a module was made of: not the one that it has with computed weights. */
export const plainClassOf = ({ constructor }: AnyModule): AnyClass =>
  plainClasses.get(constructor as AnyClass) ?? (constructor as AnyClass)

/** As in PyTorch, a Linear with computed weights is of a class of its own, ParametrizedLinear, which is a Linear still. */
function becomeParametrized(module: AnyModule): void {
  const Plain = module.constructor as AnyClass
  const Parametrized = class extends (Plain as new () => object) {}
  Object.defineProperty(Parametrized, 'name', { value: `Parametrized${Plain.name}` })
  plainClasses.set(Parametrized as unknown as AnyClass, Plain)
  Object.setPrototypeOf(module, Parametrized.prototype)
}

/** Gives `module` a weight that is computed, under the keys `parametrizations.<name>.…`. */
export function parametrize(module: AnyModule, name: string, originals: readonly Tensor[], how: Parametrization): void {
  parameterOf(module, name)
  if (!('parametrizations' in module)) {
    becomeParametrized(module)
    module.registerModule('parametrizations', new Parametrizations())
  }
  const { parametrizations } = module as Parametrized
  parametrizations.registerModule(name, new ParametrizationList(originals, how))
  computeMember(module as Parametrized, name, (owner) => owner.parametrizations[name]!())
}

/** Lets a module load states that name its parameters otherwise: `names` gives a key's new end for its old one. */
export function acceptKeys(module: AnyModule, names: Record<string, string>): void {
  module.registerLoadStateDictPreHook((_, state, prefix) => {
    for (const [old, key] of Object.entries(names)) {
      const tensor = state[prefix + old]
      if (!tensor) continue
      state[prefix + key] = tensor
      delete state[prefix + old]
    }
  })
}
