/*
 * A product of very few rows on a GPU: a matrix times a vector, a batch of one. Bound by reading the right side once, so all that
 * counts is that neighbours read neighbouring elements and that there are enough threads. A workgroup's threads stand along the columns and
 * slice the depth among them, whichever way the right side lies; each adds up its slice, and sums are put together in workgroup memory.
 */
import type { Gpu } from '../program'
import { wordType } from '../wgsl/words'
import { functionsOf, type Product, uniformsOf, variantOf, zeroOf } from './operands'
import { runKernel, times } from './shader'

const THREADS = 64

export function runSkinny(gpu: Gpu, product: Product): void {
  const { op, batches, rows, columns, left, right, bias, out } = product
  // Along the depth: 32 neighbours read 128 bytes side by side. Along the columns: as many.
  const along = right.step === 1 || columns === 1 ? (columns === 1 ? 1 : 2) : 32
  const column_tiles = Math.ceil(columns / along)
  const isDeep = along <= 2
  runKernel(
    gpu,
    {
      op,
      variant: `skinny ${rows}, ${along}, ${variantOf(product)}`,
      reads: { left: { view: left.view }, right: { view: right.view }, ...(bias && { bias: { view: bias.view } }) },
      uniforms: { ...uniformsOf(product), column_tiles },
      workgroups: batches * column_tiles,
      threads: THREADS,
      declarations: () => `
var<workgroup> parts: array<array<${wordType(left.view.dtype)}, ${THREADS}>, ${rows}>;
${functionsOf(product)}`,
      body: () => body(product, along, isDeep),
    },
    out.view,
  )
}

function body(product: Product, along: number, isDeep: boolean): string {
  const { rows } = product
  const slices = THREADS / along
  const zero = zeroOf(product)
  return `
  let batch = group / sizes.column_tiles;
  if (batch >= sizes.batches) { return; }
  let slice = ${isDeep ? `lane % ${slices}u` : `lane / ${along}u`};
  let first_column = group % sizes.column_tiles * ${along}u;
  let column = min(first_column + ${isDeep ? `lane / ${slices}u` : `lane % ${along}u`}, sizes.columns - 1u);
  let left_start = sizes.left_offset + batch * sizes.left_batch;
  let right_start = sizes.right_offset + batch * sizes.right_batch + column * sizes.right_line;
  ${times(rows, (i) => `var sum${i} = ${zero};`)}
  for (var k = slice; k < sizes.depth; k += ${slices}u) {
    let b = right[right_start + k * sizes.right_step];
    let a = left_start + k * sizes.left_step;
    ${times(rows, (i) => `sum${i} += left[a + ${i}u * sizes.left_line] * b;`)}
  }
  ${times(rows, (i) => `parts[${i}][lane] = sum${i};`)}
  workgroupBarrier();
  for (var i = lane; i < ${rows * along}u; i += ${THREADS}u) {
    let row = i / ${along}u;
    let which = i % ${along}u;
    if (first_column + which >= sizes.columns) { continue; }
    var sum = ${zero};
    for (var s = 0u; s < ${slices}u; s++) { sum += parts[row][${isDeep ? `which * ${slices}u + s` : `s * ${along}u + which`}]; }
    let place = batch * sizes.out_batch + row * sizes.out_row + column_place(first_column + which);
    emit(place, sum + bias_of(batch, row, first_column + which));
  }`
}
