/* PyTorch's nn for JavaScript: modules that are called, without autograd. */
export { ModuleList } from './containers/module-list'
export { Sequential } from './containers/sequential'
export * as functional from './functional'
export * as init from './init'
export { type DimOptions, type InPlaceOptions, LogSoftmax, ReLU, Sigmoid, Softmax, Tanh } from './layers/activation'
export { Conv2d, type Conv2dArguments, type Conv2dOptions, type PaddingMode } from './layers/conv'
export { Dropout, type DropoutOptions } from './layers/dropout'
export { Flatten, type FlattenOptions, Unflatten, type UnflattenArguments } from './layers/flatten'
export { Identity, Linear, type LinearArguments, type LinearOptions } from './layers/linear'
export { MaxPool2d, type MaxPool2dArguments, type MaxPool2dOptions } from './layers/pooling'
export type { RemovableHandle } from './module/hooks'
export type { LoadOptions, LoadResult } from './module/load-state-dict'
export {
  type AnyModule,
  type ForwardHook,
  type ForwardPreHook,
  isModule,
  type LoadStateDictPreHook,
  Module,
  type StateDictHook,
  type TraversalOptions,
} from './module/module'
export type { StateDict, StateDictOptions } from './module/state-dict'
export { Buffer, type BufferOptions, Parameter, type ParameterOptions } from './parameter'
