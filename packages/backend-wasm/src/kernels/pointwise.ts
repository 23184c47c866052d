/* Pointwise ops: which have a kernel, and how their operands are handed over. */
import type { DType, Operand, PointwiseOp, View } from '@torchlet/tensor-core/ops'
import { type Instance, itemSize, type MakeKernel } from '../instance'
import { isContiguous, numelOf } from './layout'
import { type Laid, NO_AXES, type Walk, walkOf, writeAxes } from './walk'

/** The names of the ops at the places where assembly/pointwise/table.ts has them. `?` is no op's name. */
const ON_FLOATS =
  'abs neg sqrt rsqrt reciprocal floor ceil trunc round relu exp expm1 log tanh sigmoid erf erfc gelu geluTanh silu mish ' +
  'logsigmoid selu hardsigmoid hardswish softsign add sub mul div maximum minimum leakyRelu elu celu clamp softplus'
const ON_INTEGERS = 'abs neg relu add sub mul maximum minimum'
const COMPARISONS = 'eq ne lt le gt ge'

const FIRST_ON_INTEGERS = 37
const CHOICE = 63
const FIRST_COMPARISON = 64

const numbered = (names: string, first: number): [string, number][] =>
  names.split(' ').map((name, i) => [name, first + i])

const FLOATS = new Map([
  ...numbered(ON_FLOATS, 0),
  ...numbered(COMPARISONS, FIRST_COMPARISON),
  ['where', CHOICE] as const,
])
const INTEGERS = new Map([
  ...numbered(ON_INTEGERS, FIRST_ON_INTEGERS),
  ...numbered(COMPARISONS, FIRST_COMPARISON + 6),
  ['where', CHOICE] as const,
])
/** From exp on, what takes about ten times as long as an addition. */
const CURVES = new Set([...ON_FLOATS.split(' ').slice(10, 22), 'elu', 'celu', 'selu', 'softplus'])

/** The ops that have a kernel, by name, on float32 and on int32. */
export const POINTWISE = { float32: FLOATS, int32: INTEGERS } as const

const CHUNK_BYTES = 512 * 4
const UNUSED = 1
const NO_BYTES: readonly number[] = []

/** The op's number, or undefined where the host does it. */
function numberOf(op: PointwiseOp, inputs: readonly Operand[], compute: DType, out: View): number | undefined {
  if (compute !== 'float32' && compute !== 'int32') return undefined
  // Truncated division has the same name.
  if (op.name === 'div' && op.result !== 'float') return undefined
  const number = POINTWISE[compute].get(op.name)
  if (number === undefined) return undefined
  const given = number >= FIRST_COMPARISON ? 'bool' : compute
  return out.dtype === given && !(number === CHOICE && typeof inputs[0] !== 'object') ? number : undefined
}

/** The address of a constant, written where kernels find it. */
function constant(wasm: Instance, value: number | bigint, compute: DType, place: number): number {
  const address = wasm.scratch(16, 'constants') + place * 4
  if (compute === 'float32') wasm.floats[address >>> 2] = Number(value)
  else wasm.words[address >>> 2] = Number(value)
  return address
}

/** How many elements lie flat in all operands; −1 where they do not. */
function flatLength(inputs: readonly Operand[], out: View): number {
  if (!isContiguous(out)) return -1
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!
    if (typeof input === 'object' && !isContiguous(input)) return -1
  }
  return numelOf(out.shape)
}

/** The walk where the operands do not lie flat; constants lie still. */
function stridedWalk(inputs: readonly Operand[], out: View): Walk | undefined {
  const still = out.shape.map(() => 0)
  const laid = inputs.map((input): Laid => (typeof input === 'object' ? input : { shape: out.shape, strides: still }))
  return walkOf([out, ...laid])
}

const bytesOf = (operand: Operand): number => (typeof operand === 'object' ? itemSize(operand) : 4)

export const map: MakeKernel<'map'> = (wasm) => (op, inputs, compute, out) => {
  const number = numberOf(op, inputs, compute, out)
  if (number === undefined) return false
  const flat = flatLength(inputs, out)
  const walk = flat < 0 ? stridedWalk(inputs, out) : undefined
  if (flat === 0 || (flat < 0 && !walk)) return
  const { n, steps, outer } = walk ?? { n: flat, steps: undefined, outer: NO_AXES }
  // Addresses and steps of x, y and z; what the op does not take stands as x.
  const given = [0, UNUSED, 0, UNUSED, 0, UNUSED]
  for (let i = 0; i < 3; i++) {
    const input = inputs[i]
    if (input === undefined) given[2 * i] = given[0]!
    else if (typeof input !== 'object') {
      given[2 * i] = constant(wasm, input, compute, i)
      given[2 * i + 1] = 0
    } else {
      given[2 * i] = wasm.input(input)
      given[2 * i + 1] = (steps ? steps[i + 1]! : 1) * itemSize(input)
    }
  }
  const axes = writeAxes(wasm, outer, outer.length > 0 ? [out, ...inputs, 0, 0].slice(0, 4).map(bytesOf) : NO_BYTES)
  let total = n
  for (let i = 0; i < outer.length; i++) total *= outer[i]![0]!
  const parts = wasm.parts(total * (CURVES.has(op.name) ? 8 : 1))
  const workspace = wasm.scratch(4 * CHUNK_BYTES * wasm.threads, 'pointwise')
  const outStep = (steps ? steps[0]! : 1) * itemSize(out)
  const [x, xStep, y, yStep, z, zStep] = given as [number, number, number, number, number, number]
  const to = wasm.output(out)
  wasm.parallel('pointwise', parts, number, n, workspace, axes, to, outStep, x, xStep, y, yStep, z, zStep)
}
