/* Parameters as one vector, and states without a prefix. */
import { cat, copy_, narrow, reshape, ShapeError, type Tensor } from '@torchlet/tensor-core/ops'
import type { StateDict } from '../module/state-dict'

/** All elements of all parameters in a row. */
export const parametersToVector = (parameters: Iterable<Tensor>): Tensor =>
  cat(Array.from(parameters, (parameter) => reshape(parameter, [-1])))

/** Writes a vector back into parameters. Throws a ShapeError where it is shorter or longer than they are, before any is written. */
export function vectorToParameters(vector: Tensor, parameters: Iterable<Tensor>): void {
  const list = [...parameters]
  const total = list.reduce((sum, parameter) => sum + parameter.numel(), 0)
  if (vector.ndim !== 1 || vector.numel() !== total)
    throw new ShapeError(`vectorToParameters: the parameters have ${total} elements, got a vector of ${vector.shape}`)
  let at = 0
  for (const parameter of list) {
    copy_(parameter, reshape(narrow(vector, 0, at, parameter.numel()), parameter.shape))
    at += parameter.numel()
  }
}

/** What wrappers put before every key: DataParallel and torch.compile. */
const WRAPPERS = ['module.', '_orig_mod.']

/** The state with the prefixes that wrappers put before its keys taken off, or one that is named. Keys without it stay. */
export function stripPrefix(state: StateDict, prefix?: string): StateDict {
  const prefixes = prefix === undefined ? WRAPPERS : [prefix]
  const stripped = (key: string): string => {
    const found = prefixes.find((start) => key.startsWith(start))
    return found === undefined || found === ''
      ? key
      : prefix === undefined
        ? stripped(key.slice(found.length))
        : key.slice(found.length)
  }
  return Object.fromEntries(Object.entries(state).map(([key, tensor]) => [stripped(key), tensor]))
}
