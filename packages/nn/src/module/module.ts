import { checkOptions } from '@torchlet/tensor-core/fused'
import { ArgumentError, type Device, type DType, Tensor, type ToOptions } from '@torchlet/tensor-core/ops'
import { Buffer, type BufferOptions, Parameter } from '../parameter'
import { Callable } from './callable'
import { HookList, type HookOptions, type RemovableHandle } from './hooks'
import { type LoadOptions, type LoadResult, loadStateDict } from './load-state-dict'
import { defineMember } from './members'
import { moveTensors } from './move-tensors'
import { print } from './print'
import { collectStateDict, type StateDict, type StateDictOptions } from './state-dict'
import {
  memberAt,
  type NamedModulesOptions,
  namedMembers,
  namedModules,
  submoduleAt,
  type TraversalOptions,
} from './traverse'

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

/** What a module runs before and after its `forward`, after its state was collected, and before one is loaded. */
export interface Hooks {
  before: HookList<ForwardPreHook>
  after: HookList<ForwardHook>
  save: HookList<StateDictHook>
  load: HookList<LoadStateDictPreHook>
}

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
  readonly #hooks: Hooks = {
    before: new HookList(),
    after: new HookList(),
    save: new HookList(),
    load: new HookList(),
  }

  /** Computes the result. Call the module itself instead, so that hooks run. */
  abstract forward(...args: Args): Out

  protected override invoke(args: unknown[]): unknown {
    if (typeof this.forward !== 'function')
      throw new TypeError(`Module [${this.constructor.name}] is missing the required "forward" function`)
    const { before, after } = this.#hooks
    if (before.isEmpty && after.isEmpty) return this.forward(...(args as Args))
    let current = args
    for (const hook of before.snapshot()) {
      const replaced = hook(this, current)
      if (replaced !== undefined) current = Array.isArray(replaced) ? replaced : [replaced]
    }
    let output: unknown = this.forward(...(current as Args))
    for (const hook of after.snapshot()) {
      const replaced = hook(this, current, output)
      if (replaced !== undefined) output = replaced
    }
    return output
  }

  // ---- Hooks -----------------------------------------------------------------------------------------------------

  /** `hook(module, args)` runs before each `forward`; what it returns, if anything, takes the place of the arguments. */
  registerForwardPreHook(hook: ForwardPreHook<this, Args>, options?: HookOptions): RemovableHandle {
    return this.#hooks.before.add(hook as ForwardPreHook, options)
  }

  /** `hook(module, args, output)` runs after each `forward`; what it returns, if anything, takes the place of the result. */
  registerForwardHook(hook: ForwardHook<this, Args, Out>, options?: HookOptions): RemovableHandle {
    return this.#hooks.after.add(hook as ForwardHook, options)
  }

  /** `hook(module, state, prefix)` runs after the module's entries were put into a state_dict; it may give another one. */
  registerStateDictHook(hook: StateDictHook): RemovableHandle {
    return this.#hooks.save.add(hook)
  }

  /** `hook(module, state, prefix)` runs before the module's entries are read from a state, a copy that it may change. */
  registerLoadStateDictPreHook(hook: LoadStateDictPreHook): RemovableHandle {
    return this.#hooks.load.add(hook)
  }

  /** The lists themselves, for state-dict.ts and load-state-dict.ts, which run them, and deepcopy.ts, which replaces them. */
  hookLists(): Hooks {
    return this.#hooks
  }

  // ---- Members ---------------------------------------------------------------------------------------------------

  /** Gives the module a parameter (or null, for one that it could have but has not) under `name`. */
  registerParameter(name: string, parameter: Parameter | null): void {
    defineMember(this, 'parameter', name, parameter, isModule)
  }

  /** Gives the module a buffer under `name`; one that is not persistent is not saved. */
  registerBuffer(name: string, tensor: Tensor | null, options: BufferOptions = {}): void {
    checkOptions(options, ['persistent'], 'registerBuffer')
    defineMember(this, 'buffer', name, tensor instanceof Tensor ? new Buffer(tensor, options) : tensor, isModule)
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

  /** This module, under `prefix`, and all modules below it, depth first. */
  namedModules(options: NamedModulesOptions = {}): IterableIterator<[string, AnyModule]> {
    return namedModules(this, options)
  }

  *modules(): IterableIterator<AnyModule> {
    for (const [, module] of this.namedModules()) yield module
  }

  /** Every parameter with its full name; a shared one under its first. */
  namedParameters(options: TraversalOptions = {}): IterableIterator<[string, Parameter]> {
    return namedMembers(this, Parameter, options)
  }

  *parameters(options?: { recurse?: boolean }): IterableIterator<Parameter> {
    for (const [, parameter] of this.namedParameters(options)) yield parameter
  }

  /** Every buffer with its full name; a shared one under its first. */
  namedBuffers(options: TraversalOptions = {}): IterableIterator<[string, Buffer]> {
    return namedMembers(this, Buffer, options)
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
    return memberAt(this, path, Parameter, 'an nn.Parameter')
  }

  /** The buffer at a path such as 'bn1.running_mean'. Throws where there is none. */
  getBuffer(path: string): Buffer {
    return memberAt(this, path, Buffer, 'a buffer')
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
}

/** Whether a value is a module, of any arguments and result. */
export const isModule = (value: unknown): value is AnyModule => value instanceof Module
