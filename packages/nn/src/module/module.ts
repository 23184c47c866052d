import { ArgumentError, type Device, type DType, type Tensor, type ToOptions } from '@torchlet/tensor-core/ops'
import { Buffer, type BufferOptions, Parameter } from '../parameter'
import { Callable } from './callable'
import { HookList, type RemovableHandle } from './hooks'
import { type LoadOptions, type LoadResult, loadStateDict } from './load-state-dict'
import { defineMember } from './members'
import { moveTensors } from './move-tensors'
import { print } from './print'
import { collectStateDict, type StateDict, type StateDictOptions } from './state-dict'
import { joined, memberAt, namedMembers, submoduleAt } from './traverse'

// biome-ignore lint/suspicious/noExplicitAny: a module of any arguments and result
export type AnyModule = Module<any[], any>

/** Runs before `forward`; may give other arguments (an array, or a single value). */
export type ForwardPreHook<M = AnyModule, Args extends unknown[] = unknown[]> = (module: M, args: Args) => unknown
/** Runs after `forward`; may give another result. */
export type ForwardHook<M = AnyModule, Args extends unknown[] = unknown[], Out = unknown> = (
  module: M,
  args: Args,
  output: Out,
) => Out | undefined | void
export type StateDictHook = (module: AnyModule, state: StateDict, prefix: string) => StateDict | undefined | void
export type LoadStateDictPreHook = (module: AnyModule, state: StateDict, prefix: string) => void

export interface Module<Args extends unknown[] = [Tensor], Out = Tensor> {
  /** Runs the pre-hooks, `forward`, and the hooks. */
  (...args: Args): Out
}

/**
 * The base of every network and layer. Write a class with layers as fields and a `forward`; its instances are called like
 * functions. Parameters, buffers and submodules are found in the fields, in the order they were assigned, under the
 * fields' names, which are the keys of `stateDict()`.
 */
export abstract class Module<Args extends unknown[] = [Tensor], Out = Tensor> extends Callable {
  static override readonly name: string = 'Module'
  /** Whether it is in training mode, which changes layers such as Dropout. Set it with `train()` and `eval()`. */
  training = true
  readonly #preHooks = new HookList<ForwardPreHook>()
  readonly #hooks = new HookList<ForwardHook>()
  readonly #stateDictHooks = new HookList<StateDictHook>()
  readonly #loadPreHooks = new HookList<LoadStateDictPreHook>()

  /** Computes the result. Call the module itself instead, so that hooks run. */
  abstract forward(...args: Args): Out

  protected override invoke(args: unknown[]): unknown {
    if (this.#preHooks.isEmpty && this.#hooks.isEmpty) return this.forward(...(args as Args))
    let current = args
    for (const hook of this.#preHooks.snapshot()) {
      const replaced = hook(this, current)
      if (replaced !== undefined) current = Array.isArray(replaced) ? replaced : [replaced]
    }
    let output: unknown = this.forward(...(current as Args))
    for (const hook of this.#hooks.snapshot()) {
      const replaced = hook(this, current, output)
      if (replaced !== undefined) output = replaced
    }
    return output
  }

  // ---- Hooks -----------------------------------------------------------------------------------------------------

  /** `hook(module, args)` runs before each `forward`; what it returns, if anything, takes the place of the arguments. */
  registerForwardPreHook(hook: ForwardPreHook<this, Args>): RemovableHandle {
    return this.#preHooks.add(hook as ForwardPreHook)
  }

  /** `hook(module, args, output)` runs after each `forward`; what it returns, if anything, takes the place of the result. */
  registerForwardHook(hook: ForwardHook<this, Args, Out>): RemovableHandle {
    return this.#hooks.add(hook as ForwardHook)
  }

  /** `hook(module, state, prefix)` runs after the module's entries were put into a state_dict; it may give another one. */
  registerStateDictHook(hook: StateDictHook): RemovableHandle {
    return this.#stateDictHooks.add(hook)
  }

  /** `hook(module, state, prefix)` runs before the module's entries are read from a state, a copy that it may change. */
  registerLoadStateDictPreHook(hook: LoadStateDictPreHook): RemovableHandle {
    return this.#loadPreHooks.add(hook)
  }

  /** The hooks that state_dict.ts and load-state-dict.ts run. */
  stateHooks(): { save: readonly StateDictHook[]; load: readonly LoadStateDictPreHook[] } {
    return { save: this.#stateDictHooks.snapshot(), load: this.#loadPreHooks.snapshot() }
  }

  // ---- Members ---------------------------------------------------------------------------------------------------

  /** Gives the module a parameter (or null, for one that it could have but has not) under `name`. */
  registerParameter(name: string, parameter: Parameter | null): void {
    defineMember(this, 'parameter', name, parameter, isModule)
  }

  /** Gives the module a buffer under `name`; one that is not persistent is not saved. */
  registerBuffer(name: string, tensor: Tensor | null, options: BufferOptions = {}): void {
    defineMember(this, 'buffer', name, tensor && new Buffer(tensor, options), isModule)
  }

  /** Gives the module a submodule under `name`. */
  registerModule(name: string, module: AnyModule | null): void {
    defineMember(this, 'child module', name, module, isModule)
  }

  addModule(name: string, module: AnyModule | null): void {
    this.registerModule(name, module)
  }

  /** The module's own fields in order. Containers, whose members are not fields, say otherwise. */
  *members(): IterableIterator<[string, unknown]> {
    for (const name of Object.keys(this)) yield [name, (this as unknown as Record<string, unknown>)[name]]
  }

  /** Puts `value` in the place of the member `name`. */
  setMember(name: string, value: unknown): void {
    ;(this as unknown as Record<string, unknown>)[name] = value
  }

  // ---- Traversal: each module, parameter and buffer once, in PyTorch's order --------------------------------------

  /** The direct submodules with their names. */
  *namedChildren(): IterableIterator<[string, AnyModule]> {
    const seen = new Set<AnyModule>()
    for (const [name, child] of this.members())
      if (isModule(child) && !seen.has(child)) {
        seen.add(child)
        yield [name, child]
      }
  }

  *children(): IterableIterator<AnyModule> {
    for (const [, child] of this.namedChildren()) yield child
  }

  /** This module (under `prefix`) and all modules below it, depth first. */
  *namedModules(prefix = '', seen: Set<AnyModule> = new Set()): IterableIterator<[string, AnyModule]> {
    if (seen.has(this)) return
    seen.add(this)
    yield [prefix, this]
    for (const [name, child] of this.members())
      if (isModule(child)) yield* child.namedModules(joined(prefix, name), seen)
  }

  *modules(): IterableIterator<AnyModule> {
    for (const [, module] of this.namedModules()) yield module
  }

  /** Every parameter with its full name; a shared one under its first. */
  namedParameters({ prefix = '', recurse = true }: TraversalOptions = {}): IterableIterator<[string, Parameter]> {
    return namedMembers(this, Parameter, prefix, recurse)
  }

  *parameters(options?: { recurse?: boolean }): IterableIterator<Parameter> {
    for (const [, parameter] of this.namedParameters(options)) yield parameter
  }

  /** Every buffer with its full name; a shared one under its first. */
  namedBuffers({ prefix = '', recurse = true }: TraversalOptions = {}): IterableIterator<[string, Buffer]> {
    return namedMembers(this, Buffer, prefix, recurse)
  }

  *buffers(options?: { recurse?: boolean }): IterableIterator<Buffer> {
    for (const [, buffer] of this.namedBuffers(options)) yield buffer
  }

  /** How many numbers the parameters hold. */
  numParameters(): number {
    let count = 0
    for (const parameter of this.parameters()) count += parameter.numel()
    return count
  }

  /** The module at a path such as 'encoder.layers.0'; '' is this one. Throws where there is none. */
  getSubmodule(path: string): AnyModule {
    return submoduleAt(this, path)
  }

  /** The parameter at a path such as 'fc1.weight'. Throws where there is none. */
  getParameter(path: string): Parameter {
    return memberAt(this, path, Parameter, 'nn.Parameter')
  }

  /** The buffer at a path such as 'bn1.running_mean'. Throws where there is none. */
  getBuffer(path: string): Buffer {
    return memberAt(this, path, Buffer, 'buffer')
  }

  // ---- Modes and casts -------------------------------------------------------------------------------------------

  /** Calls `fn` with every submodule and then with this one: to initialize weights, say. */
  apply(fn: (module: AnyModule) => void): this {
    for (const child of this.children()) child.apply(fn)
    fn(this)
    return this
  }

  /** Puts this module and all below it into training mode, or out of it. */
  train(mode = true): this {
    if (typeof mode !== 'boolean') throw new ArgumentError('training mode is expected to be boolean')
    for (const module of this.modules()) module.training = mode
    return this
  }

  eval(): this {
    return this.train(false)
  }

  /** Marks every parameter as trainable or not. */
  requiresGrad_(requiresGrad = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = requiresGrad
    return this
  }

  /** Moves all parameters and buffers to a device, or casts those that are floats to a dtype, in this very module. */
  to(target: DType | Device | ToOptions): this {
    return moveTensors(this, target)
  }

  float(): this {
    return this.to('float32')
  }

  double(): this {
    return this.to('float64')
  }

  half(): this {
    return this.to('float16')
  }

  bfloat16(): this {
    return this.to('bfloat16')
  }

  // ---- State -----------------------------------------------------------------------------------------------------

  /**
   * Every parameter and persistent buffer by its full name, in order: what checkpoints hold. The tensors share memory with
   * the module. With `keepVars` they are the Parameters and Buffers themselves.
   */
  stateDict(options: StateDictOptions = {}): StateDict {
    return collectStateDict(this, options)
  }

  /**
   * Copies a state into the module's own tensors (with `assign`, puts it in their place). All that does not fit is told in
   * one CheckpointError, in PyTorch's words, and then nothing is written. Without `strict`, keys may be missing or unexpected.
   */
  loadStateDict(state: StateDict, options: LoadOptions = {}): LoadResult {
    return loadStateDict(this, state, options)
  }

  // ---- Text ------------------------------------------------------------------------------------------------------

  /** What stands between the parentheses when the module is printed. */
  extraRepr(): string {
    return ''
  }

  /** What PyTorch's `print` prints: the class, its options, and its submodules. */
  override toString(): string {
    return print(this)
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  [Symbol.for('Deno.customInspect')](): string {
    return this.toString()
  }

  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() }
  }
}

export interface TraversalOptions {
  /** Put before every name. */
  prefix?: string
  /** Whether modules below count too. Default true. */
  recurse?: boolean
}

export const isModule = (value: unknown): value is AnyModule => value instanceof Module
