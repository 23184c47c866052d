/* How PyTorch's CPU generator makes numbers of random bits, dtype by dtype. */
import { computeDType, type DType, isHalf, type TypedArray } from '../dtype'
import { halfReader, halfWriter } from '../half'
import type { Generator } from '../random/generator'
import { checkFloats } from './checks'

/** The values of a random tensor, in order. */
export type Draw = (generator: Generator, numel: number, dtype: DType) => ArrayLike<number | bigint>

/** How many random bits a dtype's uniform numbers have. */
const UNIFORM_BITS: Partial<Record<DType, number>> = { float32: 24, float16: 11, bfloat16: 8 }

const uniformSource = (generator: Generator, dtype: DType): (() => number) => {
  const bits = UNIFORM_BITS[dtype]
  return bits === undefined ? () => generator.uniform53() : () => generator.uniform(bits)
}

/** a + b as the nearest number and the rest that it leaves. */
function twoSum(a: number, b: number): [number, number] {
  const sum = a + b
  const part = sum - a
  return [sum, a - (sum - part) + (b - part)]
}

/** The upper half of a number's bits (Veltkamp). */
function upperHalf(a: number): number {
  const shifted = a * 134217729
  return shifted - (shifted - a)
}

const lastBits = /* @__PURE__ */ new Float64Array(1)
const asInteger = /* @__PURE__ */ new BigInt64Array(lastBits.buffer)

/**
 * a·b + c with one rounding, as processors compute it (Boldo and Melquiond: exact product and sums, and the smallest parts
 * rounded to odd, so that the last sum rounds as the exact one would).
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b
  const [a1, b1] = [upperHalf(a), upperHalf(b)]
  const [a2, b2] = [a - a1, b - b1]
  const rest = a2 * b2 - (product - a1 * b1 - a2 * b1 - a1 * b2)
  const [low, lowRest] = twoSum(c, rest)
  const [high, highRest] = twoSum(product, low)
  const [small, smallest] = twoSum(highRest, lowRest)
  lastBits[0] = small
  if (smallest !== 0 && (asInteger[0]! & 1n) === 0n) asInteger[0]! += small > 0 === smallest > 0 ? 1n : -1n
  return high + lastBits[0]
}

export const drawUniform =
  (from: number, to: number): Draw =>
  (generator, numel, dtype) => {
    checkFloats(dtype)
    const next = uniformSource(generator, dtype)
    const values = new Float64Array(numel)
    // PyTorch's processors multiply and add in one step, with one rounding: so do float64 products of float32 numbers.
    if (dtype === 'float64')
      for (let i = 0; i < numel; i++) values[i] = from || to !== 1 ? fusedMultiplyAdd(next(), to - from, from) : next()
    else {
      const round = rounding(dtype)
      const [low, width] = [round(from), round(round(to) - round(from))]
      for (let i = 0; i < numel; i++) values[i] = Math.fround(next() * width + low)
    }
    return values
  }

/** Numbers as a dtype holds them. */
const rounding = (dtype: DType): ((x: number) => number) =>
  isHalf(dtype) ? (x) => halfReader(dtype)(halfWriter(dtype)(x)) : dtype === 'float64' ? (x) => x : Math.fround

/** Below this size PyTorch draws normal numbers one by one, from it on in blocks; always one by one where they do not lie together. */
const BLOCK = 16

export const drawNormal =
  (mean: number, std: number, isContiguous = true): Draw =>
  (generator, numel, dtype) => {
    checkFloats(dtype)
    const values = new Float64Array(numel)
    if (numel < BLOCK || !isContiguous) {
      for (let i = 0; i < numel; i++) values[i] = generator.normal() * std + mean
      return values
    }
    const next = uniformSource(generator, dtype)
    for (let i = 0; i < numel; i++) values[i] = next()
    for (let i = 0; i + BLOCK <= numel; i += BLOCK) normalBlock(values, i, mean, std, dtype)
    if (numel % BLOCK !== 0) {
      // What does not fill a block: the last 16 are drawn again.
      for (let i = numel - BLOCK; i < numel; i++) values[i] = next()
      normalBlock(values, numel - BLOCK, mean, std, dtype)
    }
    return values
  }

/** Box and Muller on 16 uniform numbers: the first eight give radii, the last eight angles. */
function normalBlock(values: Float64Array, at: number, mean: number, std: number, dtype: DType): void {
  const round = rounding(dtype)
  // float16 has no functions of its own: they are float32's.
  const fine = rounding(dtype === 'float16' ? 'float32' : dtype)
  const [turn, by, base] = [rounding(computeDType(dtype))(2 * Math.PI), round(std), round(mean)]
  for (let j = at; j < at + BLOCK / 2; j++) {
    const radius = round(Math.sqrt(fine(-2 * fine(Math.log(1 - values[j]!)))))
    const angle = round(turn * values[j + BLOCK / 2]!)
    values[j] = fine(fine(radius * fine(Math.cos(angle))) * by) + base
    values[j + BLOCK / 2] = fine(fine(radius * fine(Math.sin(angle))) * by) + base
  }
}

/** Exponential numbers of rate 1. */
export const drawExponential: Draw = (generator, numel) =>
  Float64Array.from({ length: numel }, () => -Math.log(1 - generator.uniform53()))

/** Ones with these probabilities, each drawn in the probabilities' dtype; PyTorch draws float64 for a number. */
export const drawBernoulli =
  (chances: number | ArrayLike<number> | TypedArray, dtype: DType = 'float64'): Draw =>
  (generator, numel) => {
    const next = uniformSource(generator, dtype)
    const values = new Uint8Array(numel)
    for (let i = 0; i < numel; i++) values[i] = next() < (typeof chances === 'number' ? chances : chances[i]!) ? 1 : 0
    return values
  }
