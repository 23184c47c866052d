/** The safetensors format as data: no tensor-core. */
export type { DType, StoredArray, StoredDType } from '../dtypes'
export { CheckpointError } from '../errors'
export { decode, decodeHeader, type SafeTensor, type SafeTensors } from './decode'
export { type EncodeOptions, encode } from './encode'
export type { Header, HeaderEntry } from './header'
