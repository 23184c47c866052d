/* Tables of rows that are read by number. */
import { ArgumentError, empty, fill_, normal_, ShapeError, select, type Tensor } from '@torchlet/tensor-core/ops'
import { embedding } from '../functional/embedding'
import { type BagMode, embeddingBag } from '../functional/embedding-bag'
import { checkCount, layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { Parameter } from '../parameter'
import { float } from '../python-text'

export interface EmbeddingOptions {
  /** A row that is zeros at first and not trained. Negative: from the end. Default null: none. */
  paddingIdx?: number | null
  /** Rows that are read and whose norm is greater are scaled down to it, in the table itself. Default null: none. */
  maxNorm?: number | null
  /** The order of that norm. Default 2. */
  normType?: number
  /** For gradients only, which there are none of here. Default false. */
  scaleGradByFreq?: boolean
  /** For gradients only. Default false. */
  sparse?: boolean
}
export interface EmbeddingArguments extends EmbeddingOptions {
  numEmbeddings: number
  embeddingDim: number
}
export interface FromPretrainedOptions {
  /** Whether the table stays as it is in training. Default true. */
  freeze?: boolean
}

const DEFAULTS = { paddingIdx: null, maxNorm: null, normType: 2, scaleGradByFreq: false, sparse: false } as const

/** What Embedding and EmbeddingBag share: the table. */
abstract class Table<Args extends unknown[]> extends Module<Args, Tensor> {
  readonly numEmbeddings: number
  readonly embeddingDim: number
  readonly paddingIdx: number | null
  readonly maxNorm: number | null
  readonly normType: number
  readonly scaleGradByFreq: boolean
  readonly sparse: boolean
  declare weight: Parameter

  constructor(layer: string, given: Required<EmbeddingArguments>) {
    super()
    checkCount(layer, 'numEmbeddings', given.numEmbeddings, 0)
    checkCount(layer, 'embeddingDim', given.embeddingDim, 0)
    this.numEmbeddings = given.numEmbeddings
    this.embeddingDim = given.embeddingDim
    this.paddingIdx = paddingRow(given.paddingIdx, given.numEmbeddings)
    this.maxNorm = given.maxNorm
    this.normType = given.normType
    this.scaleGradByFreq = given.scaleGradByFreq
    this.sparse = given.sparse
    const weight = normal_(new Parameter(empty([given.numEmbeddings, given.embeddingDim])))
    if (this.paddingIdx !== null) fill_(select(weight, 0, this.paddingIdx), 0)
    this.registerParameter('weight', weight as Parameter)
  }

  protected renormText(): string[] {
    return [
      ...(this.maxNorm === null ? [] : [`max_norm=${float(this.maxNorm)}`]),
      ...(this.normType === 2 ? [] : [`norm_type=${float(this.normType)}`]),
      ...(this.scaleGradByFreq ? ['scale_grad_by_freq=True'] : []),
    ]
  }
}

function paddingRow(paddingIdx: number | null, rows: number): number | null {
  if (paddingIdx === null) return null
  if (!Number.isInteger(paddingIdx) || paddingIdx < -rows || paddingIdx >= rows)
    throw new ArgumentError(`Padding_idx must be within num_embeddings, got ${paddingIdx} of ${rows}`)
  return paddingIdx < 0 ? paddingIdx + rows : paddingIdx
}

/** A layer of this class over a table that is there already. */
function pretrained<L extends { weight: Parameter }>(
  layer: new (numEmbeddings: number, embeddingDim: number, options: never) => L,
  embeddings: Tensor,
  { freeze = true, paddingIdx = null, ...options }: FromPretrainedOptions & EmbeddingOptions,
): L {
  if (embeddings.ndim !== 2)
    throw new ShapeError(`Embeddings parameter is expected to be 2-dimensional, got ${embeddings.shape}`)
  const [rows, columns] = embeddings.shape as unknown as [number, number]
  // Made without rows: no random numbers are drawn for a table that is given.
  const made = new layer(0, columns, options as never)
  made.weight = new Parameter(embeddings, { requiresGrad: !freeze })
  return Object.assign(made, { numEmbeddings: rows, paddingIdx: paddingRow(paddingIdx, rows) })
}

/**
 * Rows of a table. Called with int64 or int32 numbers of any shape → [..., embeddingDim]; weight: [numEmbeddings, embeddingDim],
 * normal at first. Throws IndexError for a row that is not there.
 */
export class Embedding extends Table<[Tensor]> {
  static override readonly name: string = 'Embedding'

  constructor(numEmbeddings: number, embeddingDim: number, options?: EmbeddingOptions)
  constructor(named: EmbeddingArguments)
  constructor(...args: unknown[]) {
    super(
      'Embedding',
      layerArguments<EmbeddingArguments>('Embedding', args, ['numEmbeddings', 'embeddingDim'], DEFAULTS),
    )
  }

  /** A layer over a table that is there already, [rows, columns], which it shares. */
  static fromPretrained(embeddings: Tensor, options: FromPretrainedOptions & EmbeddingOptions = {}): Embedding {
    return pretrained(Embedding, embeddings, options)
  }

  override forward(input: Tensor): Tensor {
    const { paddingIdx, maxNorm, normType } = this
    return embedding(input, this.weight, { paddingIdx, maxNorm, normType })
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === null ? [] : [`padding_idx=${this.paddingIdx}`]
    const sparse = this.sparse ? ['sparse=True'] : []
    return [this.numEmbeddings, this.embeddingDim, ...padding, ...this.renormText(), ...sparse].join(', ')
  }
}

export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** Default 'mean'. */
  mode?: BagMode
  /** Whether the last offset says where the last bag ends. Default false. */
  includeLastOffset?: boolean
}
export interface EmbeddingBagArguments extends EmbeddingBagOptions {
  numEmbeddings: number
  embeddingDim: number
}

/**
 * Sums, means or maxima of bags of rows. Called with (input, offsets, perSampleWeights): [bags, size], or [n] and where each bag
 * begins → [bags, embeddingDim]. Throws IndexError for a row that is not there.
 */
export class EmbeddingBag extends Table<[Tensor, (Tensor | null)?, (Tensor | null)?]> {
  static override readonly name: string = 'EmbeddingBag'
  readonly mode: BagMode
  readonly includeLastOffset: boolean

  constructor(numEmbeddings: number, embeddingDim: number, options?: EmbeddingBagOptions)
  constructor(named: EmbeddingBagArguments)
  constructor(...args: unknown[]) {
    const given = layerArguments<EmbeddingBagArguments>('EmbeddingBag', args, ['numEmbeddings', 'embeddingDim'], {
      ...DEFAULTS,
      mode: 'mean',
      includeLastOffset: false,
    })
    super('EmbeddingBag', given)
    this.mode = given.mode
    this.includeLastOffset = given.includeLastOffset
  }

  /** A layer over a table that is there already, [rows, columns], which it shares. */
  static fromPretrained(embeddings: Tensor, options: FromPretrainedOptions & EmbeddingBagOptions = {}): EmbeddingBag {
    return pretrained(EmbeddingBag, embeddings, options)
  }

  override forward(input: Tensor, offsets: Tensor | null = null, perSampleWeights: Tensor | null = null): Tensor {
    const { mode, includeLastOffset, paddingIdx, maxNorm, normType } = this
    const options = { mode, includeLastOffset, paddingIdx, maxNorm, normType, perSampleWeights }
    return embeddingBag(input, this.weight, offsets, options)
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === null ? [] : [`padding_idx=${this.paddingIdx}`]
    return [this.numEmbeddings, this.embeddingDim, ...this.renormText(), `mode=${this.mode}`, ...padding].join(', ')
  }
}
