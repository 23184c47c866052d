import { refuse } from '../errors'
import { findGlobal } from './globals'
import type { Machine } from './machine'

function setItems(m: Machine, items: readonly unknown[]): void {
  const dict = m.topAs(Map)
  for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1])
}

function extend(m: Machine, items: readonly unknown[]): void {
  const list = m.topAs(Array)
  for (const item of items) list.push(item)
}

/** The instructions. What one of them gives is pushed; undefined is not. */
export const INSTRUCTIONS: Readonly<Record<number, (m: Machine) => unknown>> = {
  /* NONE */ 78: () => null,
  /* NEWTRUE */ 136: () => true,
  /* NEWFALSE */ 137: () => false,
  /* BININT */ 74: (m) => m.count(4) | 0,
  /* BININT1 */ 75: (m) => m.count(1),
  /* BININT2 */ 77: (m) => m.count(2),
  /* LONG1 */ 138: (m) => m.integer(m.count(1)),
  /* LONG4 */ 139: (m) => m.integer(m.count(4)),
  /* BINFLOAT */ 71: (m) => m.float(),
  /* SHORT_BINUNICODE */ 140: (m) => m.text(m.count(1)),
  /* BINUNICODE */ 88: (m) => m.text(m.count(4)),
  /* BINUNICODE8 */ 141: (m) => m.text(m.count(8)),
  // Python 2's strings: keys and names, which are ASCII.
  /* SHORT_BINSTRING */ 85: (m) => m.text(m.count(1)),
  /* BINSTRING */ 84: (m) => m.text(m.count(4)),
  // Copies: the pickle itself need not stay in memory for them.
  /* SHORT_BINBYTES */ 67: (m) => m.bytes(m.count(1)).slice(),
  /* BINBYTES */ 66: (m) => m.bytes(m.count(4)).slice(),
  /* BINBYTES8 */ 142: (m) => m.bytes(m.count(8)).slice(),
  /* BYTEARRAY8 */ 150: (m) => m.bytes(m.count(8)).slice(),
  /* EMPTY_LIST */ 93: () => [],
  /* EMPTY_TUPLE */ 41: () => [],
  /* TUPLE1 */ 133: (m) => m.take(1),
  /* TUPLE2 */ 134: (m) => m.take(2),
  /* TUPLE3 */ 135: (m) => m.take(3),
  /* TUPLE */ 116: (m) => m.group(),
  /* EMPTY_DICT */ 125: () => new Map(),
  /* EMPTY_SET */ 143: () => new Set(),
  /* FROZENSET */ 145: (m) => new Set(m.group()),
  /* BINGET */ 104: (m) => m.recall(m.count(1)),
  /* LONG_BINGET */ 106: (m) => m.recall(m.count(4)),
  /* GLOBAL */ 99: (m) => findGlobal([m.line(), m.line()], m.storages.stub),
  /* STACK_GLOBAL */ 147: (m) => findGlobal(m.take(2), m.storages.stub),
  /* REDUCE */ 82: (m) => m.call(),
  /* NEWOBJ */ 129: (m) => m.call(),
  /* BINPERSID */ 81: (m) => m.storages.resolve(m.take(1)[0]),
  // Those that put values into the container below them, or only move the stack.
  /* MARK */ 40: ({ marks, items }) => void marks.push(items.length),
  /* POP */ 48: (m) => void m.take(1),
  /* POP_MARK */ 49: (m) => void m.group(),
  /* DUP */ 50: (m) => void m.push(m.top()),
  /* APPEND */ 97: (m) => extend(m, m.take(1)),
  /* APPENDS */ 101: (m) => extend(m, m.group()),
  /* SETITEM */ 115: (m) => setItems(m, m.take(2)),
  /* SETITEMS */ 117: (m) => setItems(m, m.group()),
  /* ADDITEMS */ 144: (m) => {
    const items = m.group()
    const set = m.topAs(Set)
    for (const item of items) set.add(item)
  },
  // BUILD sets attributes of an object; here that can only be a state_dict's _metadata, which is no part of the data, or what was skipped.
  /* BUILD */ 98: (m) => {
    const [attributes] = m.take(1)
    ;(m.topAs(Map) as { build?(attributes: unknown, m: Machine): void }).build?.(attributes, m)
  },
  /* PROTO */ 128: (m) => void (m.count(1) < 6 || refuse('has an unknown pickle protocol')),
  // How much to read ahead, which is of no use here.
  /* FRAME */ 149: (m) => void m.count(8),
  /* BINPUT */ 113: (m) => void m.memo.set(m.count(1), m.top()),
  /* LONG_BINPUT */ 114: (m) => void m.memo.set(m.count(4), m.top()),
  /* MEMOIZE */ 148: (m) => void m.memo.set(m.memo.size, m.top()),
  /* STOP */ 46: () => {},
}
