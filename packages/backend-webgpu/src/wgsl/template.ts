/*
 * Op literals as templates: an expression over x, y, z with places for the operands. A literal is read once for each kind of
 * elements that it meets.
 */
import { DeviceError, type DType, type PointwiseOp, type ReduceOp } from '@torchlet/tensor-core/ops'
import { narrowed, type WordType, wordType } from './words'

/** Text around operands: pieces[0] operand(slots[0]) pieces[1] … */
export interface Template {
  readonly pieces: readonly string[]
  readonly slots: readonly number[]
}

const NAMES = ['x', 'y', 'z']

/** Splits an expression at its operands. */
export function templateOf(text: string): Template {
  const pieces: string[] = []
  const slots: number[] = []
  let from = 0
  for (const match of text.matchAll(/[A-Za-z_]\w*/g)) {
    const slot = NAMES.indexOf(match[0])
    // `v.x` is a member.
    if (slot < 0 || text[match.index - 1] === '.') continue
    pieces.push(text.slice(from, match.index))
    slots.push(slot)
    from = match.index + match[0].length
  }
  pieces.push(text.slice(from))
  return { pieces, slots }
}

export function filled({ pieces, slots }: Template, operands: readonly string[]): string {
  let text = pieces[0]!
  for (let i = 0; i < slots.length; i++) text += operands[slots[i]!]! + pieces[i + 1]!
  return text
}

/**
 * What literals call, by the names of what stands for it here: WGSL's own functions may lose NaN, or lie off by 2⁻¹¹, and a constant
 * Infinity is an error in it.
 */
const STANDS_FOR: Record<string, string> = {
  inf: 'infinity()',
  tanh: 'safe_tanh',
  clamp: 'clamped',
  pow: 'power',
  rsqrt: 'inverseSqrt',
  deg2rad: 'radians',
  rad2deg: 'degrees',
  ...Object.fromEntries(
    ['exp', 'exp2', 'log', 'log2', 'sin', 'cos', 'tan', 'acos', 'acosh', 'asinh', 'atanh', 'atan2', 'sinh', 'cosh'].map(
      (name) => [name, `exact_${name}`],
    ),
  ),
}

/** The function of an op's name, called with its operands. */
const callOf = ({ name, f }: PointwiseOp | ReduceOp): string => `${name}(${NAMES.slice(0, f.length).join(', ')})`

const withFunctions = (wgsl: string): string => wgsl.replace(/[A-Za-z_]\w*/g, (name) => STANDS_FOR[name] ?? name)

/** An op's expression for elements held as `type`. */
function expressionFor(op: PointwiseOp | ReduceOp, type: WordType): string {
  const wgsl = op.wgsl ?? callOf(op)
  return withFunctions(type === 'i32' ? (op.wgslInt ?? wgsl) : wgsl)
}

const pointwise = /* @__PURE__ */ new WeakMap<PointwiseOp, Map<string, Template>>()

/** A pointwise op that computes in one dtype and gives another. */
export function pointwiseTemplate(op: PointwiseOp, compute: DType, result: DType): Template {
  let known = pointwise.get(op)
  if (!known) pointwise.set(op, (known = new Map()))
  const key = `${compute} ${result}`
  let template = known.get(key)
  if (!template) {
    const text = `(${expressionFor(op, wordType(compute))})`
    // Truths come as u32.
    const value = op.result === 'bool' ? `i32${text}` : narrowed(text, result)
    known.set(key, (template = templateOf(value)))
  }
  return template
}

const folds = /* @__PURE__ */ new WeakMap<ReduceOp, Map<DType, string>>()

/** A fold's step over (x, y) in one dtype, as the body of a function. */
export function foldText(op: ReduceOp, dtype: DType): string {
  let known = folds.get(op)
  if (!known) folds.set(op, (known = new Map()))
  let text = known.get(dtype)
  if (!text) known.set(dtype, (text = narrowed(`(${expressionFor(op, wordType(dtype))})`, dtype)))
  return text
}

/** What a fold does to an element x first. */
export const elementText = ({ wgslElement }: ReduceOp, dtype: DType): string =>
  wgslElement !== undefined && wordType(dtype) === 'f32' ? withFunctions(wgslElement) : 'x'

const casts = /* @__PURE__ */ new Map<string, Template>()

/** A word of one dtype as another stores it. */
export function castTemplate(from: DType, to: DType): Template {
  const key = `${from} ${to}`
  let template = casts.get(key)
  if (!template) casts.set(key, (template = templateOf(castText(from, to))))
  return template
}

function castText(from: DType, to: DType): string {
  if (from === to) return 'x'
  const [source, target] = [wordType(from), wordType(to)]
  if (to === 'bool') return source === 'f32' ? 'i32(!(x == 0.0))' : 'i32(x != 0)'
  if (source === 'f32' && target === 'i32') return narrowed('float_to_int(x)', to)
  const value = source === target ? 'x' : `${target}(x)`
  // What a wider type of the same kind holds already needs no rounding.
  return from === 'bool' || (from === 'uint8' && to !== 'int8') ? value : narrowed(value, to)
}

/** The word of a JavaScript number in this dtype, by its bits. Throws where int64 cannot hold it here. */
export function wordOf(value: number | bigint, dtype: DType): number {
  if (wordType(dtype) === 'f32') {
    single[0] = Number(value)
    return singleBits[0]!
  }
  if (dtype === 'int64') {
    const whole = typeof value === 'bigint' ? value : BigInt(Math.trunc(value) || 0)
    if (BigInt.asIntN(32, whole) !== whole)
      throw new DeviceError(`webgpu: int64 is held in 32 bits, between -2147483648 and 2147483647; got ${whole}`)
    return Number(BigInt.asUintN(32, whole))
  }
  const whole = typeof value === 'bigint' ? value : BigInt(Number.isFinite(value) ? Math.trunc(value) : 0)
  const wrapped = dtype === 'uint8' ? BigInt.asUintN(8, whole) : BigInt.asIntN(WIDTHS[dtype] ?? 32, whole)
  return Number(BigInt.asUintN(32, wrapped))
}

const WIDTHS: Partial<Record<DType, number>> = { int8: 8, int16: 16 }

const single = /* @__PURE__ */ new Float32Array(1)
const singleBits = /* @__PURE__ */ new Uint32Array(single.buffer)
