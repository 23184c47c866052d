/*
 * Threads: workers that hold instances of the same kernels over the same memory. A job is a kernel's number, how many parts it has,
 * and its arguments; every thread, the caller's among them, takes parts until there are none left. The caller computes too and then
 * waits for the others by spinning, since the main thread of a page may not sleep.
 */
import { DeviceError } from '@torchlet/tensor-core/ops'
import { EXPORTS } from './generated/exports'
import type { KernelExport, KernelExports } from './instance'
import {
  ARGUMENTS,
  CLOSED,
  DONE,
  FAILED,
  JOB,
  KERNEL,
  MOST_ARGUMENTS,
  PART_BITS,
  PARTS,
  TICKET,
  WORDS,
  WORKER,
} from './worker'

interface WorkerHandle {
  terminate(): unknown
}

const NUMBERS = new Map(EXPORTS.map((name, i) => [name, i]))
/** Looks at the counter before asking the system to wait: a job's last parts end within microseconds of each other. */
const SPINS = 2000

export class Threads {
  /** With the caller's own. */
  count: number
  readonly #exports: KernelExports
  readonly #workers: readonly WorkerHandle[]
  readonly #control: Int32Array<SharedArrayBuffer>
  readonly #args: Float64Array<SharedArrayBuffer>
  readonly #maySleep: boolean
  #job = 0

  private constructor(exports: KernelExports, workers: readonly WorkerHandle[], shared: SharedState) {
    this.count = workers.length + 1
    this.#exports = exports
    this.#workers = workers
    this.#control = shared.control
    this.#args = shared.args
    this.#maySleep = maySleep(shared.control)
  }

  /** Starts `count − 1` workers and waits until all of them are ready. */
  static async start(
    count: number,
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    exports: KernelExports,
  ): Promise<Threads> {
    const control = new Int32Array(new SharedArrayBuffer(WORDS * 4))
    const args = new Float64Array(new SharedArrayBuffer(MOST_ARGUMENTS * 8))
    const shared: SharedState = { module, memory, control, args, names: EXPORTS }
    const start = typeof Worker === 'function' ? startWebWorker : await nodeStarter()
    const workers = await Promise.all(Array.from({ length: count - 1 }, (_, i) => start({ ...shared, slot: i + 1 })))
    return new Threads(exports, workers, shared)
  }

  /** Runs a kernel's parts on all threads; returns when all are done. */
  run(name: KernelExport, parts: number, args: readonly number[]): void {
    if (parts >= 1 << PART_BITS || args.length > MOST_ARGUMENTS)
      throw new RangeError(`${name}: ${parts} parts with ${args.length} arguments are more than a job holds`)
    const control = this.#control
    this.#args.set(args)
    control[KERNEL] = NUMBERS.get(name)!
    control[PARTS] = parts
    control[ARGUMENTS] = args.length
    Atomics.store(control, DONE, 0)
    this.#job = (this.#job + 1) & 0x7ffff
    // From here on parts can be taken.
    Atomics.store(control, TICKET, this.#job << PART_BITS)
    Atomics.store(control, JOB, this.#job)
    Atomics.notify(control, JOB)
    const kernel = this.#exports[name]
    let cause: unknown
    for (let part = this.#take(parts); part >= 0; part = this.#take(parts)) {
      try {
        kernel(0, part, parts, ...args)
      } catch (error) {
        // The others still work on this job: it ends before anything is thrown.
        cause = error
        Atomics.store(control, FAILED, 1)
      }
      Atomics.add(control, DONE, 1)
    }
    this.#await(parts)
    if (Atomics.exchange(control, FAILED, 0)) throw new DeviceError(`wasm: the kernel ${name} failed`, { cause })
  }

  /** The next part of the job, or −1 when there is none left. */
  #take(parts: number): number {
    const control = this.#control
    for (;;) {
      const ticket = Atomics.load(control, TICKET)
      const part = ticket & ((1 << PART_BITS) - 1)
      if (part >= parts) return -1
      if (Atomics.compareExchange(control, TICKET, ticket, ticket + 1) === ticket) return part
    }
  }

  #await(parts: number): void {
    const control = this.#control
    for (let spins = 0; ; spins++) {
      const done = Atomics.load(control, DONE)
      if (done === parts) return
      if (this.#maySleep && spins > SPINS) Atomics.wait(control, DONE, done, 1)
    }
  }

  /** Ends the workers; what is computed afterwards is computed by the caller. */
  close(): void {
    Atomics.store(this.#control, CLOSED, 1)
    Atomics.store(this.#control, JOB, -1)
    Atomics.notify(this.#control, JOB)
    for (const worker of this.#workers) worker.terminate()
    this.count = 1
  }
}

interface SharedState {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly control: Int32Array<SharedArrayBuffer>
  readonly args: Float64Array<SharedArrayBuffer>
  readonly names: readonly string[]
}
type WorkerState = SharedState & { readonly slot: number }
type Starter = (state: WorkerState) => Promise<WorkerHandle>

/** Whether this thread may sleep: the main thread of a page may not. */
function maySleep(control: Int32Array<SharedArrayBuffer>): boolean {
  try {
    Atomics.wait(control, DONE, -1, 0)
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

const startWebWorker: Starter = (state) => {
  const url = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }))
  const worker = new Worker(url, { type: 'module', name: `torchlet ${state.slot}` })
  return new Promise<WorkerHandle>((resolve, reject) => {
    worker.onmessage = () => resolve(worker)
    worker.onerror = ({ message }) => reject(new DeviceError(`wasm: a thread does not start: ${message}`))
    worker.postMessage(state)
  }).finally(() => URL.revokeObjectURL(url))
}

async function nodeStarter(): Promise<Starter> {
  // In a variable, so that bundlers for pages leave it alone.
  const name = 'node:worker_threads'
  const { Worker } = (await import(
    /* webpackIgnore: true */ /* @vite-ignore */ name
  )) as typeof import('node:worker_threads')
  return (state) => {
    const worker = new Worker(WORKER, {
      eval: true,
      // Not the program's own: its loaders are of no use here.
      execArgv: [],
      workerData: state,
      name: `torchlet ${state.slot}`,
    })
    // A program may end while its threads sleep.
    worker.unref()
    return new Promise<WorkerHandle>((resolve, reject) => {
      worker.once('message', () => resolve(worker))
      worker.once('error', (cause) =>
        reject(new DeviceError(`wasm: a thread does not start: ${cause.message}`, { cause })),
      )
    })
  }
}
