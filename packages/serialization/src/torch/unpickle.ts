/*
 * A pickle is a program for a small stack machine. Python's machine can import and call anything; this one has no way to:
 * GLOBAL looks a name up in a short table of functions that build data, and a name that is not there is refused.
 * Protocols 2 to 5. Nothing recurses, so nesting cannot exhaust the stack, and what a byte can build is bounded.
 */
import { refuse, withPlace } from '../errors'
import { findGlobal } from './globals'
import { MOVES, Stack, VALUES } from './opcodes'
import { Reader } from './reader'
import type { Storages } from './storages'
import { Global, itemsOf, kindOf } from './values'

/** A tensor takes five containers: room for 400,000 tensors, and at most some 100 MB for a hostile file's empty lists. */
const MAX_CONTAINERS = 2 ** 21

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
  const reader = new Reader(bytes, complete)
  const stack = new Stack()
  const { items } = stack
  const memo = new Map<number, unknown>()
  let containers = 0
  // Items that calls may still take: arguments can be shared among calls, so what is made of them must be counted.
  let budget = 2 * bytes.length
  let opcodeAt = 0

  const push = (value: unknown): number => {
    if (budget < 0 || (typeof value === 'object' && ++containers > MAX_CONTAINERS))
      refuse('builds too much for a file of this size')
    return items.push(value)
  }

  const call = (): number => {
    const [callee, args] = stack.take(2)
    if (!(callee instanceof Global && callee.call)) refuse(`expects a function, not ${kindOf(callee)}`)
    for (const arg of itemsOf(args)) budget -= lengthOf(arg)
    return push(callee.call(args as unknown[]))
  }

  const global = ([module, name]: unknown[]): unknown => items.push(findGlobal(module, name))

  /** One instruction. False at the end. */
  const step = (): unknown => {
    const opcode = reader.count(1)
    if (VALUES[opcode]) return push(VALUES[opcode](reader, stack))
    if (MOVES[opcode]) return [MOVES[opcode](stack)]
    switch (opcode) {
      case 46: // STOP
        return false
      case 128: // PROTO
        return reader.count(1) < 6 || refuse('has an unknown pickle protocol')
      case 149: // FRAME: how much to read ahead, which is of no use here
        return [reader.count(8)]
      case 113: // BINPUT
      case 114: // LONG_BINPUT
        return memo.set(reader.count(opcode === 113 ? 1 : 4), stack.top())
      case 148: // MEMOIZE
        return memo.set(memo.size, stack.top())
      case 104: // BINGET
      case 106: {
        // LONG_BINGET
        const index = reader.count(opcode === 104 ? 1 : 4)
        return items.push(memo.has(index) ? memo.get(index) : refuse(`expects memo ${index}, which was never stored`))
      }
      case 99: // GLOBAL
        return global([reader.line(), reader.line()])
      case 147: // STACK_GLOBAL
        return global(stack.take(2))
      case 82: // REDUCE
      case 129: // NEWOBJ
        return call()
      case 81: // BINPERSID
        return items.push(storages.resolve(stack.take(1)[0]))
      default:
        return refuse(`has an unknown instruction 0x${opcode.toString(16)}`)
    }
  }

  try {
    do opcodeAt = reader.at
    while (step())
    if (items.length !== 1) refuse(`has ${items.length} values instead of one`)
    return [items[0], reader.at]
  } catch (error) {
    throw withPlace(`${where}, byte ${opcodeAt}`, error)
  }
}

function lengthOf(value: unknown): number {
  return (value as { length?: number } | null)?.length ?? 0
}
