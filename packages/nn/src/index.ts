/* PyTorch's nn for JavaScript: modules that are called, without autograd. */
export { ModuleDict } from './containers/module-dict'
export { ModuleList } from './containers/module-list'
export { ParameterDict, ParameterList } from './containers/parameter-containers'
export { Sequential } from './containers/sequential'
export * as functional from './functional/index'
export * as init from './init'
export {
  type DimOptions,
  Hardsigmoid,
  Hardswish,
  type InPlaceOptions,
  LogSigmoid,
  LogSoftmax,
  Mish,
  ReLU,
  ReLU6,
  SELU,
  Sigmoid,
  SiLU,
  Softmax,
  Softmax2d,
  Softmin,
  Softsign,
  Tanh,
  Tanhshrink,
} from './layers/activation'
export {
  type AlphaOption,
  CELU,
  ELU,
  Hardshrink,
  Hardtanh,
  type HardtanhLayerOptions,
  LeakyReLU,
  type LeakyReLUOptions,
  RReLU,
  type RReLUOptions,
  type ShrinkOptions,
  Softplus,
  type SoftplusOptions,
  Softshrink,
  Threshold,
  type ThresholdArguments,
} from './layers/activation-constants'
export { GELU, GLU, type GLUOptions, PReLU, type PReLUOptions } from './layers/activation-units'
export {
  type AdaptiveArguments,
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
  type AdaptiveMaxPoolArguments,
  type AdaptiveMaxPoolOptions,
  MaxUnpool1d,
  MaxUnpool2d,
  MaxUnpool3d,
  type MaxUnpoolArguments,
  type MaxUnpoolLayerOptions,
  type OutputSizeOption,
} from './layers/adaptive-pooling'
export {
  type AttentionCallOptions,
  MultiheadAttention,
  type MultiheadAttentionArguments,
  type MultiheadAttentionOptions,
} from './layers/attention'
export {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  type BatchNormArguments,
  type BatchNormLayerOptions,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
} from './layers/batch-norm'
export {
  CrossEntropyLoss,
  CTCLoss,
  MultiLabelMarginLoss,
  MultiLabelSoftMarginLoss,
  MultiMarginLoss,
  NLLLoss,
} from './layers/class-losses'
export {
  Conv1d,
  Conv2d,
  Conv3d,
  type ConvArguments,
  type ConvLayerOptions,
  type PaddingMode,
} from './layers/conv'
export {
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeArguments,
  type ConvTransposeLayerOptions,
} from './layers/conv-transpose'
export {
  CosineSimilarity,
  type CosineSimilarityLayerOptions,
  PairwiseDistance,
  type PairwiseDistanceLayerOptions,
} from './layers/distance'
export {
  AlphaDropout,
  Dropout,
  Dropout1d,
  Dropout2d,
  Dropout3d,
  type DropoutOptions,
  FeatureAlphaDropout,
} from './layers/dropout'
export {
  Embedding,
  type EmbeddingArguments,
  EmbeddingBag,
  type EmbeddingBagArguments,
  type EmbeddingBagOptions,
  type EmbeddingOptions,
  type FromPretrainedOptions,
} from './layers/embedding'
export { Flatten, type FlattenOptions, Unflatten, type UnflattenArguments } from './layers/flatten'
export {
  CrossMapLRN2d,
  GroupNorm,
  type GroupNormArguments,
  type GroupNormOptions,
  LayerNorm,
  type LayerNormArguments,
  type LayerNormOptions,
  LocalResponseNorm,
  type LocalResponseNormArguments,
  type LocalResponseNormOptions,
  RMSNorm,
  type RMSNormArguments,
  type RMSNormOptions,
} from './layers/layer-norm'
export {
  LazyBatchNorm1d,
  LazyBatchNorm2d,
  LazyBatchNorm3d,
  LazyConv1d,
  LazyConv2d,
  LazyConv3d,
  LazyLinear,
  UninitializedParameter,
} from './layers/lazy'
export {
  Bilinear,
  type BilinearArguments,
  Identity,
  Linear,
  type LinearArguments,
  type LinearOptions,
} from './layers/linear'
export {
  BCELoss,
  BCEWithLogitsLoss,
  CosineEmbeddingLoss,
  GaussianNLLLoss,
  HingeEmbeddingLoss,
  HuberLoss,
  KLDivLoss,
  L1Loss,
  MarginRankingLoss,
  MSELoss,
  PoissonNLLLoss,
  SmoothL1Loss,
  SoftMarginLoss,
  TripletMarginLoss,
} from './layers/losses'
export { LPPool1d, LPPool2d, LPPool3d, type LPPoolArguments, type LPPoolLayerOptions } from './layers/lp-pooling'
export {
  CircularPad1d,
  CircularPad2d,
  CircularPad3d,
  ConstantPad1d,
  ConstantPad2d,
  ConstantPad3d,
  type ConstantPadArguments,
  type PadArguments,
  type PaddingSize,
  ReflectionPad1d,
  ReflectionPad2d,
  ReflectionPad3d,
  ReplicationPad1d,
  ReplicationPad2d,
  ReplicationPad3d,
  ZeroPad1d,
  ZeroPad2d,
  ZeroPad3d,
} from './layers/padding'
export {
  AvgPool1d,
  type AvgPool1dArguments,
  type AvgPool1dOptions,
  AvgPool2d,
  AvgPool3d,
  type AvgPoolArguments,
  type AvgPoolLayerOptions,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  type MaxPoolArguments,
  type MaxPoolLayerOptions,
  type Pooled,
} from './layers/pooling'
export {
  GRU,
  LSTM,
  type LSTMArguments,
  type LSTMOptions,
  type LSTMState,
  type RecurrentArguments,
  RNN,
  type RNNArguments,
  type RNNOptions,
} from './layers/recurrent'
export type { RecurrentOptions } from './layers/recurrent-base'
export {
  type CellArguments,
  type CellOptions,
  GRUCell,
  LSTMCell,
  RNNCell,
  type RNNCellArguments,
  type RNNCellOptions,
} from './layers/recurrent-cells'
export {
  type EncoderMasks,
  type StackOptions,
  Transformer,
  TransformerDecoder,
  TransformerEncoder,
  type TransformerMasks,
  type TransformerOptions,
} from './layers/transformer'
export {
  type DecoderMasks,
  type EncoderLayerMasks,
  type TransformerActivation,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerArguments,
  type TransformerLayerOptions,
} from './layers/transformer-layers'
export {
  ChannelShuffle,
  Fold,
  type FoldArguments,
  type FoldLayerOptions,
  PixelShuffle,
  PixelUnshuffle,
  Unfold,
  type UnfoldArguments,
  Upsample,
  type UpsampleOptions,
  type UpsampleSizes,
  UpsamplingBilinear2d,
  UpsamplingNearest2d,
} from './layers/vision'
export type { Copier } from './module/accessors'
export { deepcopy, type Remakable } from './module/deepcopy'
export type { HookOptions, RemovableHandle } from './module/hooks'
export type { LoadOptions, LoadResult } from './module/load-state-dict'
export {
  type AnyModule,
  type ForwardHook,
  type ForwardPreHook,
  isModule,
  type LoadStateDictPreHook,
  Module,
  type StateDictHook,
} from './module/module'
export type { StateDict, StateDictOptions } from './module/state-dict'
export type { NamedModulesOptions, TraversalOptions } from './module/traverse'
export { Buffer, type BufferOptions, Parameter, type ParameterOptions } from './parameter'
export * as utils from './utils/index'
