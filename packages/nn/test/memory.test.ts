/* On a device whose memory no collector frees, a call leaves nothing behind but its result. */
import { cpu, type Device, memoryStats, Tensor } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import { readArgument, readOptions } from '../../tensor-core/test/goldens'
import { BatchNorm1d } from '../src'
import { build, classesOf, hasClass, isError, type ModuleCase, readTable } from './goldens'

const lent: Device = { ...cpu, name: 'lent', collected: false }

const onLent = (value: unknown): unknown =>
  value instanceof Tensor ? value.to(lent) : Array.isArray(value) ? value.map(onLent) : value
const tensorsIn = (value: unknown): Tensor[] =>
  value instanceof Tensor ? [value] : Array.isArray(value) ? value.flatMap(tensorsIn) : []

/** Their parts are modules, between which a user's hooks may keep what passes: only `tidy` around them frees it. */
const OF_MODULES = ['Sequential', 'TransformerEncoderLayer', 'TransformerDecoderLayer', 'Transformer']

const rows = readTable<ModuleCase>('nn_modules').cases.filter(
  (row) =>
    row.inputs?.length &&
    !isError(row.output) &&
    classesOf(row).every(hasClass) &&
    !classesOf(row).some((name) => OF_MODULES.includes(name)),
)

describe('modules on a device that frees nothing by itself', () => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const module = build(row).to(lent)
    const inputs = row.inputs!.map((input) => onLent(readArgument(input)))
    const options = Object.entries(readOptions(row.forwardOptions ?? {})).map(([name, value]) => [name, onLent(value)])
    const call = (): void => {
      const output = module(...inputs, ...(options.length > 0 ? [Object.fromEntries(options)] : []))
      const given = new Set(tensorsIn(inputs))
      for (const tensor of tensorsIn(output)) if (!given.has(tensor)) tensor.dispose()
    }
    for (const training of isError(row.trainOutput) ? [false] : [false, true]) {
      module.train(training)
      call()
      const before = memoryStats(lent).bytes
      call()
      expect(memoryStats(lent).bytes, training ? 'in training' : 'in eval mode').toBe(before)
    }
  })
})

it('what a module moved to a device is freed with its parameters and buffers', () => {
  const before = memoryStats(lent).bytes
  const module = new BatchNorm1d(3).to(lent)
  expect(memoryStats(lent).bytes).toBeGreaterThan(before)
  for (const x of [...module.parameters(), ...module.buffers()]) x.dispose()
  expect(memoryStats(lent).bytes).toBe(before)
})
