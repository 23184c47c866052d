import { ArgumentError, type Storage, Tensor, to } from '@torchlet/tensor-core/ops'
import { Buffer, inRoleOf, Parameter } from '../parameter'
import { undrawn } from '../undrawn'
import { type Copier, copyAccessor } from './accessors'
import { type AnyModule, Module } from './module'
import { isNative, privateClassOf } from './private-fields'

/** What a class with `#private` fields defines so that it can be copied: only its own code can read them. */
export interface Remakable {
  /**
   * Makes another object of this very class and gives it what the private fields hold, each handed through `copy` so that what is shared
   * stays shared: `const made = new Pair(); made.#scale = copy(this.#scale); return made`. All other fields are
   * copied afterwards.
   */
  remake(copy: Copier): object
}

/**
 * A copy that shares no memory with the original, as Python's `copy.deepcopy` makes it: of a module, and of tensors, arrays, maps, sets
 * and objects with modules and tensors in them, such as a `stateDict()`.
 *
 * - No constructor runs and no random number is drawn. Parameters, buffers and submodules are new; what is shared among them is shared
 *   in the copy, and what goes round in a circle does so there.
 * - Training modes, `requiresGrad`, every other field and hooks come along. Functions (a hook among them) are the same, not
 *   copies: one that closes over the original goes on to do so. A hook's handle that a module keeps takes away the copy's hook.
 * - Devices, and objects that the engine or the host made (a Promise, a GPUDevice), are the same too.
 *
 * Throws ArgumentError for an object of a class that keeps state in `#private` fields and has no `remake(copy)`; see `Remakable`.
 */
export function deepcopy<T>(value: T): T {
  const copies = new Map<unknown, unknown>()
  const storages = new Map<Storage, Tensor>()
  /** Those that are being remade: they have no copy yet. */
  const underway = new Set<object>()

  const copy = <V>(original: V): V => {
    const isObject = (typeof original === 'object' && original !== null) || original instanceof Module
    if (!isObject) return original
    if (!copies.has(original)) copyObject(original)
    return copies.get(original) as V
  }

  /** Remembers a copy as soon as it is there, before it is filled: its parts may lead back to it. */
  const remember = <V>(original: object, made: V): V => {
    copies.set(original, made)
    return made
  }

  function copyObject(original: object): void {
    if (original instanceof Tensor) remember(original, copyTensor(original, storages))
    else if (original instanceof Module) copyModule(original)
    else if (Array.isArray(original)) copyFields(original, remember(original, []))
    else if (original instanceof Map) {
      const made = remember(original, new Map())
      for (const [key, entry] of original) made.set(copy(key), copy(entry))
      copyFields(original, made)
    } else if (original instanceof Set) {
      const made = remember(original, new Set())
      for (const entry of original) made.add(copy(entry))
      copyFields(original, made)
    } else if (original instanceof Date || ArrayBuffer.isView(original) || original instanceof ArrayBuffer)
      remember(original, structuredClone(original))
    else if (isDevice(original) || isNative(original)) remember(original, original)
    else copyFields(original, remade(original, Object.prototype) ?? remember(original, {}))
  }

  function copyModule(original: AnyModule): void {
    const { constructor } = Object.getPrototypeOf(original)
    // The constructor of Module alone makes something that can be called, and is of the original's class all the same.
    const made = remade(original, Module.prototype) ?? remember(original, Reflect.construct(Module, [], constructor))
    Object.assign(made.hookLists(), copy(original.hookLists()))
    copyFields(original, made)
  }

  /** Another object by the class's own hand, where it has private fields before the class with the prototype `end`. */
  function remade<V extends object>(original: V & Partial<Remakable>, end: object): V | undefined {
    const keeper = privateClassOf(original, end)
    if (!keeper) return undefined
    const { name } = Object.getPrototypeOf(original).constructor
    if (!original.remake)
      throw new ArgumentError(
        `deepcopy: ${keeper.name} keeps #private fields, which only its own code can copy. Give it a method remake(copy), which makes another ${name} with the same in them`,
      )
    if (underway.has(original))
      throw new ArgumentError(`deepcopy: ${name}.remake() copies what leads back to the ${name}`)
    underway.add(original)
    const made = undrawn(() => original.remake!(copy))
    underway.delete(original)
    if (made === original || Object.getPrototypeOf(made) !== Object.getPrototypeOf(original))
      throw new ArgumentError(`deepcopy: remake() of ${name} must give another ${name}, got ${made?.constructor?.name}`)
    // What it has beside its private fields is replaced.
    for (const key of Reflect.ownKeys(made)) delete (made as Record<PropertyKey, unknown>)[key]
    return remember(original, made as V)
  }

  /** All that `original` has of its own, in its order, and its class. */
  function copyFields(original: object, made: object): void {
    if (Object.getPrototypeOf(made) !== Object.getPrototypeOf(original))
      Object.setPrototypeOf(made, Object.getPrototypeOf(original))
    for (const key of Reflect.ownKeys(made)) if (key !== 'length') delete (made as Record<PropertyKey, unknown>)[key]
    for (const key of Reflect.ownKeys(original)) {
      const field = Object.getOwnPropertyDescriptor(original, key)!
      if ('value' in field) Object.defineProperty(made, key, { ...field, value: copy(field.value) })
      else copyAccessor(made, key, field, copy)
    }
    if (Object.isFrozen(original)) Object.freeze(made)
  }

  try {
    return copy(value)
  } finally {
    // The tensors look at the storages by themselves now.
    for (const whole of storages.values()) whole.dispose()
  }
}

const isDevice = (value: object): boolean => 'allocate' in value && 'kernels' in value

/** A parameter has values of its own; other tensors share their storage in the copy where the originals do. */
function copyTensor(x: Tensor, storages: Map<Storage, Tensor>): Tensor {
  if (x instanceof Parameter) {
    using values = to(x, { copy: true })
    return inRoleOf(x, values)
  }
  let whole = storages.get(x.storage)
  if (!whole) {
    using old = new Tensor(x.storage, [x.storage.length], [1], 0)
    storages.set(x.storage, (whole = to(old, { copy: true })))
  }
  const view = new Tensor(whole.storage, x.shape, x.strides, x.offset)
  if (x instanceof Buffer) {
    using lent = view
    return inRoleOf(x, lent)
  }
  view.requiresGrad = x.requiresGrad
  return view
}
