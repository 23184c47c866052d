import { itemSize, type MakeKernel } from '../instance'
import { type Laid, walkOf, writeAxes } from './walk'

export const gather: MakeKernel<'gather'> = (wasm) => (x, dim, index, out) => {
  const size = itemSize(x)
  // Along `dim` the index says where to go.
  const still: Laid = { shape: out.shape, strides: x.strides.map((step, axis) => (axis === dim ? 0 : step)) }
  const walk = walkOf([out, { shape: out.shape, strides: index.strides }, still])
  if (!walk) return
  const [outStep, indexStep, xStep] = walk.steps as [number, number, number]
  const axes = writeAxes(wasm, walk.outer, [size, 8, size])
  const runs = walk.outer.reduce((product, [count]) => product * count!, 1)
  const parts = runs === 1 ? 1 : wasm.parts(runs * walk.n)
  const from = wasm.input(x)
  const positions = wasm.input(index)
  const along = x.strides[dim]! * size
  wasm.parallel(
    'gather',
    ...[parts, size, walk.n, axes, wasm.output(out), outStep * size],
    ...[positions, indexStep * 8, from, xStep * size, along],
  )
}
