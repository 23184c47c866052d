/* What recurrent networks share: their options, parameters and checks, and how they are called. */
import { checkTensor } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  empty,
  reshape,
  ShapeError,
  squeeze,
  type Tensor,
  transpose,
  uniform_,
  unsqueeze,
  zeros,
} from '@torchlet/tensor-core/ops'
import { dropout } from '../functional/dropout'
import { lean } from '../functional/lean'
import type { Memory, Nonlinearity, Step } from '../functional/recurrent'
import { checkCount, layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { inOrder, numbersOf, PackedSequence } from '../packed-sequence'
import { Parameter } from '../parameter'
import { number } from '../python-text'
import { type Direction, runLayers } from './recurrent-run'

export interface RecurrentOptions {
  /** How many layers lie on each other. Default 1. */
  numLayers?: number
  /** Whether the biases are there. Default true. */
  bias?: boolean
  /** Whether x is [N, T, in] instead of [T, N, in]. Default false. */
  batchFirst?: boolean
  /** In training, what share of each layer's output but the last's is dropped. Default 0. */
  dropout?: number
  /** Whether a second network reads the sequence from its end. Default false. */
  bidirectional?: boolean
}
interface Given extends RecurrentOptions {
  inputSize: number
  hiddenSize: number
  projSize?: number
  nonlinearity?: Nonlinearity
}

const DEFAULTS = { numLayers: 1, bias: true, batchFirst: false, dropout: 0, bidirectional: false } as const

export function checkNonlinearity(layer: string, nonlinearity: string): void {
  if (nonlinearity !== 'tanh' && nonlinearity !== 'relu')
    throw new ArgumentError(`${layer}: Unknown nonlinearity '${nonlinearity}'. Select from 'tanh' or 'relu'.`)
}

/** Recurrent layers take packed sequences as well, and then give packed outputs. */
// biome-ignore lint/correctness/noUnusedVariables: an interface that merges with a class has its parameters
export interface Recurrent<State, Options extends RecurrentOptions> {
  (x: PackedSequence, state?: State | null): [PackedSequence, State]
}

/** What RNN, LSTM and GRU share. */
export abstract class Recurrent<State, Options extends RecurrentOptions> extends Module<
  [x: Tensor, state?: State | null],
  [Tensor, State]
> {
  readonly inputSize: number
  readonly hiddenSize: number
  readonly projSize: number
  readonly numLayers: number
  readonly batchFirst: boolean
  readonly dropout: number
  readonly bidirectional: boolean
  readonly bias: boolean
  readonly nonlinearity: Nonlinearity | undefined

  constructor(inputSize: number, hiddenSize: number, options?: Options)
  constructor(named: Options & { inputSize: number; hiddenSize: number })
  constructor(...args: unknown[]) {
    super()
    const layer = new.target.name
    const given = layerArguments<Given>(layer, args, ['inputSize', 'hiddenSize'], {
      ...DEFAULTS,
      ...this.ownDefaults(),
    })
    for (const name of ['inputSize', 'hiddenSize', 'numLayers'] as const) checkCount(layer, name, given[name])
    const { projSize = 0 } = given
    if (!(given.dropout >= 0 && given.dropout <= 1))
      throw new ArgumentError(`${layer}: dropout should be a number in range [0, 1], got ${given.dropout}`)
    if (!Number.isSafeInteger(projSize) || projSize < 0 || projSize >= given.hiddenSize)
      throw new ArgumentError(`${layer}: proj_size has to be from 0 to less than hidden_size, got ${projSize}`)
    this.inputSize = given.inputSize
    this.hiddenSize = given.hiddenSize
    this.projSize = projSize
    this.numLayers = given.numLayers
    this.batchFirst = given.batchFirst
    this.dropout = given.dropout
    this.bidirectional = given.bidirectional
    this.bias = given.bias
    this.nonlinearity = given.nonlinearity
    if (given.nonlinearity !== undefined) checkNonlinearity(layer, given.nonlinearity)
    this.makeParameters(this.gates() * given.hiddenSize)
  }

  /** How many times hiddenSize the weights have rows. */
  protected abstract gates(): number
  protected abstract readonly step: Step
  /** The state as it is kept here, h first, and back. */
  protected abstract toMemory(state: State): Memory
  protected abstract fromMemory(memory: Memory): State

  /** The options that only this network has, with their defaults. */
  protected ownDefaults(): Partial<Given> {
    return {}
  }

  protected get outputSize(): number {
    return this.projSize || this.hiddenSize
  }

  /** The sizes of the parts of a state. */
  protected memorySizes(): number[] {
    return [this.outputSize]
  }

  /** The names' endings, layer by layer, forward first. */
  protected suffixes(): string[][] {
    const directions = this.bidirectional ? ['', '_reverse'] : ['']
    return Array.from({ length: this.numLayers }, (_, layer) => directions.map((end) => `_l${layer}${end}`))
  }

  protected makeParameters(rows: number): void {
    const bound = 1 / Math.sqrt(this.hiddenSize)
    const draw = (name: string, shape: number[]): void =>
      this.registerParameter(name, uniform_(new Parameter(empty(shape)), { from: -bound, to: bound }) as Parameter)
    for (const [layer, suffixes] of this.suffixes().entries())
      for (const suffix of suffixes) {
        draw(`weight_ih${suffix}`, [rows, layer === 0 ? this.inputSize : this.outputSize * suffixes.length])
        draw(`weight_hh${suffix}`, [rows, this.outputSize])
        if (this.bias) {
          draw(`bias_ih${suffix}`, [rows])
          draw(`bias_hh${suffix}`, [rows])
        }
        if (this.projSize > 0) draw(`weight_hr${suffix}`, [this.projSize, this.hiddenSize])
      }
  }

  override forward(x: Tensor, state?: State | null): [Tensor, State]
  override forward(x: PackedSequence, state?: State | null): [PackedSequence, State]
  override forward(x: Tensor | PackedSequence, state: State | null = null): [Tensor | PackedSequence, State] {
    const memory = state && this.toMemory(state)
    if (!(x instanceof PackedSequence)) {
      checkTensor(x, `${this.constructor.name}: input`)
      this.checkInput(x, memory)
      const [outputs, last] = lean((input: Tensor) => this.runPlain(input, memory))(x)
      return [outputs, this.fromMemory(last)]
    }
    const { data, batchSizes, sortedIndices, unsortedIndices } = x
    const counts = numbersOf(batchSizes)
    if (data.ndim !== 2)
      throw new ShapeError(`${this.constructor.name}: input must have 2 dimensions, got ${data.shape}`)
    this.checkSizes(data, counts[0]!, memory)
    const inItsOrder = (parts: Memory, indices: Tensor | null): Memory => parts.map((part) => inOrder(part, 1, indices))
    const [outputs, last] = lean((input: Tensor) => {
      const [rows, ends] = this.run(input, counts, memory && inItsOrder(memory, sortedIndices))
      return [rows, inItsOrder(ends, unsortedIndices)] as [Tensor, Memory]
    })(data)
    return [new PackedSequence(outputs, batchSizes, sortedIndices, unsortedIndices), this.fromMemory(last)]
  }

  protected checkInput(x: Tensor, memory: Memory | null): void {
    const name = this.constructor.name
    if (x.ndim !== 2 && x.ndim !== 3)
      throw new ShapeError(`${name}: Expected input to be 2-D or 3-D but received ${x.shape}`)
    const other = memory?.find((part) => part.ndim !== x.ndim)
    if (other)
      throw new ShapeError(
        `${name}: For ${x.ndim === 3 ? 'batched' : 'unbatched'} ${x.ndim}-D input, hx should also be ${x.ndim}-D but got ${other.shape}`,
      )
    const batchAxis = this.batchFirst ? 0 : 1
    if (x.shape[x.ndim === 3 ? 1 - batchAxis : 0] === 0)
      throw new ShapeError(`${name}: Expected sequence length to be larger than 0 in RNN, got input ${x.shape}`)
    this.checkSizes(x, x.ndim === 3 ? x.shape[batchAxis]! : null, memory)
  }

  /** Whether the last axis of `x`, and a memory for so many sequences (null: for one, without an axis), fit. */
  protected checkSizes(x: Tensor, batch: number | null, memory: Memory | null): void {
    const name = this.constructor.name
    if (x.shape.at(-1) !== this.inputSize)
      throw new ShapeError(
        `${name}: input.size(-1) must be equal to input_size. Expected ${this.inputSize}, got ${x.shape.at(-1)} (input ${x.shape})`,
      )
    const sizes = this.memorySizes()
    memory?.forEach((part, i) => {
      const expected = [this.suffixes().flat().length, ...(batch === null ? [] : [batch]), sizes[i]!].join(', ')
      if (part.shape.join(', ') !== expected)
        throw new ShapeError(`${name}: Expected hidden[${i}] size (${expected}), got [${part.shape.join(', ')}]`)
    })
  }

  /** x: [T, N, in], [N, T, in] or [T, in]. */
  protected runPlain(x: Tensor, memory: Memory | null): [Tensor, Memory] {
    if (x.ndim === 2) {
      const wide = memory?.map((part) => unsqueeze(part, 1)) ?? null
      const [rows, last] = this.run(x, new Array(x.shape[0]!).fill(1), wide)
      return [rows, last.map((part) => squeeze(part, 1))]
    }
    const sequence = this.batchFirst ? transpose(x, 0, 1) : x
    const [steps, batch, size] = sequence.shape as unknown as [number, number, number]
    const [rows, last] = this.run(reshape(sequence, [steps * batch, size]), new Array(steps).fill(batch), memory)
    const outputs = reshape(rows, [steps, batch, rows.shape[1]!])
    return [this.batchFirst ? transpose(outputs, 0, 1) : outputs, last]
  }

  protected run(rows: Tensor, counts: readonly number[], memory: Memory | null): [Tensor, Memory] {
    const { dtype, device } = rows
    const suffixes = this.suffixes()
    const zero = (size: number): Tensor => zeros([suffixes.flat().length, counts[0]!, size], { dtype, device })
    const drop = (x: Tensor): Tensor =>
      this.dropout > 0 ? dropout(x, { p: this.dropout, training: this.training }) : x
    const layers = suffixes.map((ends) => ends.map((end) => this.direction(end)))
    return runLayers(rows, counts, memory ?? this.memorySizes().map(zero), layers, drop)
  }

  protected direction(suffix: string): Direction {
    const of = (name: string): Parameter | null =>
      (this as unknown as Record<string, Parameter | undefined>)[name + suffix] ?? null
    return {
      step: this.step,
      weightIh: of('weight_ih')!,
      weightHh: of('weight_hh')!,
      biasIh: of('bias_ih'),
      biasHh: of('bias_hh'),
      weightHr: of('weight_hr'),
    }
  }

  override extraRepr(): string {
    const parts = [`${this.inputSize}, ${this.hiddenSize}`]
    if (this.projSize > 0) parts.push(`proj_size=${this.projSize}`)
    if (this.numLayers !== 1) parts.push(`num_layers=${this.numLayers}`)
    if (!this.bias) parts.push('bias=False')
    if (this.batchFirst) parts.push('batch_first=True')
    if (this.dropout !== 0) parts.push(`dropout=${number(this.dropout)}`)
    if (this.bidirectional) parts.push('bidirectional=True')
    return parts.join(', ')
  }
}
