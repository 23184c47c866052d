/* The layers of a transformer: attention and a small network, each beside a way around it. */
import { checkOptions } from '@torchlet/tensor-core/fused'
import { ArgumentError, add, type Tensor } from '@torchlet/tensor-core/ops'
import { gelu, relu } from '../functional/activations'
import { checkCount, layerArguments } from '../layer-arguments'
import { takesActivation } from '../module/epilogue'
import { Module } from '../module/module'
import { MultiheadAttention } from './attention'
import { Dropout } from './dropout'
import { LayerNorm } from './layer-norm'
import { Linear } from './linear'

export type TransformerActivation = 'relu' | 'gelu' | ((x: Tensor) => Tensor)

export interface TransformerLayerOptions {
  /** The size of the small network's middle. Default 2048. */
  dimFeedforward?: number
  /** Default 0.1. */
  dropout?: number
  /** Default 'relu'. */
  activation?: TransformerActivation
  /** Default 1e-5. */
  layerNormEps?: number
  /** Whether inputs are [N, L, E] instead of [L, N, E]. Default false. */
  batchFirst?: boolean
  /** Whether norms stand before attention and network instead of behind. Default false. */
  normFirst?: boolean
  /** Whether linear layers and norms have biases. Default true. */
  bias?: boolean
}
export interface TransformerLayerArguments extends TransformerLayerOptions {
  dModel: number
  nhead: number
}

const DEFAULTS = {
  dimFeedforward: 2048,
  dropout: 0.1,
  activation: 'relu',
  layerNormEps: 1e-5,
  batchFirst: false,
  normFirst: false,
  bias: true,
} as const

function activationOf(activation: TransformerActivation): (x: Tensor) => Tensor {
  if (typeof activation === 'function') return activation
  if (activation !== 'relu' && activation !== 'gelu')
    throw new ArgumentError(`activation should be relu/gelu, not ${String(activation)}`)
  return activation === 'relu' ? relu : gelu
}

type Maybe<T> = T | null | undefined

/** Options for an attention whose weights nobody sees. */
const looking = (attnMask: Maybe<Tensor>, keyPaddingMask: Maybe<Tensor>, isCausal: Maybe<boolean>) => ({
  attnMask: attnMask ?? null,
  keyPaddingMask: keyPaddingMask ?? null,
  isCausal: isCausal ?? false,
  needWeights: false,
})

/** What encoder and decoder layers share. */
abstract class TransformerLayer<Args extends unknown[]> extends Module<Args, Tensor> {
  readonly given: Readonly<Required<TransformerLayerArguments>>
  readonly normFirst: boolean
  declare self_attn: MultiheadAttention
  declare linear1: Linear
  declare dropout: Dropout
  declare linear2: Linear

  constructor(dModel: number, nhead: number, options?: TransformerLayerOptions)
  constructor(named: TransformerLayerArguments)
  constructor(...args: unknown[]) {
    super()
    const layer = new.target.name
    this.given = layerArguments<TransformerLayerArguments>(layer, args, ['dModel', 'nhead'], DEFAULTS)
    checkCount(layer, 'dimFeedforward', this.given.dimFeedforward)
    activationOf(this.given.activation)
    this.normFirst = this.given.normFirst
    this.makeParts()
  }

  /** Registers the parts, in PyTorch's order. */
  protected abstract makeParts(): void

  protected makeAttention(): MultiheadAttention {
    const { dModel, nhead, dropout, batchFirst, bias } = this.given
    return new MultiheadAttention(dModel, nhead, { dropout, batchFirst, bias })
  }

  protected makeNetwork(): void {
    const { dModel, dimFeedforward, dropout, bias } = this.given
    this.registerModule('linear1', new Linear(dModel, dimFeedforward, { bias }))
    this.registerModule('dropout', new Dropout({ p: dropout }))
    this.registerModule('linear2', new Linear(dimFeedforward, dModel, { bias }))
  }

  protected makeNorms(count: number): void {
    const { dModel, dropout, layerNormEps, bias } = this.given
    const numbers = Array.from({ length: count }, (_, i) => i + 1)
    for (const i of numbers) this.registerModule(`norm${i}`, new LayerNorm(dModel, { eps: layerNormEps, bias }))
    for (const i of numbers) this.registerModule(`dropout${i}`, new Dropout({ p: dropout }))
  }

  protected network(x: Tensor): Tensor {
    const { linear1, given } = this
    const named = typeof given.activation === 'string' && takesActivation(linear1)
    const middle = named ? linear1.forwardThen(x, given.activation) : activationOf(given.activation)(linear1(x))
    return this.linear2(this.dropout(middle))
  }

  /** x and what `part` makes of it, normed before or behind. */
  protected beside(x: Tensor, norm: LayerNorm, drop: Dropout, part: (x: Tensor) => Tensor): Tensor {
    return this.normFirst ? add(x, drop(part(norm(x)))) : norm(add(x, drop(part(x))))
  }
}

export interface EncoderLayerMasks {
  /** Bool: true where a query must not look; or numbers that are added. [L, L] or [N·heads, L, L]. Default null. */
  srcMask?: Tensor | null
  /** Bool: true for tokens that do not count. [N, L] or [L]. Default null. */
  srcKeyPaddingMask?: Tensor | null
  /** Says that `srcMask`, which must be there, is the causal one. Default false. */
  isCausal?: boolean
}

/**
 * Self attention, then linear2(activation(linear1(x))), each with dropout, a way around it, and a norm. Called with (src, {
 * srcMask, srcKeyPaddingMask }): [L, N, dModel] ([N, L, dModel] with batchFirst, or [L, dModel]) → the same shape. Throws
 * ArgumentError where the heads do not divide dModel, ShapeError for inputs and masks that do not fit.
 */
export class TransformerEncoderLayer extends TransformerLayer<[src: Tensor, masks?: EncoderLayerMasks]> {
  static override readonly name: string = 'TransformerEncoderLayer'
  declare norm1: LayerNorm
  declare norm2: LayerNorm
  declare dropout1: Dropout
  declare dropout2: Dropout

  protected override makeParts(): void {
    this.registerModule('self_attn', this.makeAttention())
    this.makeNetwork()
    this.makeNorms(2)
  }

  override forward(src: Tensor, masks: EncoderLayerMasks = {}): Tensor {
    checkOptions(masks, ['srcMask', 'srcKeyPaddingMask', 'isCausal'], this.constructor.name)
    const own = looking(masks.srcMask, masks.srcKeyPaddingMask, masks.isCausal)
    const x = this.beside(src, this.norm1, this.dropout1, (y) => this.self_attn(y, y, y, own)[0])
    return this.beside(x, this.norm2, this.dropout2, (y) => this.network(y))
  }
}

export interface DecoderMasks {
  /** For self attention, [T, T] or [N·heads, T, T]. Bool: true where a query must not look; or numbers that are added. Default null. */
  tgtMask?: Tensor | null
  /** The same for attention to the memory, [T, S] or [N·heads, T, S]. Default null. */
  memoryMask?: Tensor | null
  /** Bool: true for target tokens that do not count. [N, T] or [T]. Default null. */
  tgtKeyPaddingMask?: Tensor | null
  /** Bool: true for tokens of the memory that do not count. [N, S] or [S]. Default null. */
  memoryKeyPaddingMask?: Tensor | null
  /** Says that `tgtMask`, which must be there, is the causal one. Default false. */
  tgtIsCausal?: boolean
  /** Says that `memoryMask`, which must be there, is the causal one. Default false. */
  memoryIsCausal?: boolean
}

export const DECODER_MASKS = [
  'tgtMask',
  'memoryMask',
  'tgtKeyPaddingMask',
  'memoryKeyPaddingMask',
  'tgtIsCausal',
  'memoryIsCausal',
]

/**
 * Self attention, attention to what the encoder gave, then linear2(activation(linear1(x))), each with dropout, a way around it,
 * and a norm. Called with (tgt, memory, masks): [T, N, dModel], [S, N, dModel] ([N, …] first with batchFirst, or without N) →
 * [T, N, dModel]. Throws ArgumentError where the heads do not divide dModel, ShapeError for inputs and masks that do not fit.
 */
export class TransformerDecoderLayer extends TransformerLayer<[tgt: Tensor, memory: Tensor, masks?: DecoderMasks]> {
  static override readonly name: string = 'TransformerDecoderLayer'
  declare multihead_attn: MultiheadAttention
  declare norm1: LayerNorm
  declare norm2: LayerNorm
  declare norm3: LayerNorm
  declare dropout1: Dropout
  declare dropout2: Dropout
  declare dropout3: Dropout

  protected override makeParts(): void {
    this.registerModule('self_attn', this.makeAttention())
    this.registerModule('multihead_attn', this.makeAttention())
    this.makeNetwork()
    this.makeNorms(3)
  }

  override forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    checkOptions(masks, DECODER_MASKS, this.constructor.name)
    const own = looking(masks.tgtMask, masks.tgtKeyPaddingMask, masks.tgtIsCausal)
    const other = looking(masks.memoryMask, masks.memoryKeyPaddingMask, masks.memoryIsCausal)
    const x = this.beside(tgt, this.norm1, this.dropout1, (y) => this.self_attn(y, y, y, own)[0])
    const z = this.beside(x, this.norm2, this.dropout2, (y) => this.multihead_attn(y, memory, memory, other)[0])
    return this.beside(z, this.norm3, this.dropout3, (y) => this.network(y))
  }
}
