import type { AnyModule } from '@torchlet/nn'
import { checkModule } from '../arguments'
import { tensorsIn } from '../nested'
import { numbersOf } from '../numbers'
import { indexOf } from '../stats'
import { type Step, trace } from './trace'

/** Where the first NaN or infinity came from. */
export interface NonFinite {
  /** The layer or op, as `capture` names it. */
  readonly name: string
  readonly kind: Step['kind']
  readonly type: string
  /** NaN, Infinity or -Infinity, and its index in what the layer gave. */
  readonly value: number
  readonly index: readonly number[]
}

/**
 * Runs a network and tells which layer, or which op between layers, is the first to give a NaN or an infinity; null where none
 * does. Throws DeviceError on a device that is not read synchronously.
 */
export function firstNonFinite(module: AnyModule, inputs: unknown): NonFinite | null {
  checkModule(module, 'firstNonFinite')
  for (const { name, kind, type, value: output } of trace(module, inputs, { ops: true }).steps)
    for (const x of tensorsIn(output)) {
      const values = numbersOf(x, 'firstNonFinite')
      for (let i = 0; i < values.length; i++)
        if (!Number.isFinite(values[i])) return { name, kind, type, value: values[i]!, index: indexOf(i, x.shape) }
    }
  return null
}
