/* Copies and casts. What is cast must lie one behind the other on both sides; other casts run on the host. */
import type { DType, View } from '@torchlet/tensor-core/ops'
import { type Instance, itemSize, type MakeKernel, type Place } from '../instance'
import { contiguousStrides, isContiguous, numelOf } from './layout'
import { type Laid, type Walk, walkOf, writeAxes } from './walk'

/** The casts by their numbers in assembly/copy/casts.ts. */
const CASTS: { readonly [from in DType]?: { readonly [to in DType]?: number } } = {
  float16: { float32: 0 },
  float32: { float16: 1, bfloat16: 3 },
  bfloat16: { float32: 2 },
  uint8: { float32: 4 },
  bool: { float32: 4 },
  int32: { float32: 5 },
}

function cast(wasm: Instance, x: View, out: View): boolean {
  const kind = CASTS[x.dtype]?.[out.dtype]
  if (kind === undefined || !isContiguous(x) || !isContiguous(out)) return false
  const n = numelOf(out.shape)
  const workspace = wasm.scratch(32 * wasm.threads, 'casts')
  const parts = wasm.parts(n * 2)
  wasm.parallel('castFlat', parts, kind, n, itemSize(x), itemSize(out), wasm.input(x), wasm.output(out), workspace)
  return true
}

/** The axis that lies one behind the other in x while the run does in out: a transposed matrix. */
const crossAxis = ({ steps, outer }: Walk): number =>
  steps[0] === 1 && steps[1] !== 1 ? outer.findIndex(([, , xStep]) => xStep === 1) : -1

/** Copies between places of one dtype and shape; `to` and `from` are the addresses of their first elements. */
function move(wasm: Instance, out: Laid, to: number, x: Laid, from: number, size: number): void {
  const walk = walkOf([out, x])
  if (!walk) return
  const sizes = [size, size]
  const [outStep, xStep] = walk.steps as [number, number]
  const cross = size === 4 ? crossAxis(walk) : -1
  const runs = walk.outer.reduce((product, [count]) => product * count!, 1)
  const parts = wasm.parts(walk.n * runs)
  if (cross < 0) {
    const axes = writeAxes(wasm, walk.outer, sizes)
    wasm.parallel('copyStrided', runs === 1 ? 1 : parts, size, walk.n, axes, to, outStep * size, from, xStep * size)
    return
  }
  const [rows, rowStep] = walk.outer[cross] as [number, number, number]
  const rest = walk.outer.filter((_, axis) => axis !== cross)
  const axes = writeAxes(wasm, rest, sizes)
  wasm.parallel('copyTransposed', parts, rows, walk.n, axes, to, rowStep * size, from, xStep * size)
}

/** A contiguous copy of x in the workspace of that name. */
export function copyInto(wasm: Instance, x: Place, region: string): number {
  const size = itemSize(x)
  const from = wasm.input(x)
  const to = wasm.scratch(numelOf(x.shape) * size, region)
  move(wasm, { shape: x.shape, strides: contiguousStrides(x.shape) }, to, x, from, size)
  return to
}

export const copy: MakeKernel<'copy'> = (wasm) => (x, out) => {
  if (x.dtype !== out.dtype) return cast(wasm, x, out) ? undefined : false
  const from = wasm.input(x)
  return move(wasm, out, wasm.output(out), x, from, itemSize(x))
}
