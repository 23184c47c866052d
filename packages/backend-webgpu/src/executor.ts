/*
 * Runs recorded commands: one command encoder, one submit. Memory is taken from the pool when a value is first written and goes back
 * after the last command that uses it, so that one list of commands uses the same memory again and again. All uniforms of a list
 * are written at once, and every dispatch sees its own by a dynamic offset.
 */
import type { DeviceError } from '@torchlet/tensor-core/ops'
import type { Command, Dispatch } from './command'
import { Pipelines } from './pipelines'
import { type Bound, bind, neededOf } from './plan'
import { Pool } from './pool'
import type { Value } from './value'
import type { Watch } from './watch'

export interface Counts {
  readonly dispatches: number
  readonly submits: number
}

/** So many bind groups are remembered. */
const MOST_GROUPS = 4096
const UNIFORM_USAGE = 0x40 | 0x08

export class Executor {
  readonly device: GPUDevice
  readonly pool: Pool
  readonly pipelines: Pipelines
  readonly counts = { dispatches: 0, submits: 0 }
  readonly watch: Watch
  readonly #release: (value: Value) => void
  readonly #align: number
  readonly #mostGroups: number
  #uniforms: GPUBuffer | undefined
  #uniformWords = new Uint32Array(0)
  #usedWords = 0
  #groups = new Map<string, GPUBindGroup>()

  constructor(device: GPUDevice, watch: Watch, release: (value: Value) => void) {
    this.device = device
    this.watch = watch
    this.#release = release
    this.#align = device.limits.minUniformBufferOffsetAlignment / 4
    this.#mostGroups = device.limits.maxComputeWorkgroupsPerDimension
    this.pool = new Pool(device, largestBuffer(device.limits))
    this.pool.onDestroy = () => this.#groups.clear()
    this.pipelines = new Pipelines(device, watch)
  }

  /** Compiles what a list of commands will need. Gives those for which that fails. */
  async prepare(commands: readonly Command[]): Promise<Map<Command, DeviceError>> {
    const needed = neededOf(commands)
    const isWanted = wantedAmong(needed)
    const bound = new Map<Command, Bound>()
    for (const command of needed) if (command.kind === 'dispatch') bound.set(command, bind(command, isWanted))
    const broken = await this.pipelines.prepare([...bound.values()])
    const failed = new Map<Command, DeviceError>()
    for (const [command, { key }] of bound) {
      const error = broken.get(key)
      if (error) failed.set(command, error)
    }
    return failed
  }

  run(commands: readonly Command[]): void {
    const needed = neededOf(commands)
    const isWanted = wantedAmong(needed)
    const bound = new Map<Command, Bound>()
    for (const command of needed) if (command.kind === 'dispatch') bound.set(command, bind(command, isWanted))
    const offsets = this.#writeUniforms(bound.values())
    const { device } = this
    device.pushErrorScope('validation')
    device.pushErrorScope('out-of-memory')
    const encoder = device.createCommandEncoder()
    let pass: GPUComputePassEncoder | undefined
    const endPass = () => {
      pass?.end()
      pass = undefined
    }
    for (const command of commands) {
      if (needed.has(command)) {
        const zeroed = this.#placeMemory(command)
        if (zeroed.length > 0 || command.kind !== 'dispatch') endPass()
        for (const value of zeroed) encoder.clearBuffer(value.memory!.buffer)
        const binding = bound.get(command)
        if (binding) {
          pass ??= encoder.beginComputePass()
          this.#encode(pass, binding, offsets.get(binding)!)
        } else this.#copy(encoder, command)
      }
      for (const value of command.writes) if (value.writer === command) value.writer = undefined
      for (const value of command.reads) this.#release(value)
      for (const value of command.writes) this.#release(value)
    }
    endPass()
    device.queue.submit([encoder.finish()])
    this.counts.submits++
    const ops = [...new Set([...needed].map(({ op }) => op))].join(', ')
    for (let i = 0; i < 2; i++) this.watch.scope(`webgpu, in ${ops}`)
    this.pool.trim()
  }

  /** Gives memory to all that a command touches. Gives back those that must be zeroed first. */
  #placeMemory(command: Command): Value[] {
    const zeroed: Value[] = []
    const place = (value: Value, isRead: boolean) => {
      if (value.memory) return
      value.memory = this.pool.acquire(bytesOf(value), command.op)
      if (isRead && value.memory.isUsed) zeroed.push(value)
    }
    for (const value of command.reads) place(value, true)
    for (const value of command.writes) place(value, command.keeps || command.kind === 'clear')
    if (command.kind === 'clear') for (const value of command.writes) if (!zeroed.includes(value)) zeroed.push(value)
    return zeroed
  }

  #encode(pass: GPUComputePassEncoder, bound: Bound, offsets: readonly number[]): void {
    const { pipeline, layout, id } = this.pipelines.get(bound)
    let key = `${id}`
    for (const value of bound.values) key += value ? ` ${value.memory!.id}:${value.length}` : ' '
    for (const words of bound.uniforms.values()) key += ` ${words.length}`
    let group = this.#groups.get(key)
    if (!group) {
      if (this.#groups.size >= MOST_GROUPS) this.#groups.clear()
      this.#groups.set(key, (group = this.#bindGroup(bound, layout)))
    }
    pass.setPipeline(pipeline)
    pass.setBindGroup(0, group, offsets)
    const [x, y, z] = this.#folded(bound.workgroups)
    pass.dispatchWorkgroups(x, y, z)
    this.counts.dispatches++
  }

  #bindGroup({ op, values, uniforms }: Bound, layout: GPUBindGroupLayout): GPUBindGroup {
    const entries = values.flatMap((value, binding): GPUBindGroupEntry[] => {
      if (value) return [{ binding, resource: { buffer: value.memory!.buffer, size: bindingSize(value) } }]
      const words = uniforms.get(binding)
      if (!words) return []
      return [{ binding, resource: { buffer: this.#uniforms!, size: Math.ceil(words.length / 4) * 16 } }]
    })
    return this.device.createBindGroup({ label: op, layout, entries })
  }

  #folded(workgroups: Dispatch['program']['workgroups']): readonly [number, number, number] {
    if (typeof workgroups !== 'number') return workgroups
    const most = this.#mostGroups
    if (workgroups <= most) return [workgroups, 1, 1]
    const rows = Math.ceil(workgroups / most)
    return [Math.ceil(workgroups / rows), rows, 1]
  }

  #copy(encoder: GPUCommandEncoder, command: Command): void {
    if (command.kind === 'download') {
      const { memory } = command.reads[0]!
      encoder.copyBufferToBuffer(memory!.buffer, command.offset * 4, command.staging, 0, command.length * 4)
    } else if (command.kind === 'upload') {
      // By a buffer of its own: the queue's own writes would come before everything encoded here.
      const { words, offset, writes } = command
      const staging = this.device.createBuffer({ size: words.byteLength, usage: 0x04, mappedAtCreation: true })
      new Uint8Array(staging.getMappedRange()).set(new Uint8Array(words.buffer, words.byteOffset, words.byteLength))
      staging.unmap()
      encoder.copyBufferToBuffer(staging, 0, writes[0]!.memory!.buffer, offset * 4, words.byteLength)
    }
  }

  /** Writes the uniforms of all dispatches at once; gives the dynamic offsets of each. */
  #writeUniforms(all: Iterable<Bound>): Map<Bound, number[]> {
    const offsets = new Map<Bound, number[]>()
    this.#usedWords = 0
    for (const bound of all) {
      const own: number[] = []
      // In the order of their bindings, as setBindGroup takes them.
      for (const words of bound.uniforms.values()) own.push(4 * this.#addWords(words))
      offsets.set(bound, own)
    }
    if (this.#usedWords === 0) return offsets
    const bytes = this.#uniformWords.byteLength
    if (!this.#uniforms || this.#uniforms.size < bytes) {
      this.#uniforms?.destroy()
      this.#uniforms = this.device.createBuffer({ label: 'uniforms', size: bytes, usage: UNIFORM_USAGE })
      this.#groups.clear()
    }
    this.device.queue.writeBuffer(this.#uniforms, 0, this.#uniformWords, 0, this.#usedWords)
    return offsets
  }

  #addWords(words: readonly number[]): number {
    const at = this.#usedWords
    const end = at + Math.ceil(words.length / this.#align) * this.#align
    if (end > this.#uniformWords.length) {
      const larger = new Uint32Array(Math.max(2 * end, 4096))
      larger.set(this.#uniformWords)
      this.#uniformWords = larger
    }
    this.#uniformWords.set(words, at)
    this.#usedWords = end
    return at
  }
}

const bytesOf = (value: Value): number => Math.max(4 * value.length, 4)
/** As much as vectors of four need. */
const bindingSize = (value: Value): number => Math.max(16, Math.ceil(value.length / 4) * 16)

/** The largest buffer that can also be bound. */
export const largestBuffer = ({ maxBufferSize, maxStorageBufferBindingSize }: GPUSupportedLimits): number =>
  Math.floor(Math.min(maxBufferSize, maxStorageBufferBindingSize) / 16) * 16

function wantedAmong(needed: ReadonlySet<Command>): (value: Value) => boolean {
  const read = new Set<Value>()
  for (const command of needed) {
    for (const value of command.reads) read.add(value)
    if (command.keeps) for (const value of command.writes) read.add(value)
  }
  return (value) => value.isHeld || read.has(value)
}
