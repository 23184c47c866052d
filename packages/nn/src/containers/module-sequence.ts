import { IndexError } from '@torchlet/tensor-core/ops'
import { type AnyModule, Module } from '../module/module'
import { acceptModule } from './accept'
import { Entries } from './entries'

/** What Sequential and ModuleList share: modules in a row, named '0', '1', … unless they were given names. */
export abstract class ModuleSequence<Args extends unknown[], Out> extends Module<Args, Out> {
  [index: number]: AnyModule
  protected readonly entries = new Entries<AnyModule>(this, acceptModule, true)

  override get length(): number {
    return this.entries.size
  }

  /** The module at a position; negative ones count from the end. Throws IndexError where there is none. */
  at(index: number): AnyModule {
    return this.entries.at(index)
  }

  append(module: AnyModule): this {
    this.entries.set(String(this.length), module)
    return this
  }

  extend(modules: Iterable<AnyModule>): this {
    for (const module of modules) this.append(module)
    return this
  }

  /** Puts a module before the one at `index`; those behind it are renamed. */
  insert(index: number, module: AnyModule): this {
    if (!Number.isInteger(index) || index < -this.length || index > this.length)
      throw new IndexError(`Index out of range: ${index}`)
    this.entries.replaceAll([...this].toSpliced(index, 0, module))
    return this
  }

  /** Puts a module in the place of the one at `index`. Throws IndexError where there is none. */
  set(index: number, module: AnyModule): this {
    this.at(index)
    this.entries.set([...this.entries.keys()].at(index)!, module)
    return this
  }

  /** Takes out the module at `index`, by default the last, and gives it; the others are named '0', '1', … anew. Throws IndexError. */
  pop(index = -1): AnyModule {
    const module = this.at(index)
    const at = index < 0 ? index + this.length : index
    this.entries.replaceAll([...this].toSpliced(at, 1))
    return module
  }

  [Symbol.iterator](): IterableIterator<AnyModule> {
    return this.entries.values()
  }

  /** The entries, and what a class or a user gave the container beside them. */
  override *members(): IterableIterator<[string, unknown]> {
    yield* this.entries
    yield* super.members()
  }

  override setMember(name: string, value: unknown): void {
    if (this.entries.isBeside(name)) super.setMember(name, value)
    else this.entries.set(name, value)
  }

  override registerModule(name: string, module: AnyModule | null): void {
    this.setMember(name, module)
  }
}
