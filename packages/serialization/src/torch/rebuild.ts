/*
 * The functions that PyTorch pickles a tensor as. They get a storage and say which of its elements the tensor shows;
 * every number is held against the storage before anyone relies on it.
 */
import { bytesOf } from '../dtypes'
import { refuse } from '../errors'
import { TensorRef } from '../records'
import { countOf, isCount, MAX_DIMS, reachOf, showShape } from '../shapes'
import { Global, itemsOf, kindOf, StorageRef } from './values'

/** A tensor may show elements more than once (expand), but not so often that a small file becomes a large tensor. */
const MAX_EXPANDED_BYTES = 2 ** 26

/** A copy: the list itself may be changed by what follows in the pickle. */
function counts(value: unknown): number[] {
  const all = itemsOf(value).slice(0, MAX_DIMS + 1)
  return all.length > MAX_DIMS || !all.every(isCount) ? refuse(`has sizes [${all.map(kindOf)}]`) : (all as number[])
}

/**
 * _rebuild_tensor(storage, offset, size, stride); _v2 with requires_grad, hooks and metadata after that; _v3 with
 * requires_grad, hooks and a dtype, as which an untyped storage is seen, and metadata.
 */
export function rebuildTensor([
  storage,
  offset,
  size,
  stride,
  ,
  ,
  given,
  more,
]: readonly unknown[]): TensorRef<StorageRef> {
  if (!(storage instanceof StorageRef)) refuse(`expects a storage, not ${kindOf(storage)}`)
  const dtype =
    given instanceof Global ? (given.dtype ?? refuse(`expects a dtype, not ${kindOf(given)}`)) : storage.dtype
  const shape = counts(size)
  const strides = counts(stride)
  const what = `a tensor ${showShape(shape)} with strides ${showShape(strides)} from ${kindOf(offset)} on`
  if (shape.length !== strides.length || !isCount(offset)) refuse(what)
  // Metadata: the bits 'neg' and 'conj', which say that the values are not the storage's own.
  if (((more ?? given) as Map<unknown, unknown> | undefined)?.size) refuse(`${what} is negated or conjugated`)
  const unit = bytesOf(dtype)
  const count = countOf(shape)
  // An empty tensor may point anywhere; zero is within every storage.
  if (!count) return new TensorRef(dtype, shape, strides, 0, storage)
  const reach = reachOf(shape, strides, offset)
  if (!(reach * unit <= storage.viewLength))
    refuse(`${what} needs ${reach * unit} bytes of a storage of ${storage.viewLength}`)
  if (count * unit > Math.max(storage.byteLength, MAX_EXPANDED_BYTES))
    refuse(`${what} has ${count * unit} bytes of a storage of ${storage.byteLength}`)
  return new TensorRef(dtype, shape, strides, offset + storage.viewStart / unit, storage)
}

/** Parameter(data, requires_grad): the tensor itself. Which tensors train is the module's business. */
export const rebuildParameter = ([data]: readonly unknown[]): unknown =>
  data instanceof TensorRef ? data : refuse(`expects a tensor, not ${kindOf(data)}`)

/** _rebuild_from_type_v2(function, type, args, state): how a tensor with Python attributes is pickled. */
export function rebuildFromType([rebuild, , args]: readonly unknown[]): unknown {
  if (!(rebuild instanceof Global) || rebuild.call === rebuildFromType || !/_rebuild_/.test(rebuild.name))
    refuse(`expects a function, not ${kindOf(rebuild)}`)
  return rebuild.call!(itemsOf(args))
}
