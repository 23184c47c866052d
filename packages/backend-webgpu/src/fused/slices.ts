/*
 * Deep products of few tiles, such as the last layers of an image network: there are too few workgroups for a GPU's cores, and each has
 * far to walk. Several share the way, each with a result of its own in temporary memory, and a second pass adds them up.
 */
import { numelOf } from '../layout'
import type { Gpu } from '../program'
import { BufferView } from '../view'
import type { Product } from './operands'
import { runKernel } from './shader'
import { runTiles, type Tile } from './tile'

const THREADS = 64

/** Runs a product by tiles, its depth in so many slices. */
export function runTiled(gpu: Gpu, product: Product, tile: Tile, slices: number): void {
  const { view } = product.out
  if (slices === 1) {
    runTiles(gpu, product, tile, 1)
    return
  }
  const total = numelOf(view.shape)
  const parts = new BufferView(gpu.scratch(view.dtype, slices * total), [slices, total])
  runTiles(gpu, { ...product, out: { ...product.out, view: parts } }, tile, slices)
  runKernel(
    gpu,
    {
      op: product.op,
      variant: 'slices',
      reads: { parts: { view: parts } },
      uniforms: { slices, total },
      workgroups: Math.ceil(total / THREADS),
      threads: THREADS,
      body: () => `
  let i = group * ${THREADS}u + lane;
  if (i >= sizes.total) { return; }
  var sum = parts[i];
  for (var slice = 1u; slice < sizes.slices; slice++) { sum += parts[slice * sizes.total + i]; }
  emit(i, sum);`,
    },
    view,
  )
  gpu.release(parts.buffer)
}
