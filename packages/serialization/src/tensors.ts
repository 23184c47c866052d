/* Records become tensors: read, converted on the way where asked, and put straight on the device. */
import { asStrided, cpu, type Device, fromTypedArray, type Tensor, to } from '@torchlet/tensor-core/ops'
import { castInto, isFloat, targetOf } from './cast'
import { arrayOf, arrayOn, bytesOf, type DType, type StoredArray, type StoredDType } from './dtypes'
import { located } from './errors'
import { type Elements, readRecords } from './read-records'
import type { StorageRecord, TensorRecord } from './records'
import { countOf, isRowMajor } from './shapes'
import type { ReadOptions } from './source'
import type { ByteSource } from './sources/source'
import { isHeld, storedTensor } from './stored'

export interface TensorOptions extends ReadOptions {
  readonly device?: Device | undefined
  readonly dtype?: DType | undefined
}

/** The tensors of the records. Tensors of one storage share it. Nothing is read before every dtype is known to be possible. */
export async function readTensors(
  source: ByteSource,
  tensors: ReadonlyMap<TensorRecord, string>,
  options: TensorOptions,
): Promise<Map<TensorRecord, Tensor>> {
  const views = new Map<StorageRecord, TensorRecord[]>()
  for (const [tensor, name] of tensors) {
    located(name, () => targetOf(tensor.dtype, options.dtype))
    const known = views.get(tensor.storage)
    if (known) known.push(tensor)
    else views.set(tensor.storage, [tensor])
  }
  const changes = (tensor: TensorRecord) => targetOf(tensor.dtype, options.dtype) !== tensor.dtype
  const sliced = (record: StorageRecord) => views.get(record)!.length === 1 && changes(views.get(record)![0]!)
  const made = new Map<TensorRecord, Tensor>()
  for await (const batch of readRecords(source, views.keys(), { ...options, sliced }))
    for (const [record, elements] of batch) {
      const tensors = views.get(record)!
      // One storage seen as several dtypes is one storage for each.
      for (const dtype of tensors.length === 1 ? [tensors[0]!.dtype] : new Set(tensors.map((tensor) => tensor.dtype))) {
        const target = targetOf(dtype, options.dtype)
        const array = target === dtype ? wholeArray(dtype, elements) : await convert(record, dtype, elements, target)
        const ours = tensors.filter((tensor) => tensor.dtype === dtype)
        makeViews(ours, array, { dtype: target, device: options.device }, made)
      }
    }
  return made
}

/** Puts the array on the device and makes the tensors views of it. */
function makeViews(
  records: readonly TensorRecord[],
  array: StoredArray,
  { dtype, device }: { dtype: StoredDType; device?: Device | undefined },
  made: Map<TensorRecord, Tensor>,
): void {
  const [only] = records as [TensorRecord]
  const options = { dtype: dtype as DType, ...(device ? { device } : {}) }
  const held = isHeld(dtype)
  if (!held && records.length === 1 && countOf(only.shape) === array.length && isRowMajor(only.shape, only.strides)) {
    made.set(only, fromTypedArray(array as never, only.shape, options))
    return
  }
  const whole = held ? storedTensor(dtype, array) : fromTypedArray(array as never, [array.length], options)
  for (const record of records)
    made.set(record, asStrided(whole, record.shape, record.strides, { storageOffset: record.offset }))
  // The views hold the memory now.
  whole.dispose()
}

/** Elements that were not sliced, as the array that a tensor is made of. */
const wholeArray = (dtype: StoredDType, elements: Elements): StoredArray =>
  elements instanceof ArrayBuffer ? arrayOn(dtype, elements) : arrayOf(dtype, elements as Uint8Array)

/** So much of a long buffer is converted at a time. */
const WINDOW = 2 ** 26

async function convert(
  record: StorageRecord,
  dtype: StoredDType,
  elements: Elements,
  target: StoredDType,
): Promise<StoredArray> {
  const length = record.byteLength / bytesOf(dtype)
  const out = target === 'float64' ? new Float64Array(length) : new Float32Array(length)
  if (elements instanceof Uint8Array) castInto(dtype, elements, out, 0)
  else if (elements instanceof ArrayBuffer) {
    for (let at = 0; at < elements.byteLength; at += WINDOW) {
      const part = new Uint8Array(elements, at, Math.min(WINDOW, elements.byteLength - at))
      castInto(dtype, part, out, at / bytesOf(dtype))
    }
  } else {
    let at = 0
    for await (const slice of elements) at += castInto(dtype, slice, out, at)
  }
  if (!isFloat(target) || target === 'float32' || target === 'float64') return out
  // To a half type: tensor-core knows how to round.
  return to(fromTypedArray(out, [length], { dtype: 'float32', device: cpu }), target as DType).data as StoredArray
}
