import { refuse } from './errors'
import { type TensorRecord, TensorRef } from './records'

/** Where training scripts put the weights in a checkpoint, the usual names first. */
const USUAL = [
  'state_dict',
  'model_state_dict',
  'model_state',
  'model',
  'module',
  'net',
  'network',
  'weights',
  'params',
  'ema',
]

type Plain = Record<string, unknown>
export type StateRecords = Record<string, TensorRecord>

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** What modules save beside tensors (`get_extra_state`), under names of this ending. */
const EXTRA = /(^|\.)_extra_state$/

const isState = (value: unknown): value is StateRecords =>
  isPlain(value) && Object.entries(value).every(([name, item]) => item instanceof TensorRef || EXTRA.test(name))

/** The tensors alone. */
const tensorsOf = (state: StateRecords): StateRecords =>
  Object.fromEntries(Object.entries(state).filter(([, item]) => item instanceof TensorRef))

/**
 * The tensors by name in what a checkpoint holds: all of it, or the one part that is a state_dict. Refuses anything else,
 * and says what it found.
 */
export function findState(root: unknown): StateRecords {
  if (isState(root)) return tensorsOf(root)
  if (isPlain(root)) {
    const usual = USUAL.filter((key) => Object.hasOwn(root, key))
    for (const key of usual) if (isState(root[key]) && Object.keys(root[key]).length) return tensorsOf(root[key])
    const states = Object.keys(root).filter((key) => isState(root[key]) && Object.keys(root[key] as Plain).length)
    if (states.length === 1) return tensorsOf(root[states[0]!] as StateRecords)
    // A checkpoint within a checkpoint: { model: { state_dict: … } }.
    for (const key of usual)
      if (isPlain(root[key]) && !Object.values(root[key]).some((item) => item instanceof TensorRef))
        return findState(root[key])
  }
  return refuse(
    `no state_dict, the tensors by name, was found in it, but ${describe(root)}. loadCheckpoint(source) gives all of it`,
  )
}

function describe(value: unknown): string {
  if (!isPlain(value)) return kind(value)
  const entries = Object.entries(value)
  const shown = entries.slice(0, 12).map(([key, item]) => `${key}: ${kind(item)}`)
  return `{ ${shown.join(', ')}${entries.length > shown.length ? `, … ${entries.length} keys` : ''} }`
}

function kind(value: unknown): string {
  if (value instanceof TensorRef) return `a tensor [${value.shape.join(', ')}]`
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (value instanceof Set) return `a set of ${value.size}`
  if (isState(value)) return `${Object.keys(value).length} tensors by name`
  if (isPlain(value)) {
    const size = Object.keys(value).length
    const [other] = Object.entries(value).filter(([, item]) => !(item instanceof TensorRef))
    // Almost a state_dict: what keeps it from being one is told.
    const isMixed = Object.values(value).some((item) => item instanceof TensorRef)
    return `a dict of ${size}${isMixed && other ? `, of which ${other[0].slice(0, 40)} is no tensor` : ''}`
  }
  return typeof value === 'string' ? `'${value.slice(0, 24)}'` : String(value)
}
