/* nn beside PyTorch's answers, computed on the GPU: every module and function of the golden tables, within 1e-4. */
import { DeviceError, manualSeed, withDevice } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import * as functional from '../../../nn/src/functional/index'
import {
  build,
  classesOf,
  expectResult,
  type FunctionCase,
  findFunction,
  hasClass,
  isError,
  lacksKernel,
  type ModuleCase,
  readTable,
} from '../../../nn/test/goldens'
import { readArgument, readOptions } from '../../../tensor-core/test/goldens'
import { testDevice } from './device'
import { fetched, mentions, moved } from './moving'

const gpu = await testDevice()

/** Within 1e-4, or as near as half types come. */
const closeness = ({ rtol = 0, atol = 0 }: { rtol?: number; atol?: number }): [number, number] => [
  Math.max(rtol, 1e-4),
  Math.max(atol, 1e-4),
]

const modules = readTable<ModuleCase>('nn_modules').cases.filter(
  (row) => row.inputs?.length && !isError(row.output) && classesOf(row).every(hasClass) && !mentions(row, 'float64'),
)

/** What reads values on the way, which a GPU does not give at once, must say so: here, as many classes as the largest value says. */
const NEEDS_HOST = /^oneHot: int64\[[\d,]+\]$/
/** Draws a number for every negative element, in training. */
const DRAWS_BY_VALUE = /^RReLU|^rrelu:.*training=True$/
const needsHost = (row: { name: string }, training: boolean): boolean =>
  NEEDS_HOST.test(row.name) || (training && DRAWS_BY_VALUE.test(row.name))

describe(`modules: ${modules.length} cases`, () => {
  it.concurrent.each(modules.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    manualSeed(row.seed)
    const module = build(row).to(gpu)
    const options = row.forwardOptions ? [moved(readOptions(row.forwardOptions), gpu)] : []
    const run = () => {
      manualSeed(row.seed)
      return withDevice(gpu, () => module(...moved(row.inputs!.map(readArgument), gpu), ...options))
    }
    for (const training of isError(row.trainOutput) ? [false] : [false, true]) {
      module.train(training)
      if (needsHost(row, training)) expect(run).toThrow(DeviceError)
      else expectResult(await fetched(run()), (training && row.trainOutput) || row.output, ...closeness(row))
    }
    // A refused call in training counts its batch nevertheless, and was not made here.
    if (isError(row.trainOutput)) return
    const state = (await fetched({ ...module.stateDict() })) as Record<string, unknown>
    for (const [name, want] of Object.entries(row.stateDictAfterTraining ?? row.stateDict))
      if (want) expectResult(state[name], want, ...closeness(row))
  })
})

const table = readTable<FunctionCase>('nn_functional')
const functions = table.cases.filter(
  (row) =>
    findFunction(functional, row.op) && !lacksKernel(row.result) && !isError(row.result) && !mentions(row, 'float64'),
)

describe(`functions: ${functions.length} cases`, () => {
  it.concurrent.each(functions.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    manualSeed(table.seed)
    const args = moved(row.args.map(readArgument), gpu)
    const options = moved(readOptions(row.options), gpu)
    const run = () =>
      withDevice(gpu, () =>
        findFunction(functional, row.op)!(...args, ...(Object.keys(options).length > 0 ? [options] : [])),
      )
    if (needsHost(row, true)) {
      expect(run).toThrow(DeviceError)
      return
    }
    expectResult(await fetched(run()), row.result, ...closeness(row))
    for (const [position, want] of Object.entries(row.after ?? {}))
      expectResult(await fetched(args[Number(position)]), want, ...closeness(row))
  })
})
