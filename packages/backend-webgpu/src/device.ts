/* The device itself: memory, kernels and what the queue does with them, behind tensor-core's interface. */
import {
  type Device,
  DeviceError,
  type DType,
  type OwnKernels,
  type TypedArray,
  tidy,
  type View,
} from '@torchlet/tensor-core/ops'
import { GpuBuffer } from './buffer'
import type { Command } from './command'
import { Executor, largestBuffer } from './executor'
import { fused } from './fused'
import { fromWords, toWords } from './host-words'
import { primitiveKernels } from './kernels'
import { batchNormKernel } from './kernels/batch-norm'
import { isFlat, numelOf } from './layout'
import type { PoolStats } from './pool'
import type { Gpu } from './program'
import { Recorder } from './recorder'
import type { Value } from './value'
import { BufferView } from './view'
import { Watch } from './watch'
import { HELD } from './wgsl/words'

/** What the device has run and holds: see `stats`. */
export interface GpuStats extends PoolStats {
  /** What ran until now. */
  readonly dispatches: number
  readonly submits: number
  readonly pipelines: number
  /** Commands that wait for somebody to read. */
  readonly recorded: number
}

type AnyKernel = (...args: unknown[]) => void | false

/** What becomes of a submit: rejected by what the GPU tells of it. In an object, so that it is not waited for. */
interface Settled {
  readonly verdict: Promise<void>
}

const MAP_READ = 0x1
const COPY_DST = 0x8

/** A device of tensor-core whose kernels run on a GPUDevice. */
export class WebGpuDevice implements Device {
  readonly name = 'webgpu'
  readonly collected = false
  readonly dtypes: ReadonlySet<DType> = new Set(HELD)
  readonly kernels: Partial<OwnKernels>
  /** The GPUDevice that it works with. */
  readonly gpu: GPUDevice
  readonly #recorder: Recorder
  readonly #executor: Executor
  readonly #largest: number
  readonly #watch: Watch
  #settling: Promise<Settled> | undefined
  #loss: DeviceError | undefined

  /** `onProcessor`: whether a processor plays GPU, for which kernels share their work out differently. */
  constructor(gpu: GPUDevice, onProcessor = gpu.adapterInfo?.isFallbackAdapter === true) {
    this.gpu = gpu
    this.#largest = largestBuffer(gpu.limits)
    const recorder = new Recorder(
      {
        mostBuffers: gpu.limits.maxStorageBuffersPerShaderStage,
        onProcessor,
      },
      (value) => this.#giveBack(value),
      () => this.flush(),
    )
    this.#recorder = recorder
    this.#watch = new Watch(gpu)
    this.#executor = new Executor(gpu, this.#watch, (value) => recorder.used(value))
    this.kernels = this.#guarded({
      ...primitiveKernels(recorder),
      ...this.#fused(recorder),
      ...batchNormKernel(recorder),
    })
    gpu.lost.then(({ reason, message }) => {
      this.#loss ??= new DeviceError(
        `webgpu: the GPU device was lost (${reason || 'unknown'}: ${message.trim()}); its tensors are gone. \`await webgpu()\` gives a new one`,
      )
    })
  }

  #fused(recorder: Recorder): Partial<OwnKernels> {
    const { gpu } = this
    const context: Gpu = {
      run: (program) => recorder.run(program),
      limits: gpu.limits,
      features: gpu.features as ReadonlySet<string>,
      onProcessor: recorder.onProcessor,
      scratch: (dtype, length) => this.allocate(dtype, length),
      release: (buffer) => recorder.free(buffer),
      contiguous: (x) => contiguousView(recorder, x),
    }
    return fused(context)
  }

  /** Kernels that refuse to work on a device that is gone. */
  #guarded(kernels: Partial<OwnKernels>): Partial<OwnKernels> {
    const guard =
      (kernel: AnyKernel): AnyKernel =>
      (...args) => {
        this.#checkAlive()
        return kernel(...args)
      }
    return Object.fromEntries(Object.entries(kernels).map(([name, kernel]) => [name, guard(kernel as AnyKernel)]))
  }

  #checkAlive(): void {
    if (this.#loss) throw this.#loss
  }

  #giveBack(value: Value): void {
    if (value.memory) this.#executor.pool.release(value.memory)
    value.memory = undefined
  }

  // ---- Memory ------------------------------------------------------------------------------------------------------

  /** Throws a DeviceError where this GPU binds no buffer so large. */
  allocate(dtype: DType, length: number): GpuBuffer {
    this.#checkAlive()
    if (4 * length > this.#largest)
      throw new DeviceError(
        `webgpu: ${length} elements of ${dtype} take ${4 * length} bytes, but a buffer on this adapter holds ${this.#largest}`,
      )
    return this.#recorder.allocate(dtype, length)
  }

  free(buffer: GpuBuffer): void {
    this.#recorder.free(buffer)
  }

  write(buffer: GpuBuffer, offset: number, values: TypedArray): void {
    this.#checkAlive()
    if (values.length === 0) return
    const words = toWords(values, buffer.dtype)
    if (offset !== 0 || values.length !== buffer.length) {
      this.#recorder.upload(buffer, offset, words.slice())
      return
    }
    // A new value, in memory that nothing recorded can know: it may be written at once.
    const value = this.#recorder.written(buffer)
    value.memory = this.#executor.pool.acquire(4 * value.length, 'write')
    this.gpu.queue.writeBuffer(value.memory.buffer, 0, words as Float32Array<ArrayBuffer>)
  }

  async read(buffer: GpuBuffer, dtype: DType, offset: number, length: number): Promise<TypedArray> {
    this.#checkAlive()
    if (length === 0) return fromWords(new ArrayBuffer(0), dtype)
    const staging = this.gpu.createBuffer({ label: 'read', size: 4 * length, usage: MAP_READ | COPY_DST })
    const value = this.#recorder.download(buffer, offset, length, staging)
    try {
      const { verdict } = await this.#settle()
      if (value.failure) throw value.failure
      // Errors of the submit say more than a buffer that could not be mapped for them.
      const [mapped, told] = await Promise.allSettled([staging.mapAsync(MAP_READ), verdict])
      if (told.status === 'rejected') throw told.reason
      if (mapped.status === 'rejected')
        throw new DeviceError(`read: ${mapped.reason.message}`, { cause: mapped.reason })
      return fromWords(staging.getMappedRange().slice(0), dtype)
    } catch (error) {
      // A loss tells of itself a turn later than of what it breaks.
      await new Promise((resolve) => setTimeout(resolve, 0))
      this.#checkAlive()
      throw error
    } finally {
      staging.destroy()
    }
  }

  // ---- The queue ---------------------------------------------------------------------------------------------------

  /** Runs what is recorded: one submit. Reading does it by itself. */
  flush(): void {
    const commands = this.#take()
    if (commands.length > 0) this.#executor.run(commands)
  }

  #take(): readonly Command[] {
    const { commands } = this.#recorder
    this.#recorder.commands = []
    return commands
  }

  /**
   * Compiles what is missing without holding up the thread, then runs all that is recorded by then. Reads of one turn share it, and
   * what the GPU says of it.
   */
  #settle(): Promise<Settled> {
    this.#settling ??= Promise.resolve().then(async () => {
      this.#settling = undefined
      this.#recorder.drop(await this.#executor.prepare(this.#recorder.commands))
      this.#checkAlive()
      this.flush()
      const verdict = this.#watch.check()
      // Heard by every read; by none, where all of them failed before.
      verdict.catch(() => {})
      return { verdict }
    })
    return this.#settling
  }

  // ---- Beyond the interface ----------------------------------------------------------------------------------------

  /** Bytes of buffers that wait to be used again. */
  pooledBytes(): number {
    return this.#executor.pool.stats.freeBytes
  }

  stats(): GpuStats {
    const { counts, pool, pipelines } = this.#executor
    return { ...pool.stats, ...counts, pipelines: pipelines.count, recorded: this.#recorder.commands.length }
  }

  /**
   * Compiles the kernels that `fn` will need, without holding up the thread and without computing anything: `await
   * gpu.warmup(() => network(x))` before the first pass. What `fn` makes is freed.
   */
  async warmup(fn: () => unknown): Promise<void> {
    this.#checkAlive()
    let compiled: Promise<ReadonlyMap<Command, DeviceError>> | undefined
    tidy(() => {
      for (const buffer of buffersIn(fn())) this.#recorder.force(buffer.value)
      compiled = this.#executor.prepare(this.#recorder.commands)
    })
    for (const error of (await compiled)!.values()) throw error
  }

  /** Runs what is recorded and gives memory that waits in the pool back to the system. */
  trim(): void {
    this.flush()
    this.#executor.pool.trim(0)
  }

  /** Ends the GPUDevice: its tensors are gone, and using them says so. */
  destroy(): void {
    this.#loss ??= new DeviceError('webgpu: this device was destroyed; `await webgpu()` gives a new one')
    this.gpu.destroy()
  }
}

/** The buffers of tensors among arrays and objects. */
function buffersIn(value: unknown): GpuBuffer[] {
  if (typeof value !== 'object' || value === null) return []
  const { storage } = value as { storage?: { buffer?: unknown } }
  if (storage?.buffer instanceof GpuBuffer) return [storage.buffer]
  return Object.values(value).flatMap(buffersIn)
}

/** x where it is contiguous, else a copy that is. */
function contiguousView(recorder: Recorder, x: View): View {
  if (isFlat(x.shape, x.strides)) return x
  const copy = new BufferView(recorder.allocate(x.dtype, numelOf(x.shape)), x.shape)
  recorder.store('copy', recorder.node(x), copy)
  return copy
}
