/* Parameters in a list, or by name. */
import { type Tensor, tensorName } from '@torchlet/tensor-core/ops'
import { Module } from '../module/module'
import type { Parameter } from '../parameter'
import { acceptParameter } from './accept'
import { Entries } from './entries'

const sizeOf = (x: Tensor): string => x.shape.join('x')

/** What both share: the entries are the members. */
abstract class ParameterContainer extends Module<never[], never> {
  protected readonly entriesByName = new Entries<Parameter>(this, acceptParameter, this.isList())

  override get length(): number {
    return this.entriesByName.size
  }

  /** The entries, and what a class or a user gave the container beside them. */
  override *members(): IterableIterator<[string, unknown]> {
    yield* this.entriesByName
    yield* super.members()
  }

  override setMember(name: string, value: unknown): void {
    if (this.entriesByName.isBeside(name)) super.setMember(name, value)
    else this.entriesByName.set(name, value)
  }

  override registerParameter(name: string, parameter: Parameter | null): void {
    this.setMember(name, parameter)
  }

  override forward(): never {
    throw new TypeError(`Module [${this.constructor.name}] is missing the required "forward" function`)
  }

  /** Whether the parameters have positions. */
  protected abstract isList(): boolean

  /** What PyTorch calls the type of a parameter here. */
  protected abstract typeOf(parameter: Parameter): string

  override extraRepr(): string {
    return [...this.entriesByName]
      .map(([name, x]) => `  (${name}): Parameter containing: [${this.typeOf(x)} of size ${sizeOf(x)}]`)
      .join('\n')
  }
}

/** Parameters in a list, named '0', '1', …: `list[0]`, `list.at(-1)`, `append`, `extend`, `length`; iterates over them. Tensors become parameters. */
export class ParameterList extends ParameterContainer {
  static override readonly name: string = 'ParameterList'
  readonly [index: number]: Parameter

  constructor(values: Iterable<Tensor> = []) {
    super()
    this.extend(values)
  }

  /** The parameter at a position; negative ones count from the end. Throws IndexError where there is none. */
  at(index: number): Parameter {
    return this.entriesByName.at(index)
  }

  append(value: Tensor): this {
    this.setMember(String(this.length), value)
    return this
  }

  extend(values: Iterable<Tensor>): this {
    for (const value of values) this.append(value)
    return this
  }

  [Symbol.iterator](): IterableIterator<Parameter> {
    return this.entriesByName.values()
  }

  protected override isList(): boolean {
    return true
  }

  protected override typeOf({ dtype }: Parameter): string {
    return `torch.${dtype}`
  }
}

/** Parameters by name: `dict.get('left')` or `dict.left`, `set`, `has`, `delete`, `pop`, `update`, `clear`, `length`; iterates over the names. Tensors become parameters. */
export class ParameterDict extends ParameterContainer {
  static override readonly name: string = 'ParameterDict'

  constructor(values: Record<string, Tensor> | Iterable<readonly [string, Tensor]> = {}) {
    super()
    this.update(values)
  }

  get(name: string): Parameter | undefined {
    return this.entriesByName.get(name)
  }

  has(name: string): boolean {
    return this.entriesByName.has(name)
  }

  set(name: string, value: Tensor): this {
    this.setMember(name, value)
    return this
  }

  delete(name: string): boolean {
    const was = this.has(name)
    this.entriesByName.delete(name)
    return was
  }

  /** Takes the parameter out and gives it. Throws a TypeError where there is none. */
  pop(name: string): Parameter {
    const parameter = this.get(name)
    if (!parameter) throw new TypeError(`ParameterDict has no parameter '${name}'`)
    this.delete(name)
    return parameter
  }

  clear(): void {
    this.entriesByName.replaceAll([])
  }

  /** Adds parameters, or puts them in the place of those with the same names. */
  update(values: Record<string, Tensor> | Iterable<readonly [string, Tensor]>): void {
    const pairs = Symbol.iterator in values ? (values as Iterable<[string, Tensor]>) : Object.entries(values)
    for (const [name, value] of pairs) this.set(name, value)
  }

  keys(): IterableIterator<string> {
    return this.entriesByName.keys()
  }

  values(): IterableIterator<Parameter> {
    return this.entriesByName.values()
  }

  entries(): IterableIterator<[string, Parameter]> {
    return this.entriesByName[Symbol.iterator]()
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.keys()
  }

  protected override isList(): boolean {
    return false
  }

  protected override typeOf({ dtype }: Parameter): string {
    return tensorName(dtype)
  }
}
