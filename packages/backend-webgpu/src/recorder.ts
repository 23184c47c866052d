/*
 * Records what is asked for, and decides what becomes a dispatch. Elementwise ops are not recorded at all: their values stay pending
 * expressions until a program reads them, and then all of a chain is one dispatch, or runs where the program before it emits its
 * elements (Program.emits). What nobody reads is never computed.
 */
import { DeviceError, type View } from '@torchlet/tensor-core/ops'
import type { GpuBuffer } from './buffer'
import type { Clear, Command, Dispatch, Upload } from './command'
import { type Expression, expressionOf, MOST_NODES, type Node, seenThrough, valuesOf, wholeLayout } from './expression'
import { isFlat, numelOf } from './layout'
import { bufferOf, type Program } from './program'
import { Value } from './value'
import { Values } from './values'
import { complete, Shader } from './wgsl/shader'
import { wordType } from './wgsl/words'

/** So many commands are recorded at most before they run by themselves. */
const MOST_COMMANDS = 1024

export class Recorder extends Values {
  commands: Command[] = []
  #order = 0
  /** Whether a processor plays GPU: kernels share their work out differently. */
  readonly onProcessor: boolean
  readonly #mostBuffers: number
  readonly #flush: () => void

  constructor(
    { mostBuffers, onProcessor }: { mostBuffers: number; onProcessor: boolean },
    onDead: (value: Value) => void,
    flush: () => void,
  ) {
    super(onDead)
    this.#mostBuffers = mostBuffers
    this.onProcessor = onProcessor
    this.#flush = flush
  }

  // ---- Expressions -------------------------------------------------------------------------------------------------

  /** A view's elements as an expression over its shape. */
  expression(view: View): Expression {
    return expressionOf(this.node(view), view.shape)
  }

  /** A view's elements as a node over its shape. */
  node({ buffer, shape, strides, offset }: Pick<View, 'buffer' | 'shape' | 'strides' | 'offset'>): Node {
    const value = this.liveValue(buffer as GpuBuffer)
    if (value.pending) {
      const seen = seenThrough(value.pending, shape, { strides, offset })
      if (seen) return seen
      this.force(value)
    }
    return this.#leaf(value, { strides, offset })
  }

  #leaf(value: Value, layout: { strides: readonly number[]; offset: number }): Node {
    return { kind: 'leaf', type: wordType(value.dtype), value, layout }
  }

  /** Whether an expression is small enough to grow on, and to bind with a program of so many more buffers. */
  fits({ nodes, leaves }: Expression, more = 1): boolean {
    return nodes.length <= MOST_NODES && new Set(leaves.map(({ value }) => value)).size + more <= this.#mostBuffers
  }

  /** The elements of a view as those of memory, computed now. */
  forced(view: Pick<View, 'buffer' | 'shape' | 'strides' | 'offset'>): Node {
    const value = this.liveValue(view.buffer as GpuBuffer)
    this.force(value)
    return this.#leaf(value, view)
  }

  /** Writes an expression to a view: later where it is all of a buffer, else now. */
  store(op: string, root: Node, out: View): void {
    const buffer = bufferOf(out)
    const expression = expressionOf(root, out.shape)
    if (numelOf(out.shape) === 0) return
    if (out.offset === 0 && isFlat(out.shape, out.strides) && numelOf(out.shape) === buffer.length) {
      this.assign(buffer, this.pendingValue(buffer, expression))
      return
    }
    const target = this.#changed(buffer)
    if (valuesOf(expression).includes(target)) {
      this.#storeThroughCopy(op, expression, out)
      return
    }
    const shader = new Shader()
    const to = shader.output(target)
    shader.element('element', expression)
    shader.address('place', out.shape, out.strides, out.offset)
    const workgroups = shader.each(numelOf(out.shape), `${to}[place(i)] = element(i);`)
    this.dispatch(op, shader, workgroups, true)
  }

  /** The same, where the expression reads what is overwritten: all of it first. */
  #storeThroughCopy(op: string, expression: Expression, out: View): void {
    const copy = this.allocate(out.dtype, numelOf(out.shape))
    this.assign(copy, this.pendingValue(copy, expression))
    this.force(copy.value)
    this.store(op, this.#leaf(copy.value, wholeLayout(out.shape)), out)
    this.free(copy)
  }

  /** The value of a buffer of which a part is about to change: whoever reads it as it is, is computed first. */
  #changed(buffer: GpuBuffer): Value {
    const value = this.liveValue(buffer)
    this.force(value)
    for (const dependent of [...value.dependents]) this.force(dependent)
    return value
  }

  /** Records what computes a value, if nobody did. */
  force(value: Value): void {
    const expression = value.pending
    if (!expression) return
    value.pending = undefined
    if (value.length > 0) {
      const { root } = expression
      if (root.kind === 'constant' && root.word === 0) this.#clear(value)
      else if (!this.#joinProducer(expression, value)) this.#compute(expression, value)
    }
    for (const leaf of valuesOf(expression)) {
      leaf.dependents.delete(value)
      this.letGo(leaf)
    }
  }

  #compute(expression: Expression, value: Value): void {
    const shader = new Shader()
    const to = shader.output(value)
    shader.element('element', expression)
    this.dispatch('map', shader, shader.each(value.length, `${to}[i] = element(i);`))
  }

  #clear(value: Value): void {
    const command: Clear = { kind: 'clear', op: 'fill', reads: [], writes: [value], keeps: false, order: this.#order++ }
    this.#record(command)
  }

  /**
   * Lets the last program that emits one of the expression's leaves compute all of it on the way. Everything else that it reads must
   * be there when that program runs.
   */
  #joinProducer(expression: Expression, out: Value): boolean {
    const values = valuesOf(expression)
    const last = values.reduce<Dispatch | undefined>(
      (found, { writer }) => (canEmit(writer) && writer.order > (found?.order ?? -1) ? writer : found),
      undefined,
    )
    if (!last || expression.root.type !== 'f32' || out.dtype !== 'float32') return false
    const made = last.outputs[0]!
    const others = values.filter((value) => value !== made)
    if (others.some(({ writer }) => writer && writer.order >= last.order)) return false
    const isElementwise = expression.leaves.every(
      ({ value, layout }) =>
        value !== made ||
        (layout.offset === 0 && isFlat(expression.shape, layout.strides) && out.length === made.length),
    )
    const buffers = new Set([...last.inputs, ...others]).size
    if (!isElementwise || buffers + 2 > this.#mostBuffers) return false
    last.epilogue = { expression, out }
    out.writer = last
    for (const value of [...others, out]) value.uses++
    last.reads.push(...others)
    last.writes.push(out)
    return true
  }

  // ---- Commands ----------------------------------------------------------------------------------------------------

  /** Records a shader that was written here. */
  dispatch(op: string, shader: Shader, workgroups: number, keeps = false, atomic = false): void {
    const { reads, writes, uniforms } = shader
    const key = shader.key(0, atomic)
    this.#dispatch(op, { key, wgsl: () => complete(key), uniforms, workgroups }, reads, writes, keeps)
  }

  /** Records a kernel's program. */
  run(program: Program): void {
    const { op, reads, writes, keeps = false, workgroups } = program
    const inputs = reads.map((buffer) => {
      const value = this.liveValue(buffer)
      this.force(value)
      return value
    })
    const outputs = writes.map((buffer) => this.written(buffer, keeps))
    const count = typeof workgroups === 'number' ? workgroups : numelOf(workgroups)
    // Nothing to do: what it would write has no elements.
    if (count > 0) this.#dispatch(op, program, inputs, outputs, keeps)
  }

  /** The value of a buffer that a program is about to write: a new one, unless it keeps a part of what is there. */
  written(buffer: GpuBuffer, keeps = false): Value {
    if (keeps) return this.#changed(buffer)
    const value = new Value(buffer.dtype, buffer.length)
    this.assign(buffer, value)
    return value
  }

  #dispatch(op: string, program: Dispatch['program'], inputs: Value[], outputs: Value[], keeps: boolean): void {
    if (new Set(inputs).size + outputs.length > this.#mostBuffers)
      throw new DeviceError(
        `${op}: ${inputs.length + outputs.length} buffers, but a shader on this adapter has ${this.#mostBuffers}`,
      )
    this.#record({
      kind: 'dispatch',
      op,
      program,
      inputs,
      outputs,
      reads: [...inputs],
      writes: [...outputs],
      keeps,
      order: this.#order++,
    })
  }

  /** Forgets commands that cannot run, and all that wait for them: who reads what they would have written hears why. */
  drop(failed: ReadonlyMap<Command, DeviceError>): void {
    if (failed.size === 0) return
    this.commands = this.commands.filter((command) => {
      const failure = failed.get(command) ?? failureAmong(command)
      if (!failure) return true
      for (const value of command.writes) {
        value.failure = failure
        if (value.writer === command) value.writer = undefined
      }
      for (const value of [...command.reads, ...command.writes]) this.used(value)
      return false
    })
  }

  /** Writes host values to a part of a buffer. */
  upload(buffer: GpuBuffer, offset: number, words: Upload['words']): void {
    const value = this.#changed(buffer)
    this.#record({
      kind: 'upload',
      op: 'write',
      reads: [],
      writes: [value],
      keeps: true,
      words,
      offset,
      order: this.#order++,
    })
  }

  /** Copies a part of a buffer to `staging`, as it is now. Gives the value that is read. */
  download(buffer: GpuBuffer, offset: number, length: number, staging: GPUBuffer): Value {
    const value = this.liveValue(buffer)
    this.force(value)
    const order = this.#order++
    this.#record({
      kind: 'download',
      op: 'read',
      reads: [value],
      writes: [],
      keeps: false,
      offset,
      length,
      staging,
      order,
    })
    return value
  }

  #record(command: Command): void {
    const failure = failureAmong(command)
    if (failure) {
      for (const value of command.writes) value.failure = failure
      return
    }
    for (const value of command.reads) value.uses++
    for (const value of command.writes) {
      value.uses++
      value.writer = command
    }
    this.commands.push(command)
    if (this.commands.length >= MOST_COMMANDS) this.#flush()
  }
}

/** Why something that a command needs was never computed. */
const failureAmong = ({ reads, writes, keeps }: Command): DeviceError | undefined =>
  (keeps ? [...reads, ...writes] : reads).find(({ failure }) => failure)?.failure

const canEmit = (command: Command | undefined): command is Dispatch =>
  command?.kind === 'dispatch' && command.program.emits === true && !command.epilogue
