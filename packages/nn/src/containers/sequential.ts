import type { Tensor } from '@torchlet/tensor-core/ops'
import { activationOf, takesActivation } from '../module/epilogue'
import { type AnyModule, isModule } from '../module/module'
import { ModuleSequence } from './module-sequence'

/**
 * Modules one after the other, each called with the result of the one before. Takes the modules, or one object that names them.
 * A subclass's fields that hold modules are called behind them, in order; one that wants another order writes a `forward`.
 * `model[0]`, `model.at(-1)`, `model.length`, `append`, `insert`, `extend`, `set`, `pop`, `slice`; iterates over the modules.
 */
export class Sequential<Args extends unknown[] = [Tensor], Out = Tensor> extends ModuleSequence<Args, Out> {
  static override readonly name: string = 'Sequential'

  constructor(...modules: AnyModule[])
  constructor(named: Record<string, AnyModule>)
  constructor(...args: (AnyModule | Record<string, AnyModule>)[]) {
    super()
    const [first] = args
    if (args.length === 1 && typeof first === 'object' && first !== null && !isModule(first))
      for (const [name, module] of Object.entries(first)) this.entries.set(name, module)
    else this.extend(args as AnyModule[])
  }

  /** The modules from `start` to before `end` under their names, as a Sequential that shares them; negative positions count from the end. */
  slice(start?: number, end?: number): Sequential {
    const part = new Sequential()
    for (const [name, module] of [...this.entries].slice(start, end)) part.registerModule(name, module)
    return part
  }

  override forward(...args: Args): Out {
    let next: unknown[] = args
    // As in PyTorch, a module that a subclass has in a field is one of the row.
    const modules = Array.from(this.members(), ([, member]) => member).filter(isModule)
    for (let i = 0; i < modules.length; i++) {
      const module = modules[i]!
      const activation = activationOf(modules[i + 1])
      if (activation && takesActivation(module)) {
        next = [module.forwardThen(next[0] as Tensor, activation)]
        i++
      } else next = [module(...next)]
    }
    return next[0] as Out
  }
}
