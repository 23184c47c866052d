/* Weights that are computed from other parameters each time they are read. */
import { ArgumentError, type Tensor } from '@torchlet/tensor-core/ops'
import { type AnyModule, Module } from '../module/module'
import { Parameter } from '../parameter'

/** The parameter of this name. Throws where there is none. */
export function parameterOf(module: AnyModule, name: string): Parameter {
  const parameter = (module as unknown as Record<string, unknown>)[name]
  if (!(parameter instanceof Parameter))
    throw new ArgumentError(`${module.constructor.name} has no parameter '${name}'`)
  return parameter
}

/** `module[name]` is no parameter any more, but what `compute` gives each time it is read. */
export function computeMember(module: AnyModule, name: string, compute: () => Tensor): void {
  dropMember(module, name)
  Object.defineProperty(module, name, { get: compute, enumerable: false, configurable: true })
}

export function dropMember(module: AnyModule, name: string): void {
  delete (module as unknown as Record<string, unknown>)[name]
}

/** One way to compute a weight: a module, so that what it keeps is saved. */
export abstract class Parametrization extends Module<Tensor[], Tensor> {}

/** The parameters that a weight is computed from (`original`, or `original0`, `original1`, …) and how (`0`). */
export class ParametrizationList extends Module<[], Tensor> {
  static override readonly name: string = 'ParametrizationList'
  readonly #originals: readonly string[]
  readonly #how: Parametrization

  constructor(originals: readonly Tensor[], how: Parametrization) {
    super()
    this.#originals = originals.length === 1 ? ['original'] : originals.map((_, i) => `original${i}`)
    this.#originals.forEach((name, i) => this.registerParameter(name, new Parameter(originals[i]!)))
    this.#how = how
    this.registerModule('0', how)
  }

  override forward(): Tensor {
    return this.#how(...this.#originals.map((name) => parameterOf(this, name)))
  }
}

/** The module's `parametrizations`: one list for each weight that is computed. */
class Parametrizations extends Module<never[], never> {
  static override readonly name: string = 'ModuleDict'
  override forward(): never {
    throw new TypeError('Module [ModuleDict] is missing the required "forward" function')
  }
}

/** Gives `module` a weight that is computed, under the keys `parametrizations.<name>.…`. */
export function parametrize(module: AnyModule, name: string, originals: readonly Tensor[], how: Parametrization): void {
  parameterOf(module, name)
  const holder = module as unknown as { parametrizations?: Module }
  if (!holder.parametrizations) module.registerModule('parametrizations', new Parametrizations())
  const list = new ParametrizationList(originals, how)
  holder.parametrizations!.registerModule(name, list)
  computeMember(module, name, () => list())
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
