/* Recurrent networks. */
import { checkTensor, describe } from '@torchlet/tensor-core/fused'
import { ArgumentError, type Tensor } from '@torchlet/tensor-core/ops'
import { gruStep, lstmStep, type Memory, type Nonlinearity, rnnStep, type Step } from '../functional/recurrent'
import { Recurrent, type RecurrentOptions } from './recurrent-base'

/** Networks whose state is h alone: [layers·directions, N, hiddenSize]. */
abstract class SingleState<Options extends RecurrentOptions> extends Recurrent<Tensor, Options> {
  protected override toMemory(state: Tensor): Memory {
    checkTensor(state, `${this.constructor.name}: the state, h`)
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
 * h = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu, at every step. Called with (x, h): x [T, N, in] ([N, T, in] with
 * batchFirst, [T, in] without a batch) or a PackedSequence; h [layers·directions, N, hidden], zeros where it is not given →
 * [outputs, h], packed as x is. Parameters uniform in ±1/√hiddenSize at first: `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`,
 * `bias_hh_l0`, …, with `_reverse` for the other direction. Throws ShapeError where sizes do not fit.
 */
export class RNN extends SingleState<RNNOptions> {
  static override readonly name: string = 'RNN'

  protected override gates(): number {
    return 1
  }

  protected override ownDefaults(): RNNOptions {
    return { nonlinearity: 'tanh' }
  }

  protected override get step(): Step {
    return rnnStep(this.nonlinearity!)
  }
}

/**
 * Gated recurrent units: n = tanh(x_n + r·h_n), h = (1 − z)·n + z·h at every step; gates r, z, n lie one after the other in the
 * weights. Called with (x, h): x [T, N, in] ([N, T, in] with batchFirst, [T, in] without a batch) or a PackedSequence; h
 * [layers·directions, N, hidden] → [outputs, h]; parameters as in `RNN`. Throws ShapeError where sizes do not fit.
 */
export class GRU extends SingleState<RecurrentOptions> {
  static override readonly name: string = 'GRU'

  protected override gates(): number {
    return 3
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
 * Long short-term memory: c = f·c + i·g, h = o·tanh(c) at every step; gates i, f, g, o lie one after the other in the weights.
 * Called with (x, [h, c]): x [T, N, in] ([N, T, in] with batchFirst, [T, in] without a batch) or a PackedSequence; h
 * [layers·directions, N, projSize or hidden], c [layers·directions, N, hidden] → [outputs, [h, c]]; parameters as in `RNN`, and
 * `weight_hr_l0`, … for projections. Throws ShapeError where sizes do not fit.
 */
export class LSTM extends Recurrent<LSTMState, LSTMOptions> {
  static override readonly name: string = 'LSTM'

  protected override gates(): number {
    return 4
  }

  protected override ownDefaults(): LSTMOptions {
    return { projSize: 0 }
  }

  protected override get step(): Step {
    return lstmStep
  }

  protected override memorySizes(): number[] {
    return [this.projSize || this.hiddenSize, this.hiddenSize]
  }

  protected override toMemory(state: LSTMState): Memory {
    if (!Array.isArray(state) || state.length !== 2)
      throw new ArgumentError(`LSTM: the state is [h, c], got ${describe(state)}`)
    for (const part of state) checkTensor(part, 'LSTM: the state, [h, c]')
    return state
  }

  protected override fromMemory([h, c]: Memory): LSTMState {
    return [h!, c!]
  }
}
