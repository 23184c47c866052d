/*
 * A pickle is a program for a small stack machine. Python's machine can import and call anything; this one has no way to:
 * GLOBAL looks a name up in a short table of functions that build data, and a name that is not there is refused.
 * Protocols 2 to 5. Nothing recurses, so nesting cannot exhaust the stack, and what a byte can build is bounded.
 */
import { refuse, withPlace } from '../errors'
import { Machine } from './machine'
import { INSTRUCTIONS } from './opcodes'
import type { Storages } from './storages'

const STOP = 46

/**
 * Runs the pickle at the start of `bytes`. Gives its value and where it ends. Throws a RangeError when the bytes end before
 * it does and are not `complete`: the file goes on. `where` is what messages call the pickle.
 */
export function unpickle(
  bytes: Uint8Array,
  storages: Storages,
  where: string,
  complete = true,
): [value: unknown, end: number] {
  const machine = new Machine(bytes, complete, storages)
  const { items } = machine
  let at = 0
  try {
    for (let opcode = 0; opcode !== STOP; ) {
      at = machine.at
      opcode = machine.count(1)
      const run = INSTRUCTIONS[opcode] ?? refuse(`has an unknown instruction 0x${opcode.toString(16)}`)
      const value = run(machine)
      if (value !== undefined) machine.push(value)
    }
    if (items.length !== 1) refuse(`has ${items.length} values instead of one`)
    return [items[0], machine.at]
  } catch (error) {
    throw withPlace(`${where}, byte ${at}`, error)
  }
}
