/*
 * Every name that a checkpoint's pickle may ask for, and what it becomes. This table is the whole of what can happen.
 */
import { isStoredDType, type StoredDType } from '../dtypes'
import { refuse } from '../errors'
import type { ReadOptions } from '../source'
import { rebuildFromType, rebuildParameter, rebuildTensor } from './rebuild'
import { type Call, Global, itemsOf, kindOf } from './values'

const STORAGES: Record<string, StoredDType | 'untyped'> = {
  Float: 'float32',
  Double: 'float64',
  Half: 'float16',
  BFloat16: 'bfloat16',
  Long: 'int64',
  Int: 'int32',
  Short: 'int16',
  Char: 'int8',
  Byte: 'uint8',
  Bool: 'bool',
  ComplexFloat: 'complex64',
  ComplexDouble: 'complex128',
  Untyped: 'untyped',
}

/** PyTorch's name for the type of a storage. */
export const storageName = (dtype: StoredDType): string | undefined => {
  const name = Object.keys(STORAGES).find((known) => STORAGES[known] === dtype)
  return name && `${name}Storage`
}

const makeSet: Call = ([values = []]) => new Set(itemsOf(values))

/** Protocols before 3 write bytes as a string of characters below 256, and its encoding. */
const makeBytes: Call = ([value = '']) => {
  if (value instanceof Uint8Array) return value
  if (typeof value !== 'string') refuse(`expects a string, not ${kindOf(value)}`)
  return Uint8Array.from(value, (character) => character.charCodeAt(0))
}

const makeDict: Call = ([pairs = []]) => new Map(itemsOf(pairs).map((pair) => itemsOf(pair) as [unknown, unknown]))

const UTILS = 'torch._utils._rebuild_'

const CALLS: Record<string, Call | undefined> = {
  'collections.OrderedDict': makeDict,
  'builtins.set': makeSet,
  'builtins.frozenset': makeSet,
  'builtins.bytes': makeBytes,
  'builtins.bytearray': makeBytes,
  '_codecs.encode': makeBytes,
  'torch.Size': ([sizes]) => itemsOf(sizes),
  'torch.device': (args) => args.map(String).join(':'),
  [`${UTILS}tensor`]: rebuildTensor,
  [`${UTILS}tensor_v2`]: rebuildTensor,
  [`${UTILS}tensor_v3`]: rebuildTensor,
  [`${UTILS}parameter`]: rebuildParameter,
  [`${UTILS}parameter_with_state`]: rebuildParameter,
  'torch._tensor._rebuild_from_type_v2': rebuildFromType,
  'torch.nn.parameter.Parameter': rebuildParameter,
  // The type of a tensor: it may be mentioned, but not called.
  'torch.Tensor': undefined,
}

/** What `module.name` stands for. Whatever is not in the tables above is refused by name or, if that was asked for, skipped. */
export function findGlobal([module, name]: readonly unknown[], stub: ReadOptions['stub']): unknown {
  // Python 2 and pickle protocols before 3 know the builtins by their old name.
  const full = `${module}.${name}`.slice(0, 200).replace(/^__builtin__/, 'builtins')
  if (Object.hasOwn(CALLS, full)) return new Global(full, CALLS[full])
  const [, type] = /^torch\.(?:storage\.)?_?(\w+)Storage$/.exec(full) ?? []
  if (type && Object.hasOwn(STORAGES, type)) return new Global(full, undefined, STORAGES[type])
  if (module === 'torch' && isStoredDType(String(name)))
    return new Global(full, undefined, undefined, name as StoredDType)
  return stub
    ? stub()
    : refuse(`asks for ${full}, which is refused: only tensors and plain data are read`, { asked: full })
}
