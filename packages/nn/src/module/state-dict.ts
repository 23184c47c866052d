import { checkOptions } from '@torchlet/tensor-core/fused'
import type { Tensor } from '@torchlet/tensor-core/ops'
import { Buffer, Parameter, plain } from '../parameter'
import { type AnyModule, isModule } from './module'

/** Tensors by their full names, in order. */
export type StateDict = Record<string, Tensor>

export interface StateDictOptions {
  /** Put before every key. Default ''. */
  prefix?: string
  /** Gives the Parameters and Buffers themselves instead of plain tensors that share their memory. Default false. */
  keepVars?: boolean
}

/** What a module itself (without those below it) keeps in its state, in order: parameters first, then buffers. */
export function ownState(module: AnyModule): [string, Parameter | Buffer][] {
  const members = [...module.members()]
  const parameters = members.filter((member): member is [string, Parameter] => member[1] instanceof Parameter)
  const buffers = members.filter(
    (member): member is [string, Buffer] => member[1] instanceof Buffer && member[1].persistent,
  )
  return [...parameters, ...buffers]
}

export function collectStateDict(module: AnyModule, options: StateDictOptions): StateDict {
  checkOptions(options, ['prefix', 'keepVars'], 'stateDict')
  const { prefix = '', keepVars = false } = options
  let state: StateDict = {}
  const collect = (from: AnyModule, path: string): void => {
    for (const [name, tensor] of ownState(from)) state[path + name] = keepVars ? tensor : plain(tensor)
    for (const [name, child] of from.members()) if (isModule(child)) collect(child, `${path}${name}.`)
    for (const hook of from.hookLists().save.snapshot()) state = hook(from, state, path) ?? state
  }
  collect(module, prefix)
  return state
}
