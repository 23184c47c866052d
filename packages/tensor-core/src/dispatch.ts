/*
 * The one door. Every op passes through here with its name and arguments, where an observer can stand: inspection counts
 * multiply-adds here, a profiler times here, a compiler could record here.
 */
import type { ActivationName, KernelName, Kernels } from './device'
import { DeviceError, running } from './errors'
import { runTidy } from './memory'
import type { Tensor } from './tensor'
import { Window } from './window'

/** A call of an op, as observers see it. */
export interface OpCall {
  readonly name: string
  readonly args: readonly unknown[]
  /** 0 for what the caller asked for; more for the ops that a composition is made of. */
  readonly depth: number
}

/** What hears of every op: see `observe`. */
export interface Observer {
  before?(call: OpCall): void
  after?(call: OpCall, result: unknown): void
}

/** The innermost first. */
let observers: readonly Observer[] = []
let depth = 0

/** Runs `fn` while `watcher` is told of every op. Observers nest: the innermost hears first, then the ones around it. */
export function observe<T>(watcher: Observer, fn: () => T): T {
  const outer = observers
  observers = [watcher, ...outer]
  try {
    return fn()
  } finally {
    observers = outer
  }
}

/** Whether somebody hears of every op. */
export const isObserved = (): boolean => observers.length > 0

// biome-ignore lint/suspicious/noExplicitAny: any function can be an op; its own type is kept
type AnyFunction = (...args: any[]) => any

/**
 * Makes an op of a function: the same function, seen by observers, whose errors begin with its name.
 * @__NO_SIDE_EFFECTS__
 */
export function op<F extends AnyFunction>(name: string, body: F): F {
  const dispatched = (...args: Parameters<F>): ReturnType<F> => {
    if (running.op !== '') return observed(name, body, args)
    running.op = name
    try {
      return observed(name, body, args)
    } finally {
      running.op = ''
    }
  }
  return named(name, dispatched as F)
}

/**
 * Gives a function the name that it is called by, also where minifiers take it away: methods are installed under it.
 * @__NO_SIDE_EFFECTS__
 */
export const named = <F extends AnyFunction>(name: string, f: F): F => Object.defineProperty(f, 'name', { value: name })

function observed<F extends AnyFunction>(name: string, body: F, args: Parameters<F>): ReturnType<F> {
  if (observers.length === 0) return run(body, args)
  const watchers = observers
  const call: OpCall = { name, args, depth }
  for (const watcher of watchers) watcher.before?.(call)
  depth++
  let result: ReturnType<F>
  try {
    result = run(body, args)
  } finally {
    depth--
  }
  for (const watcher of watchers) watcher.after?.(call, result)
  return result
}

const isWindow = (value: unknown): boolean => value instanceof Window

/** Runs an op. What it makes on the way and does not return is freed at once where no garbage collector frees it. */
function run<F extends AnyFunction>(body: F, args: Parameters<F>): ReturnType<F> {
  let first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0]
  // A scalar may stand first, as in 2 − x.
  if (!(first instanceof Window)) first = args[1]
  if (!(first instanceof Window) || first.device.collected) return body(...args)
  return runTidy(body, args, isWindow)
}

/** A kernel in plain JavaScript, over typed arrays: what host-memory devices run where they bring none of their own. */
export type HostKernel<K extends KernelName> = Kernels[K]

/** What is left to do to a result: see ops/epilogue.ts. */
export interface Epilogue {
  activation: ActivationName | undefined
  /** What a kernel may be asked for. */
  readonly asked: ActivationName | undefined
}

/**
 * Runs a kernel on the device of `out`: the device's own, or the host's where the device's memory is the host's and its own
 * kernel is missing or declines. Returns false when there is neither, and the caller composes. Where the kernel was asked for an
 * activation and applied it, none is left in `epilogue`.
 */
export function tryKernel<K extends KernelName>(
  name: K,
  host: HostKernel<K>,
  out: Tensor,
  args: Parameters<Kernels[K]>,
  epilogue?: Epilogue,
): boolean {
  const { device } = out
  const { kernels, array } = device
  const own = kernels[name] as AnyFunction | undefined
  const answer = own ? own.apply(kernels, args) : false
  if (answer === false) {
    if (!array) return false
    ;(host as AnyFunction)(...args)
  }
  if (answer && epilogue) epilogue.activation = undefined
  device.changed?.(out.buffer, false)
  return true
}

/** Runs a primitive kernel: every device has it. */
export function runKernel<K extends KernelName>(
  name: K,
  host: HostKernel<K>,
  out: Tensor,
  args: Parameters<Kernels[K]>,
): void {
  if (!tryKernel(name, host, out, args))
    throw new DeviceError(`${name}: the device ${out.device.name} has no such kernel`)
}
