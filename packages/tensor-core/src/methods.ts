/*
 * The methods of Tensor. Every op (or `named` function) listed in ops/elementwise-ops.ts and ops/method-ops.ts becomes a method under its own
 * name, the elementwise ones in place too, under the name with an underscore. `@torchlet/tensor-core` puts them on the class when it is
 * imported; `@torchlet/tensor-core/ops` does not, and bundles no op that nobody calls.
 */
import { type Casts, castName, DTYPES } from './dtype'
import { formatTensor } from './format/tensor'
import { cast, contiguous, copyTo } from './ops/allocate'
import { where } from './ops/arithmetic'
import type { TrapezoidOptions } from './ops/difference'
import * as elementwise from './ops/elementwise-ops'
import { type InPlace, inPlace } from './ops/in-place'
import { at, type Index } from './ops/indexing'
import * as others from './ops/method-ops'
import { toCpu } from './ops/move'
import type { NonzeroOptions } from './ops/nonzero'
import type { ReduceOptions, ValuesAndIndices } from './ops/reduce'
import type { ConsecutiveOptions, UniqueOptions } from './ops/unique'
import { permute, select, t, transpose } from './ops/views'
import type { TensorOrScalar } from './promotion'
import { INSPECT } from './size'
import { Tensor } from './tensor'

// biome-ignore lint/suspicious/noExplicitAny: any op whose first operand is a tensor
type OnTensor = (x: any, ...rest: any[]) => any
/** A function on a tensor, as the tensor's method. */
type Method<F> = F extends (x: never, ...rest: infer R) => infer Out ? (...rest: R) => Out : never
type Methods<Ops> = { [K in keyof Ops]: Method<Ops[K]> }
type InPlaceMethods<Ops> = {
  [K in keyof Ops as `${K & string}_`]: Ops[K] extends OnTensor ? Method<InPlace<Ops[K]>> : never
}

type Elementwise = typeof elementwise
/** Overloaded ops are spelled out below: a mapped type sees only their last form. */
type Overloaded = 'max' | 'min' | 'median' | 'nanmedian' | 'nonzero' | 'trapezoid' | 'unique' | 'uniqueConsecutive'
type Others = Omit<typeof others, Overloaded>

export interface TensorMethods
  extends Methods<Elementwise>,
    InPlaceMethods<Elementwise>,
    Methods<Others>,
    Record<Casts, () => Tensor> {
  /** Part of the tensor, as Python's x[...]: see the function `at`. */
  at(...indices: Index[]): Tensor
  max(): Tensor
  max(other: Tensor): Tensor
  max(dim: number, options?: ReduceOptions): ValuesAndIndices
  min(): Tensor
  min(other: Tensor): Tensor
  min(dim: number, options?: ReduceOptions): ValuesAndIndices
  /** The middle element (the lower of two), NaN where there is one; along a dim, also where it is. */
  median(): Tensor
  median(dim: number, options?: ReduceOptions): ValuesAndIndices
  /** The middle of the elements that are not NaN (the lower of two); along a dim, also where it is. */
  nanmedian(): Tensor
  nanmedian(dim: number, options?: ReduceOptions): ValuesAndIndices
  /** Σ (yᵢ + yᵢ₊₁) / 2 · (xᵢ₊₁ − xᵢ) along `dim` (default −1): see the function `trapezoid`. */
  trapezoid(dim?: number | TrapezoidOptions, options?: TrapezoidOptions): Tensor
  trapezoid(x: Tensor, dim?: number): Tensor
  /** The elements (or parts along `dim`), each once, in ascending order: see the function `unique`. */
  unique(dim?: number | null): Tensor
  unique(dim: number | null | UniqueOptions, options?: UniqueOptions): Tensor | Tensor[]
  /** The elements (or parts along `dim`) less each that equals the one before it. */
  uniqueConsecutive(dim?: number | null): Tensor
  uniqueConsecutive(dim: number | null | ConsecutiveOptions, options?: ConsecutiveOptions): Tensor | Tensor[]
  /** Where it is not zero: int64 [count, axes], or one vector for each axis. */
  nonzero(options: { asTuple: true }): Tensor[]
  nonzero(options?: NonzeroOptions): Tensor
  /** This where the condition holds, else y. */
  where(condition: Tensor, y: TensorOrScalar): Tensor
  /** A contiguous copy. */
  clone(): Tensor
  /** The tensor with its elements in row-major order: itself where they are. */
  contiguous(): Tensor
  /** The tensor on cpu, from any device. */
  cpu(): Promise<Tensor>
  /** The transpose of a matrix; with more axes, all of them in reverse. */
  readonly T: Tensor
  /** The last two axes exchanged. */
  readonly mT: Tensor
  /** What PyTorch's `print` prints. */
  toString(): string
  /** The parts along the first axis. */
  [Symbol.iterator](): Iterator<Tensor>
}

const prototype = Tensor.prototype

function define(name: string | symbol, f: OnTensor): void {
  Object.defineProperty(prototype, name, {
    value(this: Tensor, ...rest: unknown[]) {
      return f(this, ...rest)
    },
    writable: true,
    configurable: true,
  })
}

function defineGetter(name: string, f: (x: Tensor) => Tensor): void {
  Object.defineProperty(prototype, name, {
    get(this: Tensor) {
      return f(this)
    },
    configurable: true,
  })
}

/** Puts every method on Tensor. */
export function installMethods(): void {
  for (const f of Object.values<OnTensor>(elementwise)) {
    define(f.name, f)
    define(`${f.name}_`, inPlace(f))
  }
  for (const f of Object.values<OnTensor>(others)) define(f.name, f)
  for (const dtype of DTYPES) define(castName(dtype), (x: Tensor) => cast(x, dtype))

  define('at', at)
  define('where', (x: Tensor, condition: Tensor, y: TensorOrScalar) => where(condition, x, y))
  define('clone', (x: Tensor) => copyTo(x))
  define('contiguous', contiguous)
  define('cpu', toCpu)
  define('toString', formatTensor)
  for (const symbol of [INSPECT, Symbol.for('Deno.customInspect')]) define(symbol, String)
  define(Symbol.for('Jupyter.display'), (x: Tensor) => ({ 'text/plain': String(x) }))
  define(Symbol.iterator, function* (x: Tensor) {
    for (let i = 0; i < x.shape[0]!; i++) yield select(x, 0, i)
  })
  defineGetter('T', (x) => (x.ndim === 2 ? t(x) : permute(x, [...x.shape.keys()].reverse())))
  defineGetter('mT', (x) => (x.ndim === 0 ? x : transpose(x, -2, -1)))
}
