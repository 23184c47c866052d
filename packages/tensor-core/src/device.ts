/*
 * What a device is. A device owns memory and may bring kernels of its own; which of the two it must bring depends
 * on whether JavaScript can see its memory:
 *
 * - Host memory (`array` is there; cpu, WebAssembly): nothing is required. Every kernel that the device does not bring
 *   runs as plain JavaScript on the typed arrays that `array` gives, without copying.
 * - Memory of its own (no `array`; WebGPU): the primitive kernels are required. A fused kernel that is missing is
 *   computed by its composition out of primitives.
 */
import type { DType, TypedArray } from './dtype'
import type { PointwiseOp, ReduceOp } from './op-literals'

/** Whatever a device calls its memory: a typed array, a pointer, a GPUBuffer. Only the device looks inside. */
export type DeviceBuffer = unknown

/** A strided window on a buffer: what kernels read and write. Strides and offset count elements. */
export interface View {
  readonly buffer: DeviceBuffer
  /** The buffer as a typed array. Throws a DeviceError where the device's memory is not the host's. */
  readonly array: TypedArray
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly strides: readonly number[]
  readonly offset: number
}

/** A kernel's operand: a view, or a constant. */
export type Operand = View | number | bigint

/** How `scatter` combines what is there with what is written. Halves are scattered in float32, but for `set`. */
export type ScatterMode = 'set' | 'add' | 'mul' | 'max' | 'min'

/**
 * The primitive kernels. Inputs may have any strides (0 where broadcast, negative where `copy` flips); outputs of `fill`, `copy`, `map` and `scatter` may
 * too, all others are freshly allocated and contiguous. Shapes and dtypes were checked before.
 */
export interface PrimitiveKernels {
  fill(value: number | bigint, out: View): void
  /** out = x, cast to out's dtype. Same shape. */
  copy(x: View, out: View): void
  /**
   * out[i] = op(inputs[0][i], …). Views have out's shape and the dtype `compute`, but for a bool condition in the first place of
   * `where`; out has that dtype too, or bool.
   */
  map(op: PointwiseOp, inputs: readonly Operand[], compute: DType, out: View): void
  /** Folds `op` over `dims` of x; out has x's shape with 1 along them. */
  reduce(op: ReduceOp, x: View, dims: readonly number[], out: View): void
  /** Positions (int64) of the first greatest or least element along `dim`; NaN counts as greatest and as least. */
  argReduce(largest: boolean, x: View, dim: number, out: View): void
  /** Folds `op` along `dim` and writes every step: out[…, i, …] = x[…, 0, …] op … op x[…, i, …]. out has x's shape. */
  scan(op: ReduceOp, x: View, dim: number, out: View): void
  /**
   * x in order along `dim`, with the positions (int64) it came from. Stable; NaN counts as greatest. values and indices have
   * x's shape.
   */
  sort(x: View, dim: number, descending: boolean, values: View, indices: View): void
  /**
   * How many elements of each row of `sorted` ([rows, n], ascending) are less than (`right`: or equal to) each value of
   * `values` ([rows, m], of the same dtype); NaN counts as greatest. out: [rows, m], int64.
   */
  searchSorted(sorted: View, values: View, right: boolean, out: View): void
  /** out[b] = x[b] · y[b]. x: [B, M, K], y: [B, K, N], out: [B, M, N]. */
  matmul(x: View, y: View, out: View): void
  /** out[…, i, …] = x[…, index[…, i, …], …] along `dim`; index is int64, in range, and has out's shape (strides of 0 where rows move whole). */
  gather(x: View, dim: number, index: View, out: View): void
  /**
   * out[…, index[…, i, …], …] = src[…, i, …] along `dim`, or what is there and src added, multiplied, the greater or the lesser of
   * both. index is int64, in range, and has src's shape. Where places repeat, `set` leaves any one of the values.
   */
  scatter(mode: ScatterMode, src: View, dim: number, index: View, out: View): void
}

/** How a convolution's kernel steps over its image: a number for each spatial axis. */
export interface ConvGeometry {
  readonly stride: readonly number[]
  readonly padding: readonly number[]
  readonly dilation: readonly number[]
  readonly groups: number
}

/** How a pooling window steps over its image: a number for each spatial axis. */
export interface PoolGeometry {
  readonly kernel: readonly number[]
  readonly stride: readonly number[]
  readonly padding: readonly number[]
  readonly dilation: readonly number[]
}

export interface AvgPoolGeometry extends Omit<PoolGeometry, 'dilation'> {
  /** Whether padding counts among the places of a window. */
  readonly countIncludePad: boolean
  /** What to divide by, if not the window's number of places. */
  readonly divisor: number | null
}

/** The activations that fused kernels are asked for: relu, relu6 and gelu (by erf), in the bits of the device's own ops. */
export type ActivationName = 'relu' | 'relu6' | 'gelu'

/**
 * The fused kernels, each optional: tensor-core holds a composition of primitives for every one of them. A kernel that is
 * asked for an `activation` need not know it: one that has applied it answers true, else the op behind it is called.
 */
export interface FusedKernels {
  /** out = activation(x Wᵀ + b). x: [rows, in], weight: [out, in], bias: [out]. */
  linear(x: View, weight: View, bias: View | null, out: View, activation?: ActivationName): void
  /** Cross-correlation. x: [N, C, H, W], weight: [O, C/groups, kh, kw], bias: [O]. */
  conv2d(x: View, weight: View, bias: View | null, geometry: ConvGeometry, out: View, activation?: ActivationName): void
  /** Largest value of every window. x: [N, C, H, W]; padding counts as -Infinity. */
  maxPool2d(x: View, geometry: PoolGeometry, out: View): void
  /** Mean of every window. x: [N, C, H, W]; windows end at the padding, even where the last one would reach past it. */
  avgPool2d(x: View, geometry: AvgPoolGeometry, out: View): void
  /** (x − mean) / √(variance + eps)·weight + bias over each row. x: [rows, n], weight and bias: [n]. */
  layerNorm(x: View, weight: View | null, bias: View | null, eps: number, out: View): void
  /** (x − mean) / √(variance + eps)·weight + bias. x: [N, C, L], all others: [C]. */
  batchNorm(
    x: View,
    mean: View,
    variance: View,
    weight: View | null,
    bias: View | null,
    eps: number,
    out: View,
    activation?: ActivationName,
  ): void
  /** exp(x − max) / Σ exp(x − max) along `dim`. */
  softmax(x: View, dim: number, out: View): void
  /** out[r, k] = scale · Σⱼ x[r, j]·exp(∓2πijk/n), + where `inverse`. x and out: [rows, n, 2], complex numbers as pairs. */
  fft(x: View, inverse: boolean, scale: number, out: View): void
  /** x − max − log Σ exp(x − max) along `dim`. */
  logSoftmax(x: View, dim: number, out: View): void
  /**
   * softmax(query keyᵀ·scale + mask)·value. query: [N, H, L, E], key: [N, H, S, E], value: [N, H, S, V], out: [N, H, L, V] of no size 0
   * but E. mask: [N, H, L, S], numbers to add to the scores. Inputs have any strides, 0 where broadcast. `causal`: query i sees
   * the keys up to i. A row whose scores are all -Infinity gives NaN.
   */
  scaledDotProductAttention(
    query: View,
    key: View,
    value: View,
    mask: View | null,
    causal: boolean,
    scale: number,
    out: View,
  ): void
}

/** Every kernel that there is, by name. */
export type Kernels = PrimitiveKernels & FusedKernels
export type KernelName = keyof Kernels
/**
 * The kernels that a device brings. One that answers false has done nothing (a dtype or a layout that it does not know): the
 * host's kernel does it, or the composition. One that answers true has applied the activation that it was asked for.
 */
export type OwnKernels = { [K in KernelName]: (...args: Parameters<Kernels[K]>) => void | boolean }

/** Where tensors live and are computed: see the README's "Devices" for how to write one. */
export interface Device {
  /** What tensors on it print as, and errors call it. */
  readonly name: string
  readonly dtypes: ReadonlySet<DType>
  readonly kernels: Partial<OwnKernels>
  /** True where tensors have shapes and dtypes but no values (meta): nothing is computed, drawn or copied for them. */
  readonly valueless?: boolean
  /** True where JavaScript's garbage collector frees buffers by itself; others are freed by `dispose`, `tidy` or a finalizer. */
  readonly collected: boolean
  /** Memory for `length` elements, zeroed. Throws a DeviceError that says what was asked and held when there is none. */
  allocate(dtype: DType, length: number): DeviceBuffer
  free(buffer: DeviceBuffer): void
  /** Copies `values` to the buffer from element `offset` on. */
  write(buffer: DeviceBuffer, offset: number, values: TypedArray): void
  /** A copy of `length` elements from `offset` on. */
  read(buffer: DeviceBuffer, dtype: DType, offset: number, length: number): Promise<TypedArray>
  /** The buffer as a typed array, where the memory is the host's. Ask again each time: memory may move when it grows. */
  array?(buffer: DeviceBuffer, dtype: DType): TypedArray
  /**
   * Tells that a kernel wrote to the buffer; or, where `lasting`, that JavaScript holds it as a typed array and may write to it
   * whenever it likes. For devices that remember what they computed from a buffer, such as packed weights.
   */
  changed?(buffer: DeviceBuffer, lasting: boolean): void
  /** Bytes that it keeps to use again: `memoryStats` tells of them. */
  pooledBytes?(): number
  /** Adopts `values` without copying, where the device can (cpu). */
  adopt?(values: TypedArray): DeviceBuffer
}
