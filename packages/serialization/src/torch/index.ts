/** PyTorch's `.pt` and `.pth` files as data: no tensor-core, no execution. */
export type { DType, StoredArray, StoredDType } from '../dtypes'
export { CheckpointError } from '../errors'
export { type StorageData, TensorData } from '../records'
export { decode } from './decode'
export { encode } from './encode'
