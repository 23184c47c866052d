/* Every layer takes its arguments in both forms, positional and all by name, and refuses an option that it does not have. */
import { ArgumentError, manualSeed } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import { readArgument } from '../../tensor-core/test/goldens'
import * as nn from '../src/index'
import { build, type ModuleCase, readTable } from './goldens'

// biome-ignore lint/suspicious/noExplicitAny: any class of the library, by its name
const classOf = (name: string): (new (...args: any[]) => nn.AnyModule) => (nn as never)[name]

/** They take modules and parameters, or anything at all. */
const OTHERS = ['Sequential', 'ModuleList', 'ModuleDict', 'ParameterList', 'ParameterDict', 'Identity']
const rows = readTable<ModuleCase>('nn_modules').cases.filter(
  (row) => !OTHERS.includes(row.class) && !row.args.some((arg) => JSON.stringify(arg).includes('"class"')),
)
/** The one of each class with the most options. */
const richest = new Map<string, ModuleCase>()
for (const row of rows) {
  const size = (one: ModuleCase | undefined): number => (one ? Object.keys(one.options).length : -1)
  if (size(row) > size(richest.get(row.class))) richest.set(row.class, row)
}
const simple = [...richest].filter(([, row]) => !JSON.stringify(row.options).includes('"class"'))

/** The arguments by name: what is missing, the layer itself says. */
function named(row: ModuleCase): Record<string, unknown> {
  const options = Object.fromEntries(Object.entries(row.options).map(([name, wire]) => [name, readArgument(wire)]))
  for (const arg of row.args)
    try {
      ;new (classOf(row.class))(options)
    } catch (error) {
      const [, missing] = /missing required argument '(\w+)'/.exec((error as Error).message) ?? []
      if (missing === undefined) throw error
      options[missing] = readArgument(arg)
    }
  return options
}

describe('by name it is the same layer', () => {
  const withRequired = simple.filter(([, row]) => row.args.length > 0)
  it('for many', () => expect(withRequired.length).toBeGreaterThan(70))
  it.each(withRequired)('%s', (_, row) => {
    const options = named(row)
    manualSeed(row.seed)
    const layer = new (classOf(row.class))(options)
    manualSeed(row.seed)
    const positional = build(row)
    expect(String(layer)).toBe(row.repr)
    for (const [key, values] of Object.entries(positional.stateDict()))
      expect(layer.stateDict()[key]!.data, key).toEqual(values.data)
  })
})

describe('an option that it does not have is an error', () => {
  it.each(simple)('%s', (_, row) => {
    const make = () => new (classOf(row.class))(...row.args.map(readArgument), { typo: 1 })
    expect(make).toThrow(ArgumentError)
    expect(make).toThrow(/typo/)
  })
})

describe('one argument too few or too many is an error', () => {
  const withRequired = simple.filter(([, row]) => row.args.length > 0)
  it.each(withRequired)('%s', (name, row) => {
    const args = row.args.map(readArgument)
    expect(() => new (classOf(name))(...args.slice(0, -1))).toThrow(ArgumentError)
    expect(() => new (classOf(name))(...args, 1, 2)).toThrow(ArgumentError)
  })
})
