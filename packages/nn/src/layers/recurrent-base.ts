/* What recurrent networks share: layers of steps over a sequence, in one direction or both. */
import { linear } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  cat,
  empty,
  narrow,
  ShapeError,
  select,
  squeeze,
  stack,
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
import { Parameter } from '../parameter'
import { number } from '../python-text'

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
const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`

export function checkNonlinearity(layer: string, nonlinearity: string): void {
  if (nonlinearity !== 'tanh' && nonlinearity !== 'relu')
    throw new ArgumentError(`${layer}: Unknown nonlinearity '${nonlinearity}'. Select from 'tanh' or 'relu'.`)
}

/** What RNN, LSTM and GRU share. `gates` is how many times hiddenSize the weights have rows. */
export abstract class Recurrent<State> extends Module<[x: Tensor, state?: State | null], [Tensor, State]> {
  readonly inputSize: number
  readonly hiddenSize: number
  readonly projSize: number
  readonly numLayers: number
  readonly batchFirst: boolean
  readonly dropout: number
  readonly bidirectional: boolean
  readonly bias: boolean
  readonly nonlinearity: Nonlinearity | undefined

  constructor(layer: string, args: readonly unknown[], gates: number, more: Partial<Given>) {
    super()
    const given = layerArguments<Given>(layer, args, ['inputSize', 'hiddenSize'], { ...DEFAULTS, ...more })
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
    this.#makeParameters(gates * given.hiddenSize)
  }

  protected abstract readonly step: Step
  /** The state as it is kept here, h first, and back. */
  protected abstract toMemory(state: State): Memory
  protected abstract fromMemory(memory: Memory): State

  get #outputSize(): number {
    return this.projSize || this.hiddenSize
  }

  /** The names' endings, layer by layer, forward first. */
  get #suffixes(): string[] {
    const directions = this.bidirectional ? ['', '_reverse'] : ['']
    return Array.from({ length: this.numLayers }, (_, layer) => directions.map((end) => `_l${layer}${end}`)).flat()
  }

  #makeParameters(rows: number): void {
    const bound = 1 / Math.sqrt(this.hiddenSize)
    const draw = (name: string, shape: number[]): void =>
      this.registerParameter(name, uniform_(new Parameter(empty(shape)), { from: -bound, to: bound }) as Parameter)
    const directions = this.bidirectional ? 2 : 1
    for (const [i, suffix] of this.#suffixes.entries()) {
      const inputs = i < directions ? this.inputSize : this.#outputSize * directions
      draw(`weight_ih${suffix}`, [rows, inputs])
      draw(`weight_hh${suffix}`, [rows, this.#outputSize])
      if (this.bias) {
        draw(`bias_ih${suffix}`, [rows])
        draw(`bias_hh${suffix}`, [rows])
      }
      if (this.projSize > 0) draw(`weight_hr${suffix}`, [this.projSize, this.hiddenSize])
    }
  }

  #parameter(name: string): Parameter | null {
    return (this as unknown as Record<string, Parameter | undefined>)[name] ?? null
  }

  override forward(x: Tensor, state: State | null = null): [Tensor, State] {
    if (x.ndim !== 2 && x.ndim !== 3)
      throw new ShapeError(`${this.constructor.name}: Expected input to be 2-D or 3-D but received ${x.shape}`)
    if (x.shape.at(-1) !== this.inputSize)
      throw new ShapeError(
        `${this.constructor.name}: input.size(-1) must be equal to input_size. Expected ${this.inputSize}, got ${x.shape.at(-1)} (input ${x.shape})`,
      )
    return lean((input: Tensor) => this.#forward(input, state))(x)
  }

  #forward(x: Tensor, state: State | null): [Tensor, State] {
    const isBatch = x.ndim === 3
    const given = state && this.toMemory(state).map((part) => (isBatch ? part : unsqueeze(part, 1)))
    const swapped = isBatch && this.batchFirst
    const sequence = isBatch ? (swapped ? transpose(x, 0, 1) : x) : unsqueeze(x, 1)
    const [output, memory] = this.#run(sequence, given ?? this.#zeroMemory(sequence))
    if (!isBatch) return [squeeze(output, 1), this.fromMemory(memory.map((part) => squeeze(part, 1)))]
    return [swapped ? transpose(output, 0, 1) : output, this.fromMemory(memory)]
  }

  /** The sizes of the parts of a state. */
  protected memorySizes(): number[] {
    return [this.#outputSize]
  }

  #zeroMemory(x: Tensor): Memory {
    const { dtype, device } = x
    return this.memorySizes().map((size) => zeros([this.#suffixes.length, x.shape[1]!, size], { dtype, device }))
  }

  #checkMemory(x: Tensor, memory: Memory): void {
    const sizes = this.memorySizes()
    memory.forEach((part, i) => {
      const expected = [this.#suffixes.length, x.shape[1]!, sizes[i]!]
      if (show(part.shape) !== show(expected))
        throw new ShapeError(
          `${this.constructor.name}: Expected hidden[${i}] size (${expected.join(', ')}), got ${show(part.shape)}`,
        )
    })
  }

  /** x: [T, N, in]. Gives all steps' outputs, and each layer's last memory. */
  #run(x: Tensor, memory: Memory): [Tensor, Memory] {
    this.#checkMemory(x, memory)
    const directions = this.bidirectional ? 2 : 1
    const last: Memory[] = []
    let sequence = x
    for (let layer = 0; layer < this.numLayers; layer++) {
      const outputs = Array.from({ length: directions }, (_, direction) => {
        const at = layer * directions + direction
        const [output, end] = this.#runLayer(
          sequence,
          memory.map((part) => select(part, 0, at)),
          this.#suffixes[at]!,
          direction === 1,
        )
        last.push(end)
        return output
      })
      sequence = outputs.length === 1 ? outputs[0]! : cat(outputs, -1)
      if (this.dropout > 0 && layer < this.numLayers - 1)
        sequence = dropout(sequence, { p: this.dropout, training: this.training })
    }
    return [sequence, memory.map((_, i) => stack(last.map((part) => part[i]!)))]
  }

  #runLayer(x: Tensor, start: Memory, suffix: string, backward: boolean): [Tensor, Memory] {
    const [weight, bias, project] = ['weight_hh', 'bias_hh', 'weight_hr'].map((name) => this.#parameter(name + suffix))
    // The input's part of all steps at once: one large product instead of many small ones.
    const inputs = linear(x, this.#parameter(`weight_ih${suffix}`)!, this.#parameter(`bias_ih${suffix}`))
    const steps = x.shape[0]!
    const outputs: Tensor[] = []
    let memory = start
    for (let i = 0; i < steps; i++) {
      memory = this.step(select(inputs, 0, backward ? steps - 1 - i : i), memory, weight!, bias!, project!)
      outputs.push(memory[0]!)
    }
    if (backward) outputs.reverse()
    return [steps > 0 ? stack(outputs) : narrow(inputs, -1, 0, this.#outputSize), memory]
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
