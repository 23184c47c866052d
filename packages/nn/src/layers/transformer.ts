/* Stacks of transformer layers, and the encoder and decoder that make a transformer. */
import { ArgumentError, full, ShapeError, type Tensor, triu } from '@torchlet/tensor-core/ops'
import { ModuleList } from '../containers/module-list'
import { xavierUniform_ } from '../init'
import { checkCount, layerArguments } from '../layer-arguments'
import { type AnyModule, Module } from '../module/module'
import { LayerNorm } from './layer-norm'
import {
  type DecoderMasks,
  type EncoderLayerMasks,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from './transformer-layers'

/** A layer that can be copied: those of transformers can. */
type Cloneable<Args extends unknown[]> = Module<Args, Tensor> & { clone(): Module<Args, Tensor> }

/** `count` layers like this one. */
function stacked<Args extends unknown[]>(what: string, layer: Cloneable<Args>, count: number): ModuleList {
  checkCount(what, 'numLayers', count, 0)
  if (typeof layer?.clone !== 'function')
    throw new ArgumentError(`${what}: takes a layer with a clone() method, such as TransformerEncoderLayer`)
  return new ModuleList(Array.from({ length: count }, () => layer.clone() as AnyModule))
}

export interface StackOptions {
  /** Applied to the result. */
  norm?: Module | null
}
export interface EncoderMasks {
  /** Bool: true where a query must not look; or numbers that are added. */
  mask?: Tensor | null
  /** Bool: true for tokens that do not count. */
  srcKeyPaddingMask?: Tensor | null
}

/** `numLayers` copies of an encoder layer one after the other, and a norm. Called with (src, { mask, srcKeyPaddingMask }). */
export class TransformerEncoder extends Module<[src: Tensor, masks?: EncoderMasks], Tensor> {
  static override readonly name: string = 'TransformerEncoder'
  readonly layers: ModuleList
  readonly numLayers: number
  declare norm: Module | null

  constructor(
    encoderLayer: Cloneable<[Tensor, EncoderLayerMasks?]>,
    numLayers: number,
    options?: StackOptions & { enableNestedTensor?: boolean },
  )
  constructor(...args: unknown[]) {
    super()
    type Arguments = {
      encoderLayer: Cloneable<[Tensor]>
      numLayers: number
      enableNestedTensor: boolean
    } & StackOptions
    const names = ['encoderLayer', 'numLayers'] as const
    const given = layerArguments<Arguments>('TransformerEncoder', args, names, { norm: null, enableNestedTensor: true })
    this.layers = stacked('TransformerEncoder', given.encoderLayer, given.numLayers)
    this.numLayers = given.numLayers
    this.registerModule('norm', given.norm)
  }

  override forward(src: Tensor, { mask = null, srcKeyPaddingMask = null }: EncoderMasks = {}): Tensor {
    let x = src
    for (const layer of this.layers) x = layer(x, { srcMask: mask, srcKeyPaddingMask })
    return this.norm ? this.norm(x) : x
  }
}

/** `numLayers` copies of a decoder layer one after the other, and a norm. Called with (tgt, memory, masks). */
export class TransformerDecoder extends Module<[tgt: Tensor, memory: Tensor, masks?: DecoderMasks], Tensor> {
  static override readonly name: string = 'TransformerDecoder'
  readonly layers: ModuleList
  readonly numLayers: number
  declare norm: Module | null

  constructor(decoderLayer: Cloneable<[Tensor, Tensor, DecoderMasks?]>, numLayers: number, options?: StackOptions)
  constructor(...args: unknown[]) {
    super()
    type Arguments = { decoderLayer: Cloneable<[Tensor, Tensor]>; numLayers: number } & StackOptions
    const names = ['decoderLayer', 'numLayers'] as const
    const given = layerArguments<Arguments>('TransformerDecoder', args, names, { norm: null })
    this.layers = stacked('TransformerDecoder', given.decoderLayer, given.numLayers)
    this.numLayers = given.numLayers
    this.registerModule('norm', given.norm)
  }

  override forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    let x = tgt
    for (const layer of this.layers) x = layer(x, memory, masks)
    return this.norm ? this.norm(x) : x
  }
}

export interface TransformerOptions extends TransformerLayerOptions {
  /** Default 512. */
  dModel?: number
  /** Default 8. */
  nhead?: number
  /** Default 6. */
  numEncoderLayers?: number
  /** Default 6. */
  numDecoderLayers?: number
  /** In the place of the encoder. */
  customEncoder?: Module<[Tensor, EncoderMasks?], Tensor> | null
  /** In the place of the decoder. */
  customDecoder?: Module<[Tensor, Tensor, DecoderMasks?], Tensor> | null
}
export interface TransformerMasks extends DecoderMasks {
  srcMask?: Tensor | null
  srcKeyPaddingMask?: Tensor | null
}

/**
 * An encoder of `src` and a decoder of `tgt` that looks at what it gave (Vaswani et al., 2017). Called with (src, tgt, masks):
 * [S, N, dModel], [T, N, dModel] → [T, N, dModel] ([N, …] first with batchFirst, or without N). Matrices Xavier uniform at first.
 * Throws ShapeError where batches or sizes differ.
 */
export class Transformer extends Module<[src: Tensor, tgt: Tensor, masks?: TransformerMasks], Tensor> {
  static override readonly name: string = 'Transformer'
  readonly dModel: number
  readonly nhead: number
  readonly batchFirst: boolean
  declare encoder: Module<[Tensor, EncoderMasks?], Tensor>
  declare decoder: Module<[Tensor, Tensor, DecoderMasks?], Tensor>

  constructor(...args: [TransformerOptions?]) {
    super()
    const { dModel, nhead, numEncoderLayers, numDecoderLayers, customEncoder, customDecoder, ...options } =
      layerArguments<TransformerOptions>('Transformer', args, [], {
        dModel: 512,
        nhead: 8,
        numEncoderLayers: 6,
        numDecoderLayers: 6,
        dimFeedforward: 2048,
        dropout: 0.1,
        activation: 'relu',
        customEncoder: null,
        customDecoder: null,
        layerNormEps: 1e-5,
        batchFirst: false,
        normFirst: false,
        bias: true,
      })
    this.dModel = dModel
    this.nhead = nhead
    this.batchFirst = options.batchFirst
    const norm = (): LayerNorm => new LayerNorm(dModel, { eps: options.layerNormEps, bias: options.bias })
    this.registerModule(
      'encoder',
      customEncoder ??
        new TransformerEncoder(new TransformerEncoderLayer(dModel, nhead, options), numEncoderLayers, { norm: norm() }),
    )
    this.registerModule(
      'decoder',
      customDecoder ??
        new TransformerDecoder(new TransformerDecoderLayer(dModel, nhead, options), numDecoderLayers, { norm: norm() }),
    )
    for (const parameter of this.parameters()) if (parameter.ndim > 1) xavierUniform_(parameter)
  }

  override forward(src: Tensor, tgt: Tensor, masks: TransformerMasks = {}): Tensor {
    const { srcMask = null, srcKeyPaddingMask = null, ...others } = masks
    const batchAxis = this.batchFirst ? 0 : 1
    if (src.ndim !== tgt.ndim || (src.ndim === 3 && src.shape[batchAxis] !== tgt.shape[batchAxis]))
      throw new ShapeError(`the batch number of src and tgt must be equal, got ${src.shape} and ${tgt.shape}`)
    if (src.shape.at(-1) !== this.dModel || tgt.shape.at(-1) !== this.dModel)
      throw new ShapeError(
        `the feature number of src and tgt must be equal to d_model ${this.dModel}, got ${src.shape} and ${tgt.shape}`,
      )
    const memory = this.encoder(src, { mask: srcMask, srcKeyPaddingMask })
    return this.decoder(tgt, memory, others)
  }

  /** The mask that lets each token look at those up to it: -Infinity above the diagonal. */
  static generateSquareSubsequentMask(size: number): Tensor {
    return triu(full([size, size], Number.NEGATIVE_INFINITY), { diagonal: 1 })
  }
}
