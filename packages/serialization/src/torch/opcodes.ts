import { refuse } from '../errors'
import type { Reader } from './reader'
import { kindOf } from './values'

/** Instructions that push one value: read from the pickle itself, or made of what is on the stack. */
export const VALUES: Readonly<Record<number, (reader: Reader, stack: Stack) => unknown>> = {
  /* NONE */ 78: () => null,
  /* NEWTRUE */ 136: () => true,
  /* NEWFALSE */ 137: () => false,
  /* BININT */ 74: (reader) => reader.count(4) | 0,
  /* BININT1 */ 75: (reader) => reader.count(1),
  /* BININT2 */ 77: (reader) => reader.count(2),
  /* LONG1 */ 138: (reader) => reader.integer(reader.count(1)),
  /* LONG4 */ 139: (reader) => reader.integer(reader.count(4)),
  /* BINFLOAT */ 71: (reader) => reader.float(),
  /* SHORT_BINUNICODE */ 140: (reader) => reader.text(reader.count(1)),
  /* BINUNICODE */ 88: (reader) => reader.text(reader.count(4)),
  /* BINUNICODE8 */ 141: (reader) => reader.text(reader.count(8)),
  // Python 2's strings: keys and names, which are ASCII.
  /* SHORT_BINSTRING */ 85: (reader) => reader.text(reader.count(1)),
  /* BINSTRING */ 84: (reader) => reader.text(reader.count(4)),
  // Copies: the pickle itself need not stay in memory for them.
  /* SHORT_BINBYTES */ 67: (reader) => reader.bytes(reader.count(1)).slice(),
  /* BINBYTES */ 66: (reader) => reader.bytes(reader.count(4)).slice(),
  /* BINBYTES8 */ 142: (reader) => reader.bytes(reader.count(8)).slice(),
  /* BYTEARRAY8 */ 150: (reader) => reader.bytes(reader.count(8)).slice(),
  /* EMPTY_LIST */ 93: () => [],
  /* EMPTY_TUPLE */ 41: () => [],
  /* TUPLE1 */ 133: (_, stack) => stack.take(1),
  /* TUPLE2 */ 134: (_, stack) => stack.take(2),
  /* TUPLE3 */ 135: (_, stack) => stack.take(3),
  /* TUPLE */ 116: (_, stack) => stack.group(),
  /* EMPTY_DICT */ 125: () => new Map(),
  /* EMPTY_SET */ 143: () => new Set(),
  /* FROZENSET */ 145: (_, stack) => new Set(stack.group()),
}

/** The stack of values and the marks in it. What lies below the last mark is out of reach. */
export class Stack {
  items: unknown[] = []
  readonly marks: number[] = []

  /** The last `count` values, taken off. */
  take(count: number): unknown[] {
    if (this.items.length - count < (this.marks.at(-1) ?? 0)) refuse('expects a value')
    return this.items.splice(this.items.length - count)
  }

  /** The values since the last mark, taken off with it. */
  group(): unknown[] {
    return this.items.splice(this.marks.pop() ?? refuse('expects a group'))
  }

  /** The topmost value. */
  top(): unknown {
    const [value] = this.take(1)
    this.items.push(value)
    return value
  }

  topAs<T>(Type: new (...args: never[]) => T): T {
    const value = this.top()
    return value instanceof Type ? value : refuse(`expects a ${Type.name}, not ${kindOf(value)}`)
  }
}

function setItems(stack: Stack, items: readonly unknown[]): void {
  const dict = stack.topAs(Map)
  for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1])
}

function extend(stack: Stack, items: readonly unknown[]): void {
  const list = stack.topAs(Array)
  for (const item of items) list.push(item)
}

/** Instructions that put values into the container below them, or only move the stack. */
export const MOVES: Readonly<Record<number, (stack: Stack) => void>> = {
  /* MARK */ 40: ({ marks, items }) => marks.push(items.length),
  /* POP */ 48: (stack) => stack.take(1),
  /* POP_MARK */ 49: (stack) => stack.group(),
  /* DUP */ 50: (stack) => stack.items.push(stack.top()),
  /* APPEND */ 97: (stack) => extend(stack, stack.take(1)),
  /* APPENDS */ 101: (stack) => extend(stack, stack.group()),
  /* SETITEM */ 115: (stack) => setItems(stack, stack.take(2)),
  /* SETITEMS */ 117: (stack) => setItems(stack, stack.group()),
  /* ADDITEMS */ 144: (stack) => {
    const items = stack.group()
    const set = stack.topAs(Set)
    for (const item of items) set.add(item)
  },
  // BUILD sets attributes of an object; here that can only be a state_dict's _metadata, which is no part of the data.
  /* BUILD */ 98: (stack) => {
    stack.take(1)
    stack.topAs(Map)
  },
}
