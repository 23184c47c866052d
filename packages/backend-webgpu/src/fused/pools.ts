/*
 * Pools: one thread for each element of the result, which reads its window where it lies. Bound by reading the image once; windows
 * that overlap meet in the cache.
 */
import type { FusedKernels, PoolGeometry, View } from '@torchlet/tensor-core/ops'
import { numelOf } from '../layout'
import type { Gpu } from '../program'
import { Float, runKernel, type Uniforms } from './shader'

const THREADS = 64
type AvgPoolGeometry = Parameters<FusedKernels['avgPool2d']>[1]

function uniformsOf(x: View, { kernel, stride, padding }: Omit<PoolGeometry, 'dilation'>, out: View): Uniforms {
  return {
    count: numelOf(out.shape),
    offset: x.offset,
    image: x.strides[0]!,
    channel: x.strides[1]!,
    row: x.strides[2]!,
    column: x.strides[3]!,
    channels: x.shape[1]!,
    height: x.shape[2]!,
    width: x.shape[3]!,
    down: out.shape[2]!,
    across: out.shape[3]!,
    kernel_height: kernel[0]!,
    kernel_width: kernel[1]!,
    stride_down: stride[0]!,
    stride_right: stride[1]!,
    padding_above: padding[0]!,
    padding_left: padding[1]!,
  }
}

/** Runs `body` for every element `i` of the result, whose window begins at (top, left) of the plane that begins at `start`. */
function runPool(gpu: Gpu, op: string, variant: string, x: View, uniforms: Uniforms, out: View, body: string): void {
  runKernel(
    gpu,
    {
      op,
      variant,
      reads: { x: { view: x } },
      uniforms,
      workgroups: Math.ceil(numelOf(out.shape) / THREADS),
      threads: THREADS,
      body: () => `
  let i = group * ${THREADS}u + lane;
  if (i >= sizes.count) { return; }
  let pixel = i / sizes.across;
  let plane = pixel / sizes.down;
  let start = sizes.offset + plane / sizes.channels * sizes.image + plane % sizes.channels * sizes.channel;
  let top = i32(pixel % sizes.down * sizes.stride_down) - i32(sizes.padding_above);
  let left = i32(i % sizes.across * sizes.stride_right) - i32(sizes.padding_left);
  ${body}`,
    },
    out,
  )
}

/** The greatest element of every window, NaN where it has one; padding counts as -Infinity. */
export function maxPool2d(gpu: Gpu, x: View, geometry: PoolGeometry, out: View): void {
  const [dilation_down, dilation_right] = geometry.dilation as [number, number]
  const uniforms = { ...uniformsOf(x, geometry, out), dilation_down, dilation_right, least: new Float(-Infinity) }
  // Rows above and columns left of the image are past its size as well, as their two's complement.
  const body = `
  var best = sizes.least;
  for (var m = 0u; m < sizes.kernel_height; m++) {
    let y = u32(top) + m * sizes.dilation_down;
    if (y >= sizes.height) { continue; }
    for (var n = 0u; n < sizes.kernel_width; n++) {
      let x_at = u32(left) + n * sizes.dilation_right;
      if (x_at >= sizes.width) { continue; }
      let value = x[start + y * sizes.row + x_at * sizes.column];
      if (value > best || is_nan(value)) { best = value; }
    }
  }
  emit(i, best);`
  runPool(gpu, 'maxPool2d', '', x, uniforms, out, body)
}

/** The mean of every window. Windows end at the padding, even where the last one would reach past it. */
export function avgPool2d(gpu: Gpu, x: View, geometry: AvgPoolGeometry, out: View): void {
  const { divisor, countIncludePad } = geometry
  const uniforms = { ...uniformsOf(x, geometry, out), ...(divisor !== null && { divisor: new Float(divisor) }) }
  const places = countIncludePad ? '(bottom - top) * (right - left)' : '(y_end - y_begin) * (x_end - x_begin)'
  const body = `
  let bottom = min(top + i32(sizes.kernel_height), i32(sizes.height + sizes.padding_above));
  let right = min(left + i32(sizes.kernel_width), i32(sizes.width + sizes.padding_left));
  let y_begin = max(top, 0);
  let x_begin = max(left, 0);
  let y_end = min(bottom, i32(sizes.height));
  let x_end = min(right, i32(sizes.width));
  var sum = 0.0;
  for (var y = y_begin; y < y_end; y++) {
    for (var x_at = x_begin; x_at < x_end; x_at++) { sum += x[start + u32(y) * sizes.row + u32(x_at) * sizes.column]; }
  }
  emit(i, sum / ${divisor === null ? `f32(${places})` : 'sizes.divisor'});`
  runPool(gpu, 'avgPool2d', `${countIncludePad}, ${divisor === null ? 'counted' : 'divisor'}`, x, uniforms, out, body)
}
