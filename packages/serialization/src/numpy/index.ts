/** NumPy's `.npy` and `.npz` files as data: no tensor-core. */
export type { DType, StoredArray, StoredDType } from '../dtypes'
export { CheckpointError } from '../errors'
export { TensorData } from '../records'
export { decodeNpy, encodeNpy } from './npy'
export { decodeNpz, encodeNpz } from './npz'
