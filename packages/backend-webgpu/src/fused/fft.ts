/*
 * Fourier transforms. A power of two that fits into workgroup memory: a workgroup takes a row and goes through log₂ n rounds of
 * butterflies from one half of that memory to the other (Stockham's order, which needs no reversal of bits). Any other length: a
 * thread for each element of the result, n² steps of a row in all. WGSL promises of sin and cos three digits only: turns are computed
 * here, from whole numbers.
 */
import type { View } from '@torchlet/tensor-core/ops'
import type { Gpu } from '../program'
import { Float, runKernel } from './shader'

const THREADS = 64
/** Two buffers of so many complex numbers are the 16 KiB that every adapter has. */
const MOST = 1024

/** cos and sin of 2π·part/n for 0 ≤ part < n: within an eighth of a turn around a quarter, by their series. */
const TURN = `
fn turn(part: u32, n: u32) -> vec2<f32> {
  let quarter = (4u * part + n / 2u) / n;
  let x = f32(i32(4u * part) - i32(quarter * n)) / f32(n) * 1.5707963267948966;
  let s = x * x;
  let sine = x * (1.0 + s * (-0.16666667 + s * (0.008333334 + s * (-0.00019841270 + s * 0.0000027557319))));
  let cosine = 1.0 + s * (-0.5 + s * (0.041666667 + s * (-0.0013888889 + s * 0.000024801587)));
  switch quarter % 4u {
    case 1u: { return vec2(-sine, cosine); }
    case 2u: { return vec2(-cosine, -sine); }
    case 3u: { return vec2(sine, -cosine); }
    default: { return vec2(cosine, sine); }
  }
}
fn times(a: vec2<f32>, b: vec2<f32>) -> vec2<f32> { return vec2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x); }
fn emit_pair(at: u32, value: vec2<f32>) {
  emit(2u * at, value.x * sizes.scale);
  emit(2u * at + 1u, value.y * sizes.scale);
}`

/** out[r, k] = scale · Σⱼ x[r, j]·exp(∓2πijk/n), + where `inverse`. x and out: [rows, n, 2]. */
export function fft(gpu: Gpu, x: View, inverse: boolean, scale: number, out: View): void {
  const [rows, n] = x.shape as [number, number]
  const [row, step, part] = x.strides as [number, number, number]
  const isFast = n > 1 && n <= MOST && Number.isInteger(Math.log2(n))
  const sign = new Float(inverse ? 1 : -1)
  runKernel(
    gpu,
    {
      op: 'fft',
      variant: isFast ? `${n}` : 'any length',
      reads: { x: { view: x } },
      uniforms: { rows, n, row, step, part, offset: x.offset, sign, scale: new Float(scale) },
      workgroups: isFast ? rows : Math.ceil((rows * n) / THREADS),
      threads: THREADS,
      declarations: () => (isFast ? `${TURN}\nvar<workgroup> halves: array<array<vec2<f32>, ${n}>, 2>;` : TURN),
      body: () => (isFast ? butterflies(n) : sums),
    },
    out,
  )
}

const butterflies = (n: number): string => `
  if (group >= sizes.rows) { return; }
  let start = sizes.offset + group * sizes.row;
  for (var i = lane; i < ${n}u; i += ${THREADS}u) {
    let at = start + i * sizes.step;
    halves[0][i] = vec2(x[at], x[at + sizes.part]);
  }
  var source = 0u;
  // Blocks of transforms of length \`size\` become half as many of twice the length.
  for (var size = 1u; size < ${n}u; size *= 2u) {
    workgroupBarrier();
    for (var i = lane; i < ${n / 2}u; i += ${THREADS}u) {
      let k = i % size;
      let root = turn(k, 2u * size);
      let even = halves[source][i];
      let odd = times(halves[source][i + ${n / 2}u], vec2(root.x, root.y * sizes.sign));
      let to = 2u * i - k;
      halves[1u - source][to] = even + odd;
      halves[1u - source][to + size] = even - odd;
    }
    source = 1u - source;
  }
  workgroupBarrier();
  for (var i = lane; i < ${n}u; i += ${THREADS}u) { emit_pair(group * ${n}u + i, halves[source][i]); }`

const sums = `
  let i = group * ${THREADS}u + lane;
  if (i >= sizes.rows * sizes.n) { return; }
  let k = i % sizes.n;
  let start = sizes.offset + i / sizes.n * sizes.row;
  var sum = vec2(0.0);
  // j·k modulo n.
  var turned = 0u;
  for (var j = 0u; j < sizes.n; j++) {
    let at = start + j * sizes.step;
    let root = turn(turned, sizes.n);
    sum += times(vec2(x[at], x[at + sizes.part]), vec2(root.x, root.y * sizes.sign));
    turned += k;
    if (turned >= sizes.n) { turned -= sizes.n; }
  }
  emit_pair(i, sum);`
