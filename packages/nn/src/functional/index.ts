/*
 * torch.nn.functional: what layers compute, as functions. The types of tensor-core's options are exported there: a namespace's
 * declaration file cannot pass on types of another package.
 */
export {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  pad,
} from '@torchlet/tensor-core/fused'
export { oneHot } from '@torchlet/tensor-core/ops'
export {
  celu,
  elu,
  type GeluOptions,
  gelu,
  glu,
  type HardtanhOptions,
  hardshrink,
  hardsigmoid,
  hardswish,
  hardtanh,
  leakyRelu,
  logSoftmax,
  logsigmoid,
  mish,
  prelu,
  type RreluOptions,
  relu,
  relu6,
  rrelu,
  selu,
  sigmoid,
  silu,
  softmax,
  softmin,
  softplus,
  softshrink,
  softsign,
  tanh,
  tanhshrink,
  threshold,
} from './activations'
export {
  type AttentionWeights,
  type MultiHeadAttentionOptions,
  multiHeadAttentionForward,
  scaledDotProductAttention,
} from './attention'
export {
  type CrossEntropyOptions,
  crossEntropy,
  type MultilabelSoftMarginOptions,
  type MultiMarginOptions,
  multilabelMarginLoss,
  multilabelSoftMarginLoss,
  multiMarginLoss,
  type NllOptions,
  nllLoss,
} from './class-losses'
export { type CtcLossOptions, ctcLoss } from './ctc-loss'
export {
  type CosineSimilarityOptions,
  cosineSimilarity,
  type PairwiseDistanceOptions,
  pairwiseDistance,
} from './distance'
export {
  alphaDropout,
  type DropoutFunctionOptions,
  dropout,
  dropout1d,
  dropout2d,
  dropout3d,
  featureAlphaDropout,
} from './dropout'
export { type EmbeddingFunctionOptions, embedding } from './embedding'
export { type EmbeddingBagFunctionOptions, embeddingBag } from './embedding-bag'
export { affineGrid, type GridSampleOptions, gridSample } from './grid-sample'
export { type InterpolateMode, type InterpolateOptions, interpolate } from './interpolate'
export { bilinear, linear } from './linear'
export {
  type BinaryCrossEntropyOptions,
  type BinaryCrossEntropyWithLogitsOptions,
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  cosineEmbeddingLoss,
  type GaussianNllOptions,
  gaussianNllLoss,
  type HuberOptions,
  hingeEmbeddingLoss,
  huberLoss,
  type KLDivOptions,
  klDiv,
  l1Loss,
  type MarginOptions,
  marginRankingLoss,
  mseLoss,
  type PoissonNllOptions,
  poissonNllLoss,
  type SmoothL1Options,
  smoothL1Loss,
  softMarginLoss,
  type TripletMarginOptions,
  tripletMarginLoss,
} from './losses'
export {
  batchNorm,
  groupNorm,
  instanceNorm,
  layerNorm,
  localResponseNorm,
  type NormalizeOptions,
  normalize,
  type ResponseNormOptions,
  rmsNorm,
} from './normalization'
export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type LPPoolOptions,
  lpPool1d,
  lpPool2d,
  lpPool3d,
  type MaxUnpoolOptions,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
} from './pooling'
export type { LossOptions, Reduction } from './reduction'
export { channelShuffle, fold, pixelShuffle, pixelUnshuffle, unfold } from './vision'
