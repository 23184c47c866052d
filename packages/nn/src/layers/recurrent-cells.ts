/* Single steps of the recurrent networks, for loops of one's own. */
import { linear } from '@torchlet/tensor-core/fused'
import { empty, ShapeError, squeeze, type Tensor, uniform_, unsqueeze, zeros } from '@torchlet/tensor-core/ops'
import { lean } from '../functional/lean'
import { gruStep, lstmStep, type Memory, type Nonlinearity, rnnStep, type Step } from '../functional/recurrent'
import { checkCount, layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { Parameter } from '../parameter'
import type { LSTMState } from './recurrent'
import { checkNonlinearity } from './recurrent-base'

export interface CellOptions {
  /** Whether the biases are there. Default true. */
  bias?: boolean
}
export interface RNNCellOptions extends CellOptions {
  /** Default 'tanh'. */
  nonlinearity?: Nonlinearity
}
export interface CellArguments extends CellOptions {
  inputSize: number
  hiddenSize: number
}
export type RNNCellArguments = CellArguments & RNNCellOptions

abstract class Cell<State, Options extends CellOptions> extends Module<[x: Tensor, state?: State | null], State> {
  readonly inputSize: number
  readonly hiddenSize: number
  readonly nonlinearity: Nonlinearity | undefined
  declare weight_ih: Parameter
  declare weight_hh: Parameter
  declare bias_ih: Parameter | null
  declare bias_hh: Parameter | null

  constructor(inputSize: number, hiddenSize: number, options?: Options)
  constructor(named: Options & { inputSize: number; hiddenSize: number })
  constructor(...args: unknown[]) {
    super()
    const layer = new.target.name
    const given = layerArguments<RNNCellArguments>(layer, args, ['inputSize', 'hiddenSize'], this.defaults())
    for (const name of ['inputSize', 'hiddenSize'] as const) checkCount(layer, name, given[name])
    this.inputSize = given.inputSize
    this.hiddenSize = given.hiddenSize
    this.nonlinearity = given.nonlinearity
    if (given.nonlinearity !== undefined) checkNonlinearity(layer, given.nonlinearity)
    const bound = 1 / Math.sqrt(given.hiddenSize)
    const rows = this.gates() * given.hiddenSize
    const drawn = (shape: number[]): Parameter =>
      uniform_(new Parameter(empty(shape)), { from: -bound, to: bound }) as Parameter
    this.registerParameter('weight_ih', drawn([rows, given.inputSize]))
    this.registerParameter('weight_hh', drawn([rows, given.hiddenSize]))
    this.registerParameter('bias_ih', given.bias ? drawn([rows]) : null)
    this.registerParameter('bias_hh', given.bias ? drawn([rows]) : null)
  }

  /** How many times hiddenSize the weights have rows. */
  protected abstract gates(): number
  protected defaults(): RNNCellOptions {
    return { bias: true }
  }

  protected abstract readonly step: Step
  /** How many parts a state has. */
  protected abstract readonly parts: number

  /** x: [N, in] or [in] → the next memory. */
  protected advance(x: Tensor, given: Memory | null): Tensor[] {
    if (x.ndim === 1) {
      const wide = given?.map((part) => unsqueeze(part, 0)) ?? null
      return this.advance(unsqueeze(x, 0), wide).map((part) => squeeze(part, 0))
    }
    const name = this.constructor.name
    if (x.ndim !== 2 || x.shape[1] !== this.inputSize)
      throw new ShapeError(
        `${name}: input has inconsistent input_size: got ${x.shape}, expected [N, ${this.inputSize}]`,
      )
    const { dtype, device } = x
    const shape = [x.shape[0]!, this.hiddenSize]
    const memory = given ?? Array.from({ length: this.parts }, () => zeros(shape, { dtype, device }))
    for (const part of memory)
      if ([...part.shape].join() !== shape.join())
        throw new ShapeError(`${name}: hidden has inconsistent size: got ${part.shape}, expected [${shape.join(', ')}]`)
    return this.step(linear(x, this.weight_ih, this.bias_ih), memory, this.weight_hh, this.bias_hh, null)
  }

  override extraRepr(): string {
    const parts = [`${this.inputSize}, ${this.hiddenSize}`]
    if (this.bias_ih === null) parts.push('bias=False')
    if (this.nonlinearity === 'relu') parts.push('nonlinearity=relu')
    return parts.join(', ')
  }
}

abstract class SingleCell<Options extends CellOptions> extends Cell<Tensor, Options> {
  protected override get parts(): number {
    return 1
  }

  override forward(x: Tensor, h: Tensor | null = null): Tensor {
    return lean((input: Tensor) => this.advance(input, h && [h])[0]!)(x)
  }
}

/**
 * h = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu. Called with (x, h): [N, in] or [in], [N, hidden] or [hidden], zeros where
 * it is not given → h. Parameters `weight_ih`, `weight_hh`, `bias_ih`, `bias_hh`, uniform in ±1/√hiddenSize at first. Throws
 * ShapeError where sizes do not fit.
 */
export class RNNCell extends SingleCell<RNNCellOptions> {
  static override readonly name: string = 'RNNCell'

  protected override gates(): number {
    return 1
  }

  protected override defaults(): RNNCellOptions {
    return { ...super.defaults(), nonlinearity: 'tanh' }
  }

  protected override get step(): Step {
    return rnnStep(this.nonlinearity!)
  }
}

/**
 * n = tanh(x_n + r·h_n), h = (1 − z)·n + z·h; gates r, z, n. Called with (x, h): [N, in] or [in], [N, hidden] or [hidden] → h;
 * parameters as in `RNNCell`. Throws ShapeError where sizes do not fit.
 */
export class GRUCell extends SingleCell<CellOptions> {
  static override readonly name: string = 'GRUCell'

  protected override gates(): number {
    return 3
  }

  protected override get step(): Step {
    return gruStep
  }
}

/**
 * c = f·c + i·g, h = o·tanh(c); gates i, f, g, o. Called with (x, [h, c]): [N, in] or [in], twice [N, hidden] or [hidden] → [h,
 * c]; parameters as in `RNNCell`. Throws ShapeError where sizes do not fit.
 */
export class LSTMCell extends Cell<LSTMState, CellOptions> {
  static override readonly name: string = 'LSTMCell'

  protected override gates(): number {
    return 4
  }

  protected override get step(): Step {
    return lstmStep
  }

  protected override get parts(): number {
    return 2
  }

  override forward(x: Tensor, state: LSTMState | null = null): LSTMState {
    const [h, c] = lean((input: Tensor) => this.advance(input, state))(x)
    return [h!, c!]
  }
}
