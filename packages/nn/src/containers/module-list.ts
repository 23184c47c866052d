import type { AnyModule } from '../module/module'
import { ModuleSequence } from './module-sequence'

/** Modules in a list: registered, but not called by the list. `list[0]`, `list.at(-1)`, `append`, `insert`, `extend`, `set`, `pop`, `slice`. */
export class ModuleList extends ModuleSequence<never[], never> {
  static override readonly name: string = 'ModuleList'

  constructor(modules: Iterable<AnyModule> = []) {
    super()
    this.extend(modules)
  }

  /** The modules from `start` to before `end`, named '0', '1', … anew, in a list that shares them. */
  slice(start?: number, end?: number): ModuleList {
    return new ModuleList([...this].slice(start, end))
  }

  override forward(): never {
    throw new TypeError('Module [ModuleList] is missing the required "forward" function')
  }
}
