/*
 * What kernels and the queue agree on. A kernel makes a Program and gives it to `gpu.run`, which records it: nothing is compiled
 * or dispatched before somebody reads (see queue.ts). So a program says all that it touches, and the queue decides when it runs,
 * whether it must run at all, and which elementwise chains run inside it.
 */
import type { DType, OwnKernels, View } from '@torchlet/tensor-core/ops'
import type { GpuBuffer } from './buffer'

/**
 * One dispatch: a shader specialized on rank and layout, with what it is bound to. Sizes, strides, offsets and constants are
 * uniforms, so that one pipeline serves all of them.
 *
 * Bindings, all in group 0, declared by the shader itself: `reads` from 0 on as `var<storage, read>`, then `writes` as
 * `var<storage, read_write>`, then, where there are uniforms, one `var<uniform>`: a struct whose members are all u32, i32 or
 * f32. float32 is held as `f32`; all integers and bool as `i32` (see `wordType`). A binding may be declared as
 * `array<vec4<f32>>`: its size is rounded up to 16 bytes, and what lies behind the last element may be anything, NaN too.
 *
 * The entry point is `main`. No buffer may be among both `reads` and `writes`.
 */
export interface Program {
  /** The op's name, for errors and labels. */
  readonly op: string
  /** Equal keys mean equal texts: the pipeline is cached by it. Begin it with the kernel's name. */
  readonly key: string
  /** The shader. Called where the pipeline is not in the cache. */
  readonly wgsl: () => string
  readonly reads: readonly GpuBuffer[]
  readonly writes: readonly GpuBuffer[]
  /** True where the shader leaves elements of `writes` as they were, or reads them: then memory that is new is zeroed first. */
  readonly keeps?: boolean
  /**
   * True where the shader writes by `emit(index: u32, value: f32)` alone, once for every element of the one buffer in `writes`
   * (float32, contiguous from 0 on), and neither declares nor reads it. The queue defines `emit` (and the functions of
   * wgsl/functions.ts that the text calls), and may let elementwise ops
   * that follow run inside: a convolution with its batch norm and ReLU is one dispatch.
   */
  readonly emits?: boolean
  /** Words of the uniform struct: u32 and i32 as they are, f32 by `floatBits`. */
  readonly uniforms?: readonly number[]
  /**
   * How many workgroups: along three axes, or a flat count. A flat count above the device's limit (65,535) is folded over x and
   * y: the shader takes its number from `flat_group(workgroup_id, num_workgroups)` (FLAT_GROUP in wgsl/prelude.ts) and checks
   * that it is in range, since the fold may add a few.
   */
  readonly workgroups: number | readonly [x: number, y: number, z: number]
}

/** What kernels need of the device. */
export interface Gpu {
  /** Records a program. Throws a DeviceError where it cannot be bound (too many buffers, or one larger than a binding). */
  run(program: Program): void
  readonly limits: GPUSupportedLimits
  /** Such as 'shader-f16' and 'subgroups'. */
  readonly features: ReadonlySet<string>
  /** Whether the adapter computes on the processor (SwiftShader says so by `isFallbackAdapter`): kernels block differently there. */
  readonly onProcessor: boolean
  /** Temporary memory, whose contents may be anything. Give it back by `release` as soon as its last program was recorded. */
  scratch(dtype: DType, length: number): GpuBuffer
  release(buffer: GpuBuffer): void
  /** x where it is contiguous, else a contiguous copy. Give its buffer to `release` where it is not x's own. */
  contiguous(x: View): View
}

/** A module of kernels, fused ones and others that take a primitive's place: what it brings, on a device that is there. */
export type FusedModule = (gpu: Gpu) => Partial<OwnKernels>

/** A view's buffer as what it is on this device. */
export const bufferOf = (view: View): GpuBuffer => view.buffer as GpuBuffer

const float = /* @__PURE__ */ new Float32Array(1)
const bits = /* @__PURE__ */ new Uint32Array(float.buffer)

/** A float's bits, as a word of uniforms. */
export function floatBits(value: number): number {
  float[0] = value
  return bits[0]!
}
