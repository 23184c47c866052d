import { type AnyModule, Module } from '../module/module'
import { acceptModule } from './accept'
import { Entries } from './entries'

/**
 * Modules by name: registered, but not called by the dict. `dict.get('conv')` or `dict.conv`, `set`, `has`, `delete`, `pop`, `update`,
 * `clear`, `length`; iterates over the names, as in Python; `values()`, `entries()`.
 */
export class ModuleDict extends Module<never[], never> {
  static override readonly name: string = 'ModuleDict'
  protected readonly held = new Entries<AnyModule>(this, acceptModule)

  constructor(modules: Record<string, AnyModule> | Iterable<readonly [string, AnyModule]> = {}) {
    super()
    this.update(modules)
  }

  override get length(): number {
    return this.held.size
  }

  get(name: string): AnyModule | undefined {
    return this.held.get(name)
  }

  has(name: string): boolean {
    return this.held.has(name)
  }

  set(name: string, module: AnyModule): this {
    this.held.set(name, module)
    return this
  }

  delete(name: string): boolean {
    const was = this.has(name)
    this.held.delete(name)
    return was
  }

  /** Takes the module out and gives it. Throws a TypeError where there is none. */
  pop(name: string): AnyModule {
    const module = this.get(name)
    if (!module) throw new TypeError(`ModuleDict has no module '${name}'`)
    this.held.delete(name)
    return module
  }

  clear(): void {
    this.held.replaceAll([])
  }

  /** Adds modules, or puts them in the place of those with the same names. */
  update(modules: Record<string, AnyModule> | Iterable<readonly [string, AnyModule]>): void {
    const pairs = Symbol.iterator in modules ? (modules as Iterable<[string, AnyModule]>) : Object.entries(modules)
    for (const [name, module] of pairs) this.set(name, module)
  }

  keys(): IterableIterator<string> {
    return this.held.keys()
  }

  values(): IterableIterator<AnyModule> {
    return this.held.values()
  }

  entries(): IterableIterator<[string, AnyModule]> {
    return this.held[Symbol.iterator]()
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.keys()
  }

  /** The entries, and what a class or a user gave the container beside them. */
  override *members(): IterableIterator<[string, unknown]> {
    yield* this.held
    yield* super.members()
  }

  override setMember(name: string, value: unknown): void {
    if (this.held.isBeside(name)) super.setMember(name, value)
    else this.held.set(name, value)
  }

  override registerModule(name: string, module: AnyModule | null): void {
    this.setMember(name, module)
  }

  override forward(): never {
    throw new TypeError('Module [ModuleDict] is missing the required "forward" function')
  }
}
