/* Pointwise kernels of the host: one loop per arity, copied for each op (see specialize.ts). */
import type { Operand, View } from '../device'
import { arrayType, type DType, isIntegral, type TypedArray } from '../dtype'
import type { PointwiseOp } from '../op-literals'
import { isContiguous, numelOf } from '../shape'
import { specialized } from './specialize'
import { planWalk, type Walk, walk } from './walk'

// biome-ignore lint/suspicious/noExplicitAny: numbers or bigints, by the arrays' type
type Elementwise = (...operands: any[]) => any
// biome-ignore lint/suspicious/noExplicitAny: indexed as whatever the op's function takes
type Elements = any

function loop1(
  f: Elementwise,
  n: number,
  out: Elements,
  o: number,
  os: number,
  x: Elements,
  i: number,
  is: number,
): void {
  for (let k = 0; k < n; k++, o += os, i += is) out[o] = f(x[i])
}

function loop2(
  f: Elementwise,
  n: number,
  out: Elements,
  o: number,
  os: number,
  x: Elements,
  i: number,
  is: number,
  y: Elements,
  j: number,
  js: number,
): void {
  for (let k = 0; k < n; k++, o += os, i += is, j += js) out[o] = f(x[i], y[j])
}

function loop3(
  f: Elementwise,
  n: number,
  out: Elements,
  o: number,
  os: number,
  x: Elements,
  i: number,
  is: number,
  y: Elements,
  j: number,
  js: number,
  z: Elements,
  l: number,
  ls: number,
): void {
  for (let k = 0; k < n; k++, o += os, i += is, j += js, l += ls) out[o] = f(x[i], y[j], z[l])
}

/**
 * Ops on the bits of float32, where asking which number is less would mispredict every other branch. relu: what is less than −0 and
 * not beyond −∞, where the NaNs lie, becomes 0.
 */
const BITWISE: Record<string, Elementwise> = { relu: (bits) => bits & ~((bits & (bits - 1) & (bits + 0x7fffff)) >> 31) }
const bitsOf = ({ buffer, byteOffset, length }: TypedArray): TypedArray => new Int32Array(buffer, byteOffset, length)

const specialized1 = /* @__PURE__ */ specialized(loop1)
const specialized2 = /* @__PURE__ */ specialized(loop2)
const specialized3 = /* @__PURE__ */ specialized(loop3)

const truths = /* @__PURE__ */ new WeakMap<Elementwise, Elementwise>()

/** Bool results are 0 or 1 whatever the function gives: 1 + 1 is still true. */
function asTruth(f: Elementwise): Elementwise {
  let truth = truths.get(f)
  if (!truth) truths.set(f, (truth = (...operands) => (f(...operands) === 0 ? 0 : 1)))
  return truth
}

/** The op's function for elements of this dtype. */
function functionFor(op: PointwiseOp, compute: DType, result: DType): Elementwise {
  if (compute === 'int64') return op.big ?? op.f
  if (op.int && isIntegral(compute) && compute !== 'bool') return op.int
  return result === 'bool' && compute === 'bool' && op.result !== 'bool' ? asTruth(op.f) : op.f
}

const asArray = (value: number | bigint, dtype: DType): TypedArray => {
  const array = new (arrayType(dtype))(1)
  array[0] = dtype === 'int64' ? BigInt(value) : Number(value)
  return array
}

const isFlat = (input: Operand): boolean => typeof input !== 'object' || isContiguous(input.shape, input.strides)

/** How to walk the operands. Most often all lie flat, and there is nothing to plan: small tensors live by that. */
function planOf(inputs: readonly Operand[], out: View): Walk | undefined {
  if (isFlat(out) && inputs.every(isFlat)) {
    const n = numelOf(out.shape)
    if (n === 0) return undefined
    return { n, steps: [1, ...inputs.map((input) => (typeof input === 'object' ? 1 : 0))], outer: [], outerStrides: [] }
  }
  const still = out.shape.map(() => 0)
  return planWalk(out.shape, [
    out.strides,
    ...inputs.map((input) => (typeof input === 'object' ? input.strides : still)),
  ])
}

export function map(op: PointwiseOp, inputs: readonly Operand[], compute: DType, out: View): void {
  const plan = planOf(inputs, out)
  if (!plan) return
  // Fewer would not pay for the views.
  const bitwise = compute === 'float32' && plan.n > 63 ? BITWISE[op.name] : undefined
  const f = bitwise ?? functionFor(op, compute, out.dtype)
  // A text made of two would have to be hashed anew at each call.
  const kind = out.dtype === compute ? compute : compute + out.dtype
  const arrays = inputs.map((input) => (typeof input === 'object' ? input.array : asArray(input, compute)))
  const offsets = inputs.map((input) => (typeof input === 'object' ? input.offset : 0))
  const { n, steps } = plan
  const [os, is, js, ls] = steps as [number, number, number, number]
  const [x, y, z] = arrays
  const to = bitwise ? bitsOf(out.array) : out.array
  const start = [out.offset, ...offsets]
  if (inputs.length === 1) {
    const loop = specialized1(f, kind)
    const from = bitwise ? bitsOf(x!) : x
    walk(plan, start, ([o, i]) => loop(f, n, to, o!, os, from, i!, is))
  } else if (inputs.length === 2) {
    const loop = specialized2(f, kind)
    walk(plan, start, ([o, i, j]) => loop(f, n, to, o!, os, x, i!, is, y, j!, js))
  } else {
    const loop = specialized3(f, kind)
    walk(plan, start, ([o, i, j, l]) => loop(f, n, to, o!, os, x, i!, is, y, j!, js, z, l!, ls))
  }
}
