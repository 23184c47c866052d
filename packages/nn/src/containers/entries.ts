import { IndexError } from '@torchlet/tensor-core/ops'
import { typeName } from '../module/members'
import { type AnyModule, isModule } from '../module/module'

/**
 * The modules of a container by name, in order. They are no fields, because JavaScript orders fields that are called '0', '10'
 * in its own way; but each can be read as one (`model[0]`).
 */
export class ModuleEntries {
  readonly #container: AnyModule
  readonly #modules = new Map<string, AnyModule>()

  constructor(container: AnyModule) {
    this.#container = container
  }

  get size(): number {
    return this.#modules.size
  }

  set(name: string, module: AnyModule): void {
    if (!isModule(module)) throw new TypeError(`${typeName(module)} is not a Module subclass`)
    this.#modules.set(name, module)
    this.#expose(name)
  }

  /** `container[name]` reads and writes the entry, without being listed among its fields. */
  #expose(name: string): void {
    if (name in this.#container) return
    Object.defineProperty(this.#container, name, {
      get: () => this.#modules.get(name),
      set: (module: AnyModule) => this.set(name, module),
      enumerable: false,
      configurable: true,
    })
  }

  get(name: string): AnyModule | undefined {
    return this.#modules.get(name)
  }

  at(index: number): AnyModule {
    const { size } = this
    if (!Number.isInteger(index) || index < -size || index >= size)
      throw new IndexError(`index ${index} is out of range`)
    return [...this.#modules.values()].at(index)!
  }

  delete(name: string): void {
    this.#modules.delete(name)
    delete (this.#container as unknown as Record<string, unknown>)[name]
  }

  /** These modules, named '0', '1', … anew. */
  replaceAll(modules: readonly AnyModule[]): void {
    for (const name of [...this.#modules.keys()]) this.delete(name)
    modules.forEach((module, i) => this.set(String(i), module))
  }

  values(): IterableIterator<AnyModule> {
    return this.#modules.values()
  }

  [Symbol.iterator](): IterableIterator<[string, AnyModule]> {
    return this.#modules.entries()
  }
}
