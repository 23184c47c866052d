import { checkOptions, checkTensor } from '@torchlet/tensor-core/fused'
import { ArgumentError, empty, ShapeError, type Tensor, transpose, zeros } from '@torchlet/tensor-core/ops'
import { type MultiHeadAttentionOptions, multiHeadAttentionForward } from '../functional/attention'
import { lean } from '../functional/lean'
import { xavierNormal_, xavierUniform_ } from '../init'
import { checkCount, layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { Parameter } from '../parameter'
import { Linear } from './linear'

/** A Linear under the name that PyTorch prints inside an attention. */
class NonDynamicallyQuantizableLinear extends Linear {
  static override readonly name: string = 'NonDynamicallyQuantizableLinear'
}

export interface MultiheadAttentionOptions {
  /** In training, the probability that a weight is dropped. Default 0. */
  dropout?: number
  /** Whether the projections have biases. Default true. */
  bias?: boolean
  /** Adds a learned key and value to each sequence. Default false. */
  addBiasKv?: boolean
  /** Adds a key and value of zeros. Default false. */
  addZeroAttn?: boolean
  /** The size of keys. Default embedDim. */
  kdim?: number | null
  /** The size of values. Default embedDim. */
  vdim?: number | null
  /** Whether inputs are [N, L, E] instead of [L, N, E]. Default false. */
  batchFirst?: boolean
}
export interface MultiheadAttentionArguments extends MultiheadAttentionOptions {
  embedDim: number
  numHeads: number
}
export interface AttentionCallOptions
  extends Pick<
    MultiHeadAttentionOptions,
    'needWeights' | 'averageAttnWeights' | 'attnMask' | 'keyPaddingMask' | 'isCausal'
  > {}

const CALL_OPTIONS = ['needWeights', 'averageAttnWeights', 'attnMask', 'keyPaddingMask', 'isCausal']

/**
 * softmax(Q Kᵀ/√d)·V in `numHeads` heads of d = embedDim/numHeads, with projections before and behind. Called with
 * (query, key, value, { keyPaddingMask, needWeights, attnMask, averageAttnWeights }): [L, N, E], [S, N, kdim], [S, N, vdim] ([N, …] first
 * with batchFirst, or without N) → [output, weights or null]. Parameters: `in_proj_weight` [3E, E] (or `q_proj_weight`,
 * `k_proj_weight`, `v_proj_weight` where kdim or vdim differ), `in_proj_bias`, `out_proj`, and `bias_k`, `bias_v`; Xavier uniform and
 * zeros at first. Throws ArgumentError where the heads do not divide, ShapeError for masks and inputs that do not fit.
 */
export class MultiheadAttention extends Module<
  [query: Tensor, key: Tensor, value: Tensor, options?: AttentionCallOptions],
  [Tensor, Tensor | null]
> {
  static override readonly name: string = 'MultiheadAttention'
  readonly embedDim: number
  readonly numHeads: number
  readonly dropout: number
  readonly batchFirst: boolean
  readonly addZeroAttn: boolean
  declare in_proj_weight: Parameter | null
  declare q_proj_weight: Parameter | null
  declare k_proj_weight: Parameter | null
  declare v_proj_weight: Parameter | null
  declare in_proj_bias: Parameter | null
  declare out_proj: Linear
  declare bias_k: Parameter | null
  declare bias_v: Parameter | null

  constructor(embedDim: number, numHeads: number, options?: MultiheadAttentionOptions)
  constructor(named: MultiheadAttentionArguments)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<MultiheadAttentionArguments>('MultiheadAttention', args, ['embedDim', 'numHeads'], {
      dropout: 0,
      bias: true,
      addBiasKv: false,
      addZeroAttn: false,
      kdim: null,
      vdim: null,
      batchFirst: false,
    })
    const { embedDim, numHeads, bias } = given
    checkCount('MultiheadAttention', 'embedDim', embedDim)
    checkCount('MultiheadAttention', 'numHeads', numHeads)
    if (embedDim % numHeads !== 0)
      throw new ArgumentError(`embed_dim must be divisible by num_heads, got ${embedDim} and ${numHeads}`)
    this.embedDim = embedDim
    this.numHeads = numHeads
    this.dropout = given.dropout
    this.batchFirst = given.batchFirst
    this.addZeroAttn = given.addZeroAttn
    const [kdim, vdim] = [given.kdim ?? embedDim, given.vdim ?? embedDim]
    const isPacked = kdim === embedDim && vdim === embedDim
    const matrix = (rows: number, columns: number, there: boolean): Parameter | null =>
      there ? new Parameter(empty([rows, columns])) : null
    this.registerParameter('q_proj_weight', matrix(embedDim, embedDim, !isPacked))
    this.registerParameter('k_proj_weight', matrix(embedDim, kdim, !isPacked))
    this.registerParameter('v_proj_weight', matrix(embedDim, vdim, !isPacked))
    this.registerParameter('in_proj_weight', matrix(3 * embedDim, embedDim, isPacked))
    this.registerParameter('in_proj_bias', bias ? new Parameter(zeros([3 * embedDim])) : null)
    this.registerModule('out_proj', new NonDynamicallyQuantizableLinear(embedDim, embedDim, { bias }))
    const extra = (): Parameter | null => (given.addBiasKv ? new Parameter(empty([1, 1, embedDim])) : null)
    this.registerParameter('bias_k', extra())
    this.registerParameter('bias_v', extra())
    this.draw()
  }

  /** The first values, drawn in PyTorch's order. */
  protected draw(): void {
    for (const weight of [this.in_proj_weight, this.q_proj_weight, this.k_proj_weight, this.v_proj_weight])
      if (weight) xavierUniform_(weight)
    if (this.out_proj.bias) this.out_proj.bias = new Parameter(zeros([this.embedDim]))
    for (const extra of [this.bias_k, this.bias_v]) if (extra) xavierNormal_(extra)
  }

  override forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: AttentionCallOptions = {},
  ): [Tensor, Tensor | null] {
    for (const [name, x] of Object.entries({ query, key, value })) checkTensor(x, `MultiheadAttention: ${name}`)
    if (query.shape.at(-1) !== this.embedDim)
      throw new ShapeError(
        `MultiheadAttention: was expecting embedding dimension of ${this.embedDim}, but got ${query.shape.at(-1)} (query ${query.shape})`,
      )
    checkOptions(options, CALL_OPTIONS, 'MultiheadAttention')
    return lean((q: Tensor) => this.attend(q, key, value, options))(query)
  }

  protected attend(query: Tensor, key: Tensor, value: Tensor, options: AttentionCallOptions): [Tensor, Tensor | null] {
    const swaps = this.batchFirst && query.ndim === 3
    const [q, k, v] = [query, key, value].map((x) => (swaps ? transpose(x, 0, 1) : x)) as [Tensor, Tensor, Tensor]
    const weights = {
      inProjWeight: this.in_proj_weight,
      qProjWeight: this.q_proj_weight,
      kProjWeight: this.k_proj_weight,
      vProjWeight: this.v_proj_weight,
      inProjBias: this.in_proj_bias,
      outProjWeight: this.out_proj.weight,
      outProjBias: this.out_proj.bias,
      biasK: this.bias_k,
      biasV: this.bias_v,
    }
    const { addZeroAttn, dropout: dropoutP, training } = this
    const [out, seen] = multiHeadAttentionForward(q, k, v, this.numHeads, weights, {
      ...options,
      addZeroAttn,
      dropoutP,
      training,
    })
    return [swaps ? transpose(out, 0, 1) : out, seen]
  }
}
