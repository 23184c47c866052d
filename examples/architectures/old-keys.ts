/* Checkpoints outlive the names in them. */
import type * as nn from '@torchlet/nn'

/** The module, which now loads files with keys of before too: in them, old texts become today's; null: what is needed no more. */
export function withOldKeys<M extends nn.AnyModule>(module: M, names: Record<string, string | null>): M {
  module.registerLoadStateDictPreHook((_module, state, prefix) => {
    for (const key of Object.keys(state).filter((key) => key.startsWith(prefix))) {
      const old = Object.keys(names).find((name) => key.startsWith(name, prefix.length))
      if (old === undefined) continue
      const today = names[old]!
      if (today !== null) state[prefix + today + key.slice(prefix.length + old.length)] = state[key]!
      delete state[key]
    }
  })
  return module
}
