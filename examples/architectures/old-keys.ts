/* Checkpoints outlive the names in them. */
import type * as nn from '@torchlet/nn'

/** Lets a module load files with keys of before: `rename` gives today's, or null for what is needed no more. */
export function acceptOldKeys(module: nn.AnyModule, rename: (key: string) => string | null): void {
  module.registerLoadStateDictPreHook((_module, state, prefix) => {
    for (const old of Object.keys(state).filter((key) => key.startsWith(prefix))) {
      const name = rename(old.slice(prefix.length))
      const values = state[old]!
      delete state[old]
      if (name !== null) state[prefix + name] = values
    }
  })
}
