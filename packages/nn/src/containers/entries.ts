import { IndexError } from '@torchlet/tensor-core/ops'
import { defineAccessor } from '../module/accessors'
import type { AnyModule } from '../module/module'

/**
 * What a container holds by name, in order. The entries are no fields, because JavaScript orders fields that are called '0', '10'
 * in its own way; but each can be read as one (`model[0]`). Its fields are plain, so that a deep copy has entries of its own.
 */
export class Entries<T> {
  private readonly entries = new Map<string, T>()

  /**
   * `accept` gives a value as it is kept, or throws for one that does not belong here. The entries of an `ordered` container
   * can be read by their position too, whatever their names.
   */
  constructor(
    private readonly container: AnyModule,
    private readonly accept: (value: unknown) => T,
    private readonly ordered = false,
  ) {}

  get size(): number {
    return this.entries.size
  }

  set(name: string, value: unknown): void {
    if (typeof name !== 'string' || name === '' || name.includes('.'))
      throw new TypeError(`the name of an entry is a text without ".", got: ${String(name)}`)
    this.entries.set(name, this.accept(value))
    this.expose(name)
    if (this.ordered) this.expose(String(this.size - 1))
  }

  /**
   * `container[field]` reads and writes the entry, without being listed among its fields. The field stays when the entry goes, and
   * cannot be deleted: JavaScript would not tell the container, so that `delete list[0]` would take nothing out. It throws.
   */
  private expose(field: string): void {
    if (field in this.container) return
    const get = (): unknown => this.entries.get(this.nameOf(field))
    const set = (value: unknown): void => this.set(this.nameOf(field), value)
    const accessor = { get, set, configurable: false }
    defineAccessor(this.container, field, accessor, (_owner, copy) => copy(this).expose(field))
  }

  /** A name, or the name at a position. */
  private nameOf(field: string): string {
    return this.entries.has(field) ? field : ([...this.entries.keys()][Number(field)] ?? field)
  }

  /** Whether the container has a field of this name, which is no entry. */
  isBeside(name: string): boolean {
    return !this.has(name) && Object.getOwnPropertyDescriptor(this.container, name)?.enumerable === true
  }

  get(name: string): T | undefined {
    return this.entries.get(name)
  }

  has(name: string): boolean {
    return this.entries.has(name)
  }

  at(index: number): T {
    const { size } = this
    if (!Number.isInteger(index) || index < -size || index >= size)
      throw new IndexError(`index ${index} is out of range`)
    return [...this.entries.values()].at(index)!
  }

  delete(name: string): void {
    this.entries.delete(name)
  }

  /** Puts these values, named '0', '1', … anew, in the place of all others. */
  replaceAll(values: readonly T[]): void {
    // What does not belong here is told before anything is taken out.
    for (const value of values) this.accept(value)
    for (const name of [...this.entries.keys()]) this.delete(name)
    values.forEach((value, i) => this.set(String(i), value))
  }

  keys(): IterableIterator<string> {
    return this.entries.keys()
  }

  values(): IterableIterator<T> {
    return this.entries.values()
  }

  [Symbol.iterator](): IterableIterator<[string, T]> {
    return this.entries.entries()
  }
}
