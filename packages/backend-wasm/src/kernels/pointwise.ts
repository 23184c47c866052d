/* Pointwise ops: which have a kernel, and how their operands are handed over. */
import type { DType, Operand, PointwiseOp, View } from '@torchlet/tensor-core'
import { type Instance, itemSize, type MakeKernel } from '../instance'
import { type Laid, walkOf, writeAxes } from './walk'

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

const stored = { float32: new Float32Array(1), int32: new Int32Array(1) }

/** The address of a constant, written where kernels find it. */
function constant(wasm: Instance, value: number | bigint, compute: 'float32' | 'int32', place: number): number {
  const cell = stored[compute]
  cell[0] = Number(value)
  const address = wasm.scratch(16, 'constants') + place * 4
  if (compute === 'float32') wasm.f32(address, 1)[0] = cell[0]
  else wasm.i32(address, 1)[0] = cell[0]
  return address
}

export const map: MakeKernel<'map'> = (wasm) => (op, inputs, compute, out) => {
  const number = numberOf(op, inputs, compute, out)
  if (number === undefined) return false
  const still = out.shape.map(() => 0)
  const laid = inputs.map((input): Laid => (typeof input === 'object' ? input : { shape: out.shape, strides: still }))
  const walk = walkOf([out, ...laid])
  if (!walk) return
  const sizes = [out, ...inputs].map((operand) => (typeof operand === 'object' ? itemSize(operand) : 4))
  while (sizes.length < 4) sizes.push(0)
  const axes = writeAxes(wasm, walk.outer, sizes)
  const operands = inputs.flatMap((input, i) => [
    typeof input === 'object' ? wasm.input(input) : constant(wasm, input, compute as 'float32' | 'int32', i),
    walk.steps[i + 1]! * sizes[i + 1]!,
  ])
  while (operands.length < 6) operands.push(operands[0]!, UNUSED)
  const runs = walk.outer.reduce((product, [size]) => product * size!, 1)
  const parts = wasm.parts(walk.n * runs * (CURVES.has(op.name) ? 8 : 1))
  const workspace = wasm.scratch(4 * CHUNK_BYTES * wasm.threads, 'pointwise')
  wasm.parallel(
    'pointwise',
    parts,
    number,
    walk.n,
    workspace,
    axes,
    wasm.output(out),
    walk.steps[0]! * sizes[0]!,
    ...operands,
  )
}
