/*
 * Compiled shaders by their keys. Compiling takes from milliseconds to seconds: before a read, all pipelines that are missing are
 * compiled at once and without holding up the page (`prepare`); only where commands run by themselves is one compiled on the spot.
 */
import { DeviceError } from '@torchlet/tensor-core/ops'
import type { Watch } from './watch'

/** What a pipeline is made of: its text, and one letter for each binding: r(ead), w(rite), u(niform), - (none). */
export interface PipelineSource {
  readonly op: string
  readonly key: string
  readonly bindings: string
  readonly wgsl: () => string
}

export interface Pipeline {
  readonly pipeline: GPUComputePipeline
  readonly layout: GPUBindGroupLayout
  readonly id: number
}

const COMPUTE = 0x4
const BUFFERS: Record<string, GPUBufferBindingLayout> = {
  r: { type: 'read-only-storage' },
  w: { type: 'storage' },
  u: { type: 'uniform', hasDynamicOffset: true },
}

export class Pipelines {
  readonly #device: GPUDevice
  readonly #watch: Watch
  readonly #ready = new Map<string, Pipeline>()
  readonly #compiling = new Map<string, Promise<void>>()
  readonly #layouts = new Map<string, { group: GPUBindGroupLayout; pipeline: GPUPipelineLayout }>()

  constructor(device: GPUDevice, watch: Watch) {
    this.#device = device
    this.#watch = watch
  }

  get count(): number {
    return this.#ready.size
  }

  /** The pipeline, compiled on the spot where it is not there. */
  get(source: PipelineSource): Pipeline {
    const found = this.#ready.get(source.key)
    if (found) return found
    this.#device.pushErrorScope('validation')
    const { descriptor, group } = this.#describe(source)
    const made = this.#keep(source, this.#device.createComputePipeline(descriptor), group)
    this.#watch.scope(source.op)
    return made
  }

  /** Compiles those that are missing, all at once. Gives those that do not compile, by their keys. */
  async prepare(sources: readonly PipelineSource[]): Promise<Map<string, DeviceError>> {
    const failed = new Map<string, DeviceError>()
    const waits: Promise<unknown>[] = []
    for (const source of sources) {
      if (this.#ready.has(source.key)) continue
      let wait = this.#compiling.get(source.key)
      if (!wait) {
        wait = this.#compile(source).finally(() => this.#compiling.delete(source.key))
        this.#compiling.set(source.key, wait)
      }
      waits.push(wait.catch((error) => failed.set(source.key, error)))
    }
    if (waits.length > 0) await Promise.all(waits)
    return failed
  }

  async #compile(source: PipelineSource): Promise<void> {
    this.#device.pushErrorScope('validation')
    const { descriptor, group } = this.#describe(source)
    const scope = this.#device.popErrorScope()
    try {
      const pipeline = await this.#device.createComputePipelineAsync(descriptor)
      if (!this.#ready.has(source.key)) this.#keep(source, pipeline, group)
    } catch (cause) {
      // The module's own message says more than the pipeline's, which only calls it invalid.
      const shader = await scope.catch(() => null)
      throw new DeviceError(`${source.op}: ${shader?.message ?? (cause as Error).message}`, { cause })
    }
    const error = await scope
    if (error) throw new DeviceError(`${source.op}: ${error.message}`)
  }

  #keep({ key }: PipelineSource, pipeline: GPUComputePipeline, layout: GPUBindGroupLayout): Pipeline {
    const made = { pipeline, layout, id: this.#ready.size }
    this.#ready.set(key, made)
    return made
  }

  #describe({ op, wgsl, bindings }: PipelineSource): {
    descriptor: GPUComputePipelineDescriptor
    group: GPUBindGroupLayout
  } {
    const { group, pipeline: layout } = this.#layout(bindings)
    const module = this.#device.createShaderModule({ label: op, code: wgsl() })
    return { descriptor: { label: op, layout, compute: { module, entryPoint: 'main' } }, group }
  }

  #layout(bindings: string): { group: GPUBindGroupLayout; pipeline: GPUPipelineLayout } {
    let found = this.#layouts.get(bindings)
    if (!found) {
      const entries = [...bindings].flatMap((kind, binding): GPUBindGroupLayoutEntry[] =>
        kind === '-' ? [] : [{ binding, visibility: COMPUTE, buffer: BUFFERS[kind]! }],
      )
      const group = this.#device.createBindGroupLayout({ entries })
      found = { group, pipeline: this.#device.createPipelineLayout({ bindGroupLayouts: [group] }) }
      this.#layouts.set(bindings, found)
    }
    return found
  }
}
