import { IndexError } from '@torchlet/tensor-core/ops'
import type { AnyModule } from '../module/module'

/**
 * What a container holds by name, in order. The entries are no fields, because JavaScript orders fields that are called '0', '10'
 * in its own way; but each can be read as one (`model[0]`).
 */
export class Entries<T> {
  readonly #container: AnyModule
  readonly #accept: (value: unknown) => T
  readonly #entries = new Map<string, T>()

  /** `accept` gives a value as it is kept, or throws for one that does not belong here. */
  constructor(container: AnyModule, accept: (value: unknown) => T) {
    this.#container = container
    this.#accept = accept
  }

  get size(): number {
    return this.#entries.size
  }

  set(name: string, value: unknown): void {
    if (typeof name !== 'string' || name === '' || name.includes('.'))
      throw new TypeError(`the name of an entry is a text without ".", got: ${String(name)}`)
    this.#entries.set(name, this.#accept(value))
    this.#expose(name)
  }

  /** `container[name]` reads and writes the entry, without being listed among its fields. */
  #expose(name: string): void {
    if (name in this.#container) return
    Object.defineProperty(this.#container, name, {
      get: () => this.#entries.get(name),
      set: (value: unknown) => this.set(name, value),
      enumerable: false,
      configurable: true,
    })
  }

  get(name: string): T | undefined {
    return this.#entries.get(name)
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  at(index: number): T {
    const { size } = this
    if (!Number.isInteger(index) || index < -size || index >= size)
      throw new IndexError(`index ${index} is out of range`)
    return [...this.#entries.values()].at(index)!
  }

  delete(name: string): void {
    // A name that stood in the way of the entry's own field is not the entry's to take away.
    if (this.#entries.delete(name) && Object.hasOwn(this.#container, name))
      delete (this.#container as unknown as Record<string, unknown>)[name]
  }

  /** These values, named '0', '1', … anew. */
  replaceAll(values: readonly T[]): void {
    for (const name of [...this.#entries.keys()]) this.delete(name)
    values.forEach((value, i) => this.set(String(i), value))
  }

  keys(): IterableIterator<string> {
    return this.#entries.keys()
  }

  values(): IterableIterator<T> {
    return this.#entries.values()
  }

  [Symbol.iterator](): IterableIterator<[string, T]> {
    return this.#entries.entries()
  }
}
