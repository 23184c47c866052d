/*
 * Who owns memory. A Storage is counted by the tensors that look at it and freed when the last of them is disposed.
 * Where the garbage collector does not free a device's buffers, a finalizer does it late as a safety net.
 */
import type { Device, DeviceBuffer } from './device'

/** What tensors hold on a device: see `memoryStats`. */
export interface MemoryStats {
  /** Storages allocated and not yet freed. */
  readonly storages: number
  readonly bytes: number
  readonly peakBytes: number
  /** What the device keeps to use again, where it does that. */
  readonly pooledBytes?: number
}

interface Counters {
  storages: number
  bytes: number
  peakBytes: number
}

const counters = /* @__PURE__ */ new WeakMap<Device, Counters>()

function countersOf(device: Device): Counters {
  let found = counters.get(device)
  if (!found) counters.set(device, (found = { storages: 0, bytes: 0, peakBytes: 0 }))
  return found
}

/**
 * What a device holds at this moment. On a device whose memory the garbage collector frees (cpu), what it collected
 * without `dispose` or `tidy` still counts: JavaScript does not tell.
 */
export const memoryStats = (device: Device): MemoryStats => ({
  ...countersOf(device),
  ...(device.pooledBytes ? { pooledBytes: device.pooledBytes() } : {}),
})

/** Counts a storage that was allocated (1) or freed (−1). */
export function countStorage(device: Device, by: 1 | -1, bytes: number): void {
  const held = countersOf(device)
  held.storages += by
  held.bytes += by * bytes
  if (held.bytes > held.peakBytes) held.peakBytes = held.bytes
}

interface Lost {
  readonly device: Device
  readonly buffer: DeviceBuffer
  readonly bytes: number
}

let finalizer: FinalizationRegistry<Lost> | undefined

/** Frees `lost.buffer` once `owner` was collected without being disposed. */
export function freeWhenCollected(owner: object, lost: Lost): void {
  finalizer ??= new FinalizationRegistry(({ device, buffer, bytes }) => {
    device.free(buffer)
    countStorage(device, -1, bytes)
  })
  finalizer.register(owner, lost, owner)
}

export const forgetFinalizer = (owner: object): void => void finalizer?.unregister(owner)

// ---- Scopes ------------------------------------------------------------------------------------------------------

interface Disposable {
  dispose(): void
  /** Called when no scope will dispose it any more. */
  escape(): void
}

/** What the innermost `tidy` will dispose. An array: most scopes are those of single ops, and hold a handful. */
let scope: Disposable[] | undefined

/** Takes a tensor out of a scope; false where it is not in it. What was made last is looked at first. */
function takeOut(from: Disposable[], tensor: Disposable): boolean {
  const at = from.lastIndexOf(tensor)
  if (at < 0) return false
  const last = from.pop()!
  if (at < from.length) from[at] = last
  return true
}

/** Called by every new tensor: the innermost `tidy` will dispose it, if there is one. */
export function adoptIntoScope(tensor: Disposable): void {
  if (scope) scope.push(tensor)
  else tensor.escape()
}

function eachTensor(value: unknown, visit: (tensor: Disposable) => void, isTensor: (value: unknown) => boolean): void {
  if (isTensor(value)) visit(value as Disposable)
  else if (value !== null && typeof value === 'object')
    for (const part of Array.isArray(value) ? value : Object.values(value)) eachTensor(part, visit, isTensor)
}

/** See `tidy` in scope.ts, which knows what a tensor is. */
export function runTidy<Args extends unknown[], T>(
  fn: (...args: Args) => T,
  args: Args,
  isTensor: (value: unknown) => boolean,
): T {
  const outer = scope
  const made: Disposable[] = []
  scope = made
  try {
    const result = fn(...args)
    scope = outer
    // What is returned lives on, in the scope around this one if there is one. Most ops make one tensor and return it.
    if (made.length === 1 && made[0] === result) {
      adoptIntoScope(made.pop()!)
      return result
    }
    if (result instanceof Promise)
      throw new TypeError('tidy: the function is asynchronous; tidy only what is computed at once')
    eachTensor(result, (tensor) => takeOut(made, tensor) && adoptIntoScope(tensor), isTensor)
    return result
  } finally {
    scope = outer
    for (let i = 0; i < made.length; i++) made[i]!.dispose()
  }
}

/** Takes a tensor out of the `tidy` around it: it lives until it is disposed. */
export function keep<T extends Disposable>(tensor: T): T {
  if (scope && takeOut(scope, tensor)) tensor.escape()
  return tensor
}
