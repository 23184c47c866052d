/* Stacks of transformer layers, and the encoder and decoder that make a transformer. */
import { checkOptions, checkTensor } from '@torchlet/tensor-core/fused'
import { full, ShapeError, type Tensor, triu } from '@torchlet/tensor-core/ops'
import { ModuleList } from '../containers/module-list'
import { xavierUniform_ } from '../init'
import { checkCount, layerArguments } from '../layer-arguments'
import { deepcopy } from '../module/deepcopy'
import { typeName } from '../module/members'
import { type AnyModule, isModule, Module } from '../module/module'
import { LayerNorm } from './layer-norm'
import {
  DECODER_MASKS,
  type DecoderMasks,
  type EncoderLayerMasks,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from './transformer-layers'

/** `count` copies of this layer. */
function stacked(what: string, layer: AnyModule, count: number): ModuleList {
  checkCount(what, 'numLayers', count, 0)
  if (!isModule(layer)) throw new TypeError(`${what}: ${typeName(layer)} is not a Module subclass`)
  return new ModuleList(Array.from({ length: count }, () => deepcopy(layer)))
}

export interface StackOptions {
  /** Applied to the result. Default null. */
  norm?: Module | null
}
export interface EncoderMasks {
  /** Bool: true where a query must not look; or numbers that are added. [L, L] or [N·heads, L, L]. Default null. */
  mask?: Tensor | null
  /** Bool: true for tokens that do not count. [N, L] or [L]. Default null. */
  srcKeyPaddingMask?: Tensor | null
  /** Says that `mask`, which must be there, is the causal one. Default false. */
  isCausal?: boolean
}

/**
 * `numLayers` deep copies of an encoder layer one after the other, and a norm. Called with (src, { mask, srcKeyPaddingMask }):
 * [L, N, dModel] ([N, L, dModel] with batchFirst, or [L, dModel]) → the same shape. Throws ShapeError for inputs and masks that
 * do not fit.
 */
export class TransformerEncoder extends Module<[src: Tensor, masks?: EncoderMasks], Tensor> {
  static override readonly name: string = 'TransformerEncoder'
  readonly layers: ModuleList
  readonly numLayers: number
  declare norm: Module | null

  constructor(
    encoderLayer: Module<[Tensor, EncoderLayerMasks?], Tensor>,
    numLayers: number,
    options?: StackOptions & { enableNestedTensor?: boolean },
  )
  constructor(...args: unknown[]) {
    super()
    type Arguments = {
      encoderLayer: AnyModule
      numLayers: number
      enableNestedTensor: boolean
    } & StackOptions
    const names = ['encoderLayer', 'numLayers'] as const
    const given = layerArguments<Arguments>('TransformerEncoder', args, names, { norm: null, enableNestedTensor: true })
    this.layers = stacked('TransformerEncoder', given.encoderLayer, given.numLayers)
    this.numLayers = given.numLayers
    this.registerModule('norm', given.norm)
  }

  override forward(src: Tensor, masks: EncoderMasks = {}): Tensor {
    checkOptions(masks, ['mask', 'srcKeyPaddingMask', 'isCausal'], 'TransformerEncoder')
    const { mask, ...others } = masks
    let x = src
    for (const layer of this.layers) x = layer(x, { srcMask: mask ?? null, ...others })
    return this.norm ? this.norm(x) : x
  }
}

/**
 * `numLayers` deep copies of a decoder layer one after the other, and a norm. Called with (tgt, memory, masks): [T, N, dModel],
 * [S, N, dModel] ([N, …] first with batchFirst, or without N) → [T, N, dModel]. Throws ShapeError for inputs and masks that do
 * not fit.
 */
export class TransformerDecoder extends Module<[tgt: Tensor, memory: Tensor, masks?: DecoderMasks], Tensor> {
  static override readonly name: string = 'TransformerDecoder'
  readonly layers: ModuleList
  readonly numLayers: number
  declare norm: Module | null

  constructor(decoderLayer: Module<[Tensor, Tensor, DecoderMasks?], Tensor>, numLayers: number, options?: StackOptions)
  constructor(...args: unknown[]) {
    super()
    type Arguments = { decoderLayer: AnyModule; numLayers: number } & StackOptions
    const names = ['decoderLayer', 'numLayers'] as const
    const given = layerArguments<Arguments>('TransformerDecoder', args, names, { norm: null })
    this.layers = stacked('TransformerDecoder', given.decoderLayer, given.numLayers)
    this.numLayers = given.numLayers
    this.registerModule('norm', given.norm)
  }

  override forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    checkOptions(masks, DECODER_MASKS, 'TransformerDecoder')
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
  /** In the place of the encoder. Default null. */
  customEncoder?: Module<[Tensor, EncoderMasks?], Tensor> | null
  /** In the place of the decoder. Default null. */
  customDecoder?: Module<[Tensor, Tensor, DecoderMasks?], Tensor> | null
}
export interface TransformerMasks extends DecoderMasks {
  /** For the encoder's self attention, [S, S] or [N·heads, S, S]. Default null. */
  srcMask?: Tensor | null
  /** Bool: true for source tokens that do not count. [N, S] or [S]. Default null. */
  srcKeyPaddingMask?: Tensor | null
  /** Says that `srcMask`, which must be there, is the causal one. Default false. */
  srcIsCausal?: boolean
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
    checkOptions(masks, ['srcMask', 'srcKeyPaddingMask', 'srcIsCausal', ...DECODER_MASKS], 'Transformer')
    for (const [name, x] of Object.entries({ src, tgt })) checkTensor(x, `Transformer: ${name}`)
    const { srcMask = null, srcKeyPaddingMask = null, srcIsCausal = false, ...others } = masks
    const batchAxis = this.batchFirst ? 0 : 1
    if (src.ndim !== tgt.ndim || (src.ndim === 3 && src.shape[batchAxis] !== tgt.shape[batchAxis]))
      throw new ShapeError(`the batch number of src and tgt must be equal, got ${src.shape} and ${tgt.shape}`)
    if (src.shape.at(-1) !== this.dModel || tgt.shape.at(-1) !== this.dModel)
      throw new ShapeError(
        `the feature number of src and tgt must be equal to d_model ${this.dModel}, got ${src.shape} and ${tgt.shape}`,
      )
    const memory = this.encoder(src, { mask: srcMask, srcKeyPaddingMask, isCausal: srcIsCausal })
    return this.decoder(tgt, memory, others)
  }

  /** The mask that lets each token look at those up to it: -Infinity above the diagonal. */
  static generateSquareSubsequentMask(size: number): Tensor {
    return triu(full([size, size], Number.NEGATIVE_INFINITY), { diagonal: 1 })
  }
}
