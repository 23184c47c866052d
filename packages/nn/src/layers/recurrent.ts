/* Recurrent networks. */
import type { Tensor } from '@torchlet/tensor-core/ops'
import { gruStep, lstmStep, type Memory, type Nonlinearity, rnnStep, type Step } from '../functional/recurrent'
import { Recurrent, type RecurrentOptions } from './recurrent-base'

/** Networks whose state is h alone: [layers·directions, N, hiddenSize]. */
abstract class SingleState extends Recurrent<Tensor> {
  protected override toMemory(state: Tensor): Memory {
    return [state]
  }

  protected override fromMemory([h]: Memory): Tensor {
    return h!
  }
}

export interface RecurrentArguments extends RecurrentOptions {
  inputSize: number
  hiddenSize: number
}
export interface RNNOptions extends RecurrentOptions {
  /** Default 'tanh'. */
  nonlinearity?: Nonlinearity
}
export type RNNArguments = RNNOptions & RecurrentArguments

/**
 * h = tanh(W_ih x + b_ih + W_hh h + b_hh) at every step. Called with (x, h): x [T, N, in] ([N, T, in] with batchFirst, [T, in] without
 * a batch), h [layers·directions, N, hidden], zeros where it is not given → [outputs, h]. Parameters uniform in ±1/√hiddenSize at
 * first: `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, …, with `_reverse` for the other direction. Throws ShapeError.
 */
export class RNN extends SingleState {
  static override readonly name: string = 'RNN'

  constructor(inputSize: number, hiddenSize: number, options?: RNNOptions)
  constructor(named: RNNArguments)
  constructor(...args: unknown[]) {
    super('RNN', args, 1, { nonlinearity: 'tanh' })
  }

  protected override get step(): Step {
    return rnnStep(this.nonlinearity!)
  }
}

/**
 * Gated recurrent units; gates r, z, n lie one after the other in the weights. n = tanh(x_n + r·h_n), h = (1 − z)·n + z·h.
 * Called and named as RNN.
 */
export class GRU extends SingleState {
  static override readonly name: string = 'GRU'

  constructor(inputSize: number, hiddenSize: number, options?: RecurrentOptions)
  constructor(named: RecurrentArguments)
  constructor(...args: unknown[]) {
    super('GRU', args, 3, {})
  }

  protected override get step(): Step {
    return gruStep
  }
}

export interface LSTMOptions extends RecurrentOptions {
  /** Projects h to fewer numbers, by `weight_hr_l0`. Default 0: not. */
  projSize?: number
}
export type LSTMArguments = LSTMOptions & RecurrentArguments
export type LSTMState = readonly [h: Tensor, c: Tensor]

/**
 * Long short-term memory; gates i, f, g, o lie one after the other in the weights. c = f·c + i·g, h = o·tanh(c). Called with
 * (x, [h, c]) → [outputs, [h, c]]; otherwise as RNN.
 */
export class LSTM extends Recurrent<LSTMState> {
  static override readonly name: string = 'LSTM'

  constructor(inputSize: number, hiddenSize: number, options?: LSTMOptions)
  constructor(named: LSTMArguments)
  constructor(...args: unknown[]) {
    super('LSTM', args, 4, { projSize: 0 })
  }

  protected override get step(): Step {
    return lstmStep
  }

  protected override memorySizes(): number[] {
    return [this.projSize || this.hiddenSize, this.hiddenSize]
  }

  protected override toMemory(state: LSTMState): Memory {
    return state
  }

  protected override fromMemory([h, c]: Memory): LSTMState {
    return [h!, c!]
  }
}
