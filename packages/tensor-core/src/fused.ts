/* The functions under layers: each may be one kernel of a device, and is a composition of primitives where it is not. */
export {
  type Activation,
  celu,
  elu,
  geluErf,
  geluTanh,
  hardshrink,
  hardsigmoid,
  hardswish,
  type InPlaceOption,
  leakyRelu,
  logsigmoid,
  mish,
  relu6,
  selu,
  silu,
  softplus,
  softshrink,
  softsign,
  tanhshrink,
} from './ops/activations'
export {
  type AdaptiveMaxOptions,
  type AdaptiveSize,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
} from './ops/adaptive-pool'
export { apart, checkOptions, checkTensor, describe, isOptions } from './ops/allocate'
export { type AttentionOptions, scaledDotProductAttention } from './ops/attention'
export { type AvgPoolOptions, avgPool1d, avgPool2d, avgPool3d } from './ops/avgpool'
export { conv1d, conv3d } from './ops/conv-nd'
export {
  type ConvTransposeOptions,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from './ops/conv-transpose'
export { conv2d } from './ops/conv2d'
export type { ConvOptions } from './ops/convolution'
export type { ActivationOption } from './ops/epilogue'
export { type FoldOptions, fold, unfold } from './ops/fold'
export { linear } from './ops/linear'
export { type MaxPoolOptions, maxPool1d, maxPool2d, maxPool3d } from './ops/maxpool2d'
export {
  type BatchNormOptions,
  batchNorm,
  groupNorm,
  type InstanceNormOptions,
  instanceNorm,
  layerNorm,
  type NormOptions,
  rmsNorm,
} from './ops/norms'
export { type PadMode, type PadOptions, pad } from './ops/pad'
export type { PoolOptions } from './ops/pooling'
export { logSoftmax, type SoftmaxOptions, softmax } from './ops/softmax'
export { perAxis, type SizePerAxis } from './ops/windows'
