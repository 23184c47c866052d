import { ArgumentError, type Tensor } from '@torchlet/tensor-core/ops'
import { dropout } from '../functional'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { bool, number } from '../python-text'

export interface DropoutOptions {
  /** The probability that an element is set to zero. Default 0.5. */
  p?: number
  /** Overwrites the input. Default false. */
  inplace?: boolean
}

/** In training, zeroes elements with probability p and scales the others by 1 / (1 − p); otherwise gives x itself. */
export class Dropout extends Module {
  static override readonly name: string = 'Dropout'
  readonly p: number
  readonly inplace: boolean

  constructor(...args: [DropoutOptions?]) {
    super()
    const { p, inplace } = layerArguments<DropoutOptions>('Dropout', args, [], { p: 0.5, inplace: false })
    if (!(p >= 0 && p <= 1)) throw new ArgumentError(`dropout probability has to be between 0 and 1, but got ${p}`)
    this.p = p
    this.inplace = inplace
  }

  override forward(x: Tensor): Tensor {
    return dropout(x, { p: this.p, training: this.training, inplace: this.inplace })
  }

  override extraRepr(): string {
    return `p=${number(this.p)}, inplace=${bool(this.inplace)}`
  }
}
