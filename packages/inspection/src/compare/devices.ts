import type { AnyModule } from '@torchlet/nn'
import { checkOptions, describe } from '@torchlet/tensor-core/fused'
import { ArgumentError, type Device, type Tensor, tidy, to, toCpu, withDevice } from '@torchlet/tensor-core/ops'
import { argumentsOf, checkModule } from '../arguments'
import { type Step, trace } from '../capture/trace'
import { mapTensors, tensorsIn } from '../nested'
import { numbersOf } from '../numbers'
import { onDevice } from '../on-device'
import { printable } from '../text/printable'
import { textTable } from '../text/table'
import { short } from '../text/units'
import { type Difference, difference, type Tolerance } from './difference'

/** A layer or op, and how far the devices are apart there. */
export interface DeviceRow {
  /** The layer, or the op between layers, as `capture` names it. */
  readonly name: string
  readonly type: string
  /** For each device but the first: how far its values are from the first one's. */
  readonly differences: readonly Difference[]
}

/** What `compareDevices` finds. Prints as a table. */
export interface DeviceComparison {
  readonly devices: readonly string[]
  /** In the order of the calls. */
  readonly rows: readonly DeviceRow[]
  /** For each device but the first: the first row beyond the tolerance, or null. */
  readonly parted: readonly (DeviceRow | null)[]
  toString(): string
}

function stepsOn(module: AnyModule, args: readonly unknown[], device: Device): readonly Step[] {
  return onDevice(module, device, () =>
    tidy(() => {
      const moved = args.map((arg) => mapTensors(arg, (x) => to(x, device)))
      return withDevice(device, () => trace(module, moved, { ops: true }).steps)
    }),
  )
}

async function valuesOf(steps: readonly Step[]): Promise<Tensor[][]> {
  return Promise.all(steps.map(({ value }) => Promise.all(tensorsIn(value).map((x) => toCpu(x)))))
}

/** The largest difference among the tensors that one step gave. */
function worst(a: readonly Tensor[], b: readonly Tensor[], tolerance: Tolerance): Difference {
  const each = a.map((x, i) =>
    difference(numbersOf(x, 'compareDevices'), numbersOf(b[i]!, 'compareDevices'), tolerance),
  )
  const none: Difference = { max: 0, mean: 0, at: -1, beyond: 0 }
  const largest = each.reduce((most, one) => (one.max > most.max ? one : most), none)
  return { ...largest, beyond: each.reduce((sum, { beyond }) => sum + beyond, 0) }
}

/**
 * Runs a network on several devices and compares what every layer, and every op between layers, gives with the first device's: where
 * two devices part, and how far apart they come. The module's own tensors stay where they are. Throws ArgumentError for fewer
 * than two devices.
 */
export async function compareDevices(
  module: AnyModule,
  inputs: unknown,
  devices: readonly Device[],
  options: Tolerance = {},
): Promise<DeviceComparison> {
  checkModule(module, 'compareDevices')
  checkOptions(options, ['rtol', 'atol'], 'compareDevices')
  if (!Array.isArray(devices) || devices.length < 2 || devices.some((device) => typeof device?.allocate !== 'function'))
    throw new ArgumentError(`compareDevices: expected two or more devices, got ${describe(devices)}`)
  const args = argumentsOf(inputs, 'compareDevices')
  const runs = devices.map((device) => stepsOn(module, args, device))
  const values = await Promise.all(runs.map(valuesOf))
  const [reference, ...others] = values as [Tensor[][], ...Tensor[][][]]
  const rows = runs[0]!.map(({ name, type }, i) => ({
    name,
    type,
    differences: others.map((other) => worst(other[i]!, reference[i]!, options)),
  }))
  const parted = others.map((_, k) => rows.find(({ differences }) => differences[k]!.beyond > 0) ?? null)
  for (const x of runs.flat().flatMap(({ value }) => tensorsIn(value))) x.dispose()
  const names = devices.map(({ name }) => name)
  return printable({ devices: names, rows, parted }, () => print(rows, names))
}

const print = (rows: readonly DeviceRow[], [, ...others]: readonly string[]): string =>
  textTable<DeviceRow>(
    [
      { title: 'layer', cell: ({ name, type }) => (name === type ? name : `${name} ${type}`) },
      ...others.map((title, k) => ({
        title,
        cell: ({ differences }: DeviceRow) => `${differences[k]!.beyond > 0 ? '! ' : ''}${short(differences[k]!.max)}`,
        right: true,
      })),
    ],
    rows,
  )
