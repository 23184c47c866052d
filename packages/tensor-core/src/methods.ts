/*
 * The methods of Tensor. Every op (or `named` function) listed in ops/elementwise-ops.ts and ops/method-ops.ts becomes a method under its own
 * name, the elementwise ones in place too, under the name with an underscore. `@torchlet/tensor-core` puts them on the class when it is
 * imported; `@torchlet/tensor-core/ops` does not, and bundles no op that nobody calls.
 */
import type { DType } from './dtype'
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

/** PyTorch's short names of casts. */
const CASTS = {
  float: 'float32',
  double: 'float64',
  half: 'float16',
  bfloat16: 'bfloat16',
  long: 'int64',
  int: 'int32',
  short: 'int16',
  char: 'int8',
  byte: 'uint8',
  bool: 'bool',
} as const satisfies Record<string, DType>

export interface TensorMethods
  extends Methods<Elementwise>,
    InPlaceMethods<Elementwise>,
    Methods<Others>,
    Record<keyof typeof CASTS, () => Tensor> {
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

/** What consoles call to print an object: Node's and Bun's, and Deno's. */
const INSPECT = ['nodejs.util.inspect.custom', 'Deno.customInspect'].map((name) => Symbol.for(name))

const prototype = Tensor.prototype

function define(name: string | symbol, method: (this: Tensor, ...args: never[]) => unknown): void {
  Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true })
}

function defineOp(name: string, f: OnTensor): void {
  define(name, function (...rest) {
    return f(this, ...rest)
  })
}

/** Puts every method on Tensor. */
export function installMethods(): void {
  for (const f of Object.values<OnTensor>(elementwise)) {
    defineOp(f.name, f)
    defineOp(`${f.name}_`, inPlace(f))
  }
  for (const f of Object.values<OnTensor>(others)) defineOp(f.name, f)
  for (const [name, dtype] of Object.entries(CASTS)) defineOp(name, (x: Tensor) => cast(x, dtype))

  defineOp('at', at)
  defineOp('where', (x: Tensor, condition: Tensor, y: TensorOrScalar) => where(condition, x, y))
  defineOp('clone', (x: Tensor) => copyTo(x))
  defineOp('contiguous', contiguous)
  defineOp('cpu', toCpu)
  define('toString', function () {
    return formatTensor(this)
  })
  for (const symbol of INSPECT)
    define(symbol, function () {
      return this.toString()
    })
  define(Symbol.for('Jupyter.display'), function () {
    return { 'text/plain': this.toString() }
  })
  define(Symbol.iterator, function* () {
    for (let i = 0; i < this.shape[0]!; i++) yield select(this, 0, i)
  })
  Object.defineProperty(prototype, 'T', {
    get(this: Tensor) {
      return this.ndim === 2
        ? t(this)
        : permute(
            this,
            this.shape.map((_, axis) => this.ndim - 1 - axis),
          )
    },
    configurable: true,
  })
  Object.defineProperty(prototype, 'mT', {
    get(this: Tensor) {
      return transpose(this, -2, -1)
    },
    configurable: true,
  })
}
