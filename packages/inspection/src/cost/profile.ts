import type { AnyModule } from '@torchlet/nn'
import { checkOptions } from '@torchlet/tensor-core/fused'
import { observe, tidy } from '@torchlet/tensor-core/ops'
import { argumentsOf, checkModule, checkWhole } from '../arguments'
import { watchCalls } from '../capture/walk'
import { tensorsIn } from '../nested'
import { printable } from '../text/printable'
import { textTable } from '../text/table'
import { bytes } from '../text/units'

export interface ProfileOptions {
  /** Runs that are measured; times are their means. Default 1. */
  repeat?: number
  /** Runs before, that are not measured: the engine compiles meanwhile. Default 1. */
  warmup?: number
}

/** The time and memory of one layer. */
export interface LayerTime {
  /** Full name; '' for the network. */
  readonly name: string
  readonly type: string
  /** Calls in one run. */
  readonly calls: number
  /** Milliseconds in one run, with the layers in it. */
  readonly time: number
  /** Milliseconds in one run, without the layers in it. */
  readonly own: number
  /** Bytes of what it gives, in one run. */
  readonly outputBytes: number
  /** Bytes of its own parameters. */
  readonly parameterBytes: number
}

/** What `profile` measures. Prints as a table. */
export interface Profile {
  /** Milliseconds of one run. */
  readonly time: number
  readonly layers: readonly LayerTime[]
  /** Milliseconds and calls by op, of one run; ops within ops count to the outer one. */
  readonly ops: Readonly<Record<string, { readonly calls: number; readonly time: number }>>
  toString(): string
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

class Clock {
  readonly layers = new Map<string, Mutable<LayerTime>>()
  readonly ops: Record<string, { calls: number; time: number }> = {}
  readonly #running: { module: AnyModule; start: number; below: number }[] = []
  #opStart = 0

  enter(module: AnyModule, path: string): void {
    if (!this.layers.has(path)) this.layers.set(path, emptyRow(module, path))
    this.#running.push({ module, start: performance.now(), below: 0 })
  }

  leave(module: AnyModule, path: string, _args: unknown[], output: unknown): void {
    const now = performance.now()
    let call = this.#running.pop()!
    while (call.module !== module) call = this.#running.pop()!
    const layer = this.layers.get(path)!
    const time = now - call.start
    layer.calls++
    layer.time += time
    layer.own += time - call.below
    layer.outputBytes += tensorsIn(output).reduce((sum, { nbytes }) => sum + nbytes, 0)
    const parent = this.#running.at(-1)
    if (parent) parent.below += time
  }

  before({ depth }: { depth: number }): void {
    if (depth === 0) this.#opStart = performance.now()
  }

  after({ name, depth }: { name: string; depth: number }): void {
    if (depth > 0) return
    const op = (this.ops[name] ??= { calls: 0, time: 0 })
    op.calls++
    op.time += performance.now() - this.#opStart
  }
}

function emptyRow(module: AnyModule, name: string): Mutable<LayerTime> {
  let parameterBytes = 0
  for (const parameter of module.parameters({ recurse: false })) parameterBytes += parameter.nbytes
  return { name, type: module.constructor.name, calls: 0, time: 0, own: 0, outputBytes: 0, parameterBytes }
}

/**
 * Where a forward spends its time: milliseconds and bytes by layer, milliseconds by op. `inputs` is the argument or the list of
 * arguments. On a device that computes asynchronously (WebGPU) these are the times of giving the work out, not of doing it.
 */
export function profile(module: AnyModule, inputs: unknown, options: ProfileOptions = {}): Profile {
  checkModule(module, 'profile')
  checkOptions(options, ['repeat', 'warmup'], 'profile')
  const { repeat = 1, warmup = 1 } = options
  checkWhole(repeat, 1, 'profile: repeat')
  checkWhole(warmup, 0, 'profile: warmup')
  const args = argumentsOf(inputs, 'profile')
  const run = (): void => tidy(() => void module(...args))
  for (let i = 0; i < warmup; i++) run()
  const clock = new Clock()
  observe(clock, () =>
    watchCalls(module, clock, () => {
      for (let i = 0; i < repeat; i++) run()
    }),
  )
  const layers = [...clock.layers.values()].map(
    (row): LayerTime => ({
      ...row,
      calls: row.calls / repeat,
      time: row.time / repeat,
      own: row.own / repeat,
      outputBytes: row.outputBytes / repeat,
    }),
  )
  const ops = Object.fromEntries(
    Object.entries(clock.ops).map(([name, { calls, time }]) => [name, { calls: calls / repeat, time: time / repeat }]),
  )
  const time = layers[0]?.time ?? 0
  return printable({ time, layers, ops }, () => print(layers, time))
}

const print = (layers: readonly LayerTime[], total: number): string =>
  textTable<LayerTime>(
    [
      { title: 'layer', cell: ({ name, type }) => (name ? `${name} ${type}` : type) },
      { title: 'calls', cell: ({ calls }) => String(calls), right: true },
      { title: 'ms', cell: ({ time }) => time.toFixed(3), right: true },
      { title: 'own ms', cell: ({ own }) => own.toFixed(3), right: true },
      { title: 'own %', cell: ({ own }) => ((own / total) * 100).toFixed(1), right: true },
      { title: 'output', cell: ({ outputBytes }) => bytes(outputBytes), right: true },
      { title: 'parameters', cell: ({ parameterBytes }) => bytes(parameterBytes), right: true },
    ],
    layers,
  )
