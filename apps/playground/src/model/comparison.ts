/* The same network on several devices: how far they are apart, layer by layer, and how long they take. */
import type { Network } from '@torchlet/examples/network'
import { compareDevices } from '@torchlet/inspection'
import type { Device } from '@torchlet/tensor-core/ops'
import type { Picture } from '../raster/picture'
import { inputOf, typical, warmUp } from './look'
import { placed } from './on-device'

export interface ComparedLayer {
  readonly name: string
  /** For each device but the first: the largest difference from the first one's values. */
  readonly most: readonly number[]
}

export interface Comparison {
  readonly devices: readonly string[]
  readonly layers: readonly ComparedLayer[]
  /** The typical pass on each device. */
  readonly milliseconds: readonly number[]
  /** A sentence for each device but the first. */
  readonly verdicts: readonly string[]
}

/** How far apart float32 sums in another order may come: this much, and this part of the value. */
const TOLERANCE = { atol: 1e-5, rtol: 1e-4 }

/** Runs the network, which is on cpu, on all devices; the first one is the measure. Throws what a device throws. */
export async function compared(network: Network, picture: Picture, devices: readonly Device[]): Promise<Comparison> {
  const { rows, parted } = await compareDevices(network, inputOf(picture), devices, TOLERANCE)
  const layers = rows.map(({ name, differences }) => ({ name, most: differences.map(({ max }) => max) }))
  const milliseconds: number[] = []
  for (const device of devices) milliseconds.push(await typicalPass(network, picture, device))
  const [measure, ...others] = devices.map(({ name }) => name) as [string, ...string[]]
  const verdicts = others.map((name, k) => verdictOf(name, measure, layers, k, parted[k]?.name))
  return { devices: [measure, ...others], layers, milliseconds, verdicts }
}

async function typicalPass(network: Network, picture: Picture, device: Device): Promise<number> {
  const on = placed(network, device)
  try {
    return typical(await warmUp(on.network, picture, device)).median
  } finally {
    on.dispose()
  }
}

/** What the differences of the k-th other device come to, in words. */
export function verdictOf(
  name: string,
  measure: string,
  layers: readonly ComparedLayer[],
  k: number,
  parted: string | undefined,
): string {
  const largest = layers.reduce((most, layer) => (layer.most[k]! > most.most[k]! ? layer : most))
  const difference = `the largest difference is ${scientific(largest.most[k]!)}, in ${largest.name}`
  if (parted !== undefined) return `${name} parts from ${measure} at ${parted}; ${difference}.`
  if (largest.most[k] === 0) return `${name} gives the very numbers of ${measure} in all ${layers.length} steps.`
  return `${name} agrees with ${measure} in all ${layers.length} steps; ${difference}.`
}

const RAISED = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' }

/** 1.79e-7 → '1.8 × 10⁻⁷'; 0 → '0'. */
export function scientific(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value)
  const [digits, power] = value.toExponential(1).split('e') as [string, string]
  const raised = Array.from(power.replace('+', ''), (character) => RAISED[character as keyof typeof RAISED])
  return `${digits} × 10${raised.join('')}`
}

/** Differences up to the least have no bar, from the most on a whole one. */
export const LEAST = 1e-9
export const MOST = 1e-3

/** How long a difference's bar is, from 0 to 1: each factor of ten is as long as the others. */
export function barOf(difference: number): number {
  const share = Math.log(difference / LEAST) / Math.log(MOST / LEAST)
  return Math.min(1, Math.max(0, Number.isNaN(share) ? 1 : share))
}
