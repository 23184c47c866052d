/*
 * Everything in tensor-core as functions, without the methods on Tensor: for small bundles and for packages that build on
 * this one. `relu(x)` is here, `x.relu()` comes with '@torchlet/tensor-core'.
 */
export { getDefaultDevice, setDefaultDevice, withDevice } from './default-device'
export type {
  ActivationName,
  ConvGeometry,
  Device,
  DeviceBuffer,
  FusedKernels,
  KernelName,
  Kernels,
  Operand,
  OwnKernels,
  PoolGeometry,
  PrimitiveKernels,
  ScatterMode,
  View,
} from './device'
export { cpu } from './devices/cpu'
export { meta } from './devices/meta'
export { isObserved, type Observer, type OpCall, observe } from './dispatch'
export { DTYPES, type DType, isDType, isFloating, itemSize, type TypedArray, tensorName } from './dtype'
export {
  ArgumentError,
  CheckpointError,
  DeviceError,
  DTypeError,
  IndexError,
  ShapeError,
  TorchletError,
} from './errors'
export { type PrintOptions, type Profile, setPrintoptions } from './format/options'
export { keep, type MemoryStats, memoryStats } from './memory'
export type { PointwiseOp, ReduceOp, ResultRule } from './op-literals'
export { contiguous } from './ops/allocate'
export { type AlphaOptions, type DivOptions, where } from './ops/arithmetic'
export type { ValueOptions } from './ops/blend'
export type { CloseOptions } from './ops/closeness'
export type { BincountOptions, HistcOptions } from './ops/counts'
export type { DiffOptions, TrapezoidOptions } from './ops/difference'
export { einsum } from './ops/einsum'
export * from './ops/elementwise-ops'
export { type FftOptions, fft, irfft, rfft } from './ops/fft'
export { type MeshgridOptions, meshgrid, type OneHotOptions, oneHot } from './ops/grids'
export { at, type Index } from './ops/indexing'
export { cat, dstack, hstack, stack, vstack } from './ops/join'
export * as linalg from './ops/linalg'
export {
  arange,
  empty,
  emptyLike,
  eye,
  fromTypedArray,
  full,
  fullLike,
  type LogspaceOptions,
  linspace,
  logspace,
  type MakeOptions,
  ones,
  onesLike,
  type TensorData,
  tensor,
  zeros,
  zerosLike,
} from './ops/make'
export * from './ops/method-ops'
export { type ToOptions, toCpu } from './ops/move'
export type { NormOptions } from './ops/norm'
export {
  type GeneratorOption,
  normal,
  type RandomOptions,
  rand,
  randint,
  randLike,
  randn,
  randnLike,
  randperm,
} from './ops/random'
export type { Dims, MinAndMax, ReduceOptions, SumOptions, ValuesAndIndices } from './ops/reduce'
export type { LogitOptions, NanToNumOptions, RoundOptions } from './ops/rounding'
export type { CastOptions } from './ops/scan'
export type { BucketizeOptions, SearchOptions } from './ops/search'
export type { SortOptions, TopkOptions } from './ops/sort'
export type { QuantileOptions } from './ops/statistics'
export { type IstftOptions, istft, type StftOptions, stft } from './ops/stft'
export type { DiagonalOptions } from './ops/strided'
export { type HammingOptions, hammingWindow, hannWindow, type WindowOptions } from './ops/taper'
export { type TriangleIndicesOptions, type TriangleOptions, trilIndices, triuIndices } from './ops/triangle'
export type { ConsecutiveOptions, UniqueOptions } from './ops/unique'
export type { VarOptions } from './ops/variance'
export { broadcastTensors } from './ops/views'
export { promoteTypes, resultType, type TensorOrScalar } from './promotion'
export { defaultGenerator, Generator, type GeneratorState, manualSeed } from './random/generator'
export { tidy } from './scope'
export { broadcastShapes } from './shape'
export { Size } from './size'
export { Storage } from './storage'
export { type Nested, type Scalar, Tensor } from './tensor'
