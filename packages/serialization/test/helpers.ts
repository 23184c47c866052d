import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Tensor } from '@torchlet/tensor-core/ops'
import { afterAll, expect } from 'vitest'
import { CheckpointError } from '../src/index'

const goldens = new URL('../../../goldens/serialization/', import.meta.url)
export const goldenPath = (name: string): string => fileURLToPath(new URL(`files/${name}`, goldens))
export const golden = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(goldenPath(name)))
export const expected = JSON.parse(readFileSync(new URL('expected.json', goldens), 'utf8')).files as Record<
  string,
  unknown
>

/** What one element reads as: half types from their bits, without the code under test. */
function half(bits: number, exponentBits: number, fractionBits: number): number {
  const sign = bits >> 15 ? -1 : 1
  const top = 2 ** exponentBits - 1
  const exponent = (bits >> fractionBits) & top
  const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits
  const bias = 2 ** (exponentBits - 1) - 1
  if (exponent === top) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (exponent ? (1 + fraction) * 2 ** (exponent - bias) : fraction * 2 ** (1 - bias))
}

const special = (value: number): unknown =>
  Number.isFinite(value) ? value : { $float: Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf' }

function element(dtype: string, value: number | bigint): unknown {
  if (typeof value === 'bigint') return integer(value)
  if (dtype === 'bool') return value !== 0
  if (dtype === 'float16') return special(half(value, 5, 10))
  if (dtype === 'bfloat16') return special(half(value, 8, 7))
  return special(value)
}

const integer = (value: bigint): unknown => {
  const number = Number(value)
  return Math.abs(number) < 2 ** 53 ? number : { $int: String(value) }
}

/** Loaded data in the form of expected.json. */
export function described(value: unknown): unknown {
  if (value instanceof Tensor) {
    const { dtype, shape } = value
    const values = Array.from(value.data as Float32Array, (item) => element(dtype, item))
    return { $tensor: { dtype, shape: [...shape], stride: [...value.strides], values } }
  }
  if (value instanceof Uint8Array) return { $bytes: [...value] }
  if (value instanceof Set) return { $set: [...value].sort() }
  if (Array.isArray(value)) return value.map(described)
  if (typeof value === 'bigint') return integer(value)
  if (typeof value === 'number') return special(value)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, described(item)]))
}

/** Without the strides, which not every format keeps. */
export function withoutStrides(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, item) => (key === 'stride' ? undefined : item))
}

/** The message of the CheckpointError that the work ends with. */
export async function refusal(work: () => unknown): Promise<string> {
  let result: unknown
  try {
    result = await work()
  } catch (error) {
    expect(error, String((error as Error)?.stack)).toBeInstanceOf(CheckpointError)
    return (error as Error).message
  }
  throw new Error(`nothing was refused: ${JSON.stringify(result)?.slice(0, 200)}`)
}

let folder: Promise<string> | undefined

/** A path in a folder that is removed after the tests. */
export async function temporary(name: string): Promise<string> {
  folder ??= mkdtemp(join(tmpdir(), 'torchlet-'))
  return join(await folder, name)
}

afterAll(async () => {
  if (folder) await rm(await folder, { recursive: true, force: true })
  folder = undefined
})

/** Little helpers to build files by hand. */
export const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value)
export const latin = (value: string): Uint8Array => Uint8Array.from(value, (character) => character.charCodeAt(0))
export const concat = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

/** A Python with torch, or why there is none. */
export const python = findPython()

function findPython(): { command?: string; why?: string } {
  const command = process.env.TORCHLET_PYTHON ?? 'python3'
  for (const candidate of process.env.TORCHLET_PYTHON ? [command] : [command, '/usr/bin/python3'])
    if (spawnSync(candidate, ['-c', 'import torch']).status === 0) return { command: candidate }
  const why = `no Python with torch was found (${command}); set TORCHLET_PYTHON to one`
  console.warn(`left out: ${why}`)
  return { why }
}

export function runPython(script: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(python.command!, ['-c', script, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`Python: ${stderr}`)
  return stdout
}
