/* A character LSTM, named as PyTorch's word_language_model: encoder, rnn, decoder. */
import * as nn from '@torchlet/nn'
import type { Tensor } from '@torchlet/tensor-core'

export interface CharLSTMOptions {
  /** How many characters there are. Default 128: ASCII. */
  vocabulary?: number
  /** Default 256. */
  size?: number
  /** Default 2. */
  layers?: number
}

/** Characters [N, time] and any state so far → logits [N, time, vocabulary] of the next ones, and the new state. */
export class CharLSTM extends nn.Module<[characters: Tensor, state?: nn.LSTMState], [Tensor, nn.LSTMState]> {
  encoder: nn.Embedding
  rnn: nn.LSTM
  decoder: nn.Linear

  constructor({ vocabulary = 128, size = 256, layers = 2 }: CharLSTMOptions = {}) {
    super()
    this.encoder = new nn.Embedding(vocabulary, size)
    this.rnn = new nn.LSTM(size, size, { numLayers: layers, batchFirst: true })
    this.decoder = new nn.Linear(size, vocabulary)
  }

  override forward(characters: Tensor, state?: nn.LSTMState): [Tensor, nn.LSTMState] {
    const [outputs, next] = this.rnn(this.encoder(characters), state)
    return [this.decoder(outputs), next]
  }
}
