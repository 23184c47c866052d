/* On meta every module gives the shapes that PyTorch gives, without values. */
import { cpu, meta, Tensor, TorchletError, withDevice } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import { readArgument, readOptions } from '../../tensor-core/test/goldens'
import { build, classesOf, hasClass, isError, type ModuleCase, readTable } from './goldens'

const onMeta = (value: unknown): unknown =>
  value instanceof Tensor ? value.to(meta) : Array.isArray(value) ? value.map(onMeta) : value

const shapesOf = (value: unknown): unknown =>
  value instanceof Tensor
    ? `${value.dtype} ${value.device.name} [${[...value.shape]}]`
    : Array.isArray(value)
      ? value.map(shapesOf)
      : value

const wanted = (wire: unknown): unknown =>
  Array.isArray(wire)
    ? wire.map(wanted)
    : typeof wire === 'object' && wire !== null && 'dtype' in wire && 'shape' in wire
      ? `${wire.dtype} meta [${wire.shape}]`
      : wire

const rows = readTable<ModuleCase>('nn_modules').cases.filter(
  (row) => row.inputs?.length && !isError(row.output) && classesOf(row).every(hasClass),
)

describe('modules on meta', () => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const module = withDevice(cpu, () => build(row))
    const options = Object.entries(readOptions(row.forwardOptions ?? {})).map(([name, value]) => [name, onMeta(value)])
    const call = (): unknown => {
      const inputs = row.inputs!.map((input) => onMeta(readArgument(input)))
      return module(...inputs, ...(options.length > 0 ? [Object.fromEntries(options)] : []))
    }
    module.to(meta).eval()
    expect(shapesOf(call())).toEqual(wanted(row.output))
    module.train()
    const trained = row.trainOutput ?? row.output
    if (isError(trained)) expect(call).toThrow(TorchletError)
    else expect(shapesOf(call())).toEqual(wanted(trained))
  })
})
