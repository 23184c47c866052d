/*
 * A product straight from the buffers: each thread holds a block of sums in registers, whose columns lie as many apart as there are
 * lanes, so that neighbours read neighbouring elements. Nothing goes through workgroup memory and nobody waits.
 *
 * On a GPU this is bound by reads through the cache: it is for few rows (first layers, depthwise and grouped convolutions), where
 * a tile in workgroup memory would be mostly empty. On a processor, where a shader's lanes are those of a SIMD register and every
 * read or barrier costs as much as tens of multiplications, it is for everything: 8×8 sums make the most of each read
 * (measured on SwiftShader: 1.7 GFLOP/s, a 64×64 tile in workgroup memory 0.5).
 */
import type { Gpu } from '../program'
import { functionsOf, insideOf, type Product, tapsOf, uniformsOf, variantOf, zeroOf } from './operands'
import { runKernel, times } from './shader'

/** The sums of one thread, and how many threads share the rows. */
export interface Block {
  readonly rows: number
  readonly columns: number
  readonly lanes: number
}

export function runDirect(gpu: Gpu, product: Product, block: Block): void {
  const { op, batches, rows, columns, left, right, bias, out } = product
  const tiles = {
    row_tiles: Math.ceil(rows / block.rows),
    column_tiles: Math.ceil(columns / (block.columns * block.lanes)),
  }
  runKernel(
    gpu,
    {
      op,
      variant: `direct ${block.rows}×${block.columns}×${block.lanes} ${variantOf(product)}`,
      reads: { left, right, ...(bias && { bias }) },
      uniforms: { ...uniformsOf(product), ...tiles, taps: tapsOf(product) },
      workgroups: batches * tiles.row_tiles * tiles.column_tiles,
      threads: block.lanes,
      declarations: () => functionsOf(product),
      body: () => body(product, block),
    },
    out.view,
  )
}

function body(product: Product, { rows, columns, lanes }: Block): string {
  const zero = zeroOf(product)
  return `
  let batch = group / (sizes.column_tiles * sizes.row_tiles);
  if (batch >= sizes.batches) { return; }
  let first_row = group / sizes.column_tiles % sizes.row_tiles * ${rows}u;
  let first_column = group % sizes.column_tiles * ${columns * lanes}u + lane;
  // Lines past the last one are read as the last one, and not emitted.
  let left_start = sizes.left_offset + batch * sizes.left_batch;
  ${times(rows, (i) => `let left${i} = left_start + min(first_row + ${i}u, sizes.rows - 1u) * sizes.left_line;`)}
  ${times(columns, (j) => `let column${j} = min(first_column + ${j * lanes}u, sizes.columns - 1u);`)}
  ${times(rows, (i) => times(columns, (j) => `var sum${i}_${j} = ${zero};`, ' '))}
  ${product.windows ? overWindows(product, rows, columns, zero) : overLines(rows, columns)}
  var sums = array(${times(columns, (j) => times(rows, (i) => `sum${i}_${j}`, ', '), ', ')});
  for (var j = 0u; j < ${columns}u; j++) {
    let column = first_column + j * ${lanes}u;
    if (column >= sizes.columns) { return; }
    let place = batch * sizes.out_batch + column_place(column);
    for (var i = 0u; i < ${rows}u; i++) {
      let row = first_row + i;
      if (row >= sizes.rows) { break; }
      emit(place + row * sizes.out_row, sums[j * ${rows}u + i] + bias_of(batch, row, column));
    }
  }`
}

const multiply = (rows: number, columns: number): string =>
  times(rows, (i) => times(columns, (j) => `sum${i}_${j} += a${i} * b${j};`, ' '))

const overLines = (rows: number, columns: number): string => `
  let right_start = sizes.right_offset + batch * sizes.right_batch;
  ${times(columns, (j) => `let right${j} = right_start + column${j} * sizes.right_line;`)}
  for (var k = 0u; k < sizes.depth; k++) {
    let left_k = k * sizes.left_step;
    let right_k = k * sizes.right_step;
    ${times(columns, (j) => `let b${j} = right[right${j} + right_k];`)}
    ${times(rows, (i) => `let a${i} = left[left${i} + left_k];`)}
    ${multiply(rows, columns)}
  }`

/** Taps outside, channels inside: a window's place and whether it lies in the image are found once for all channels. */
function overWindows(product: Product, rows: number, columns: number, zero: string): string {
  const inside = (j: number): string | null => insideOf(product, `y${j}`, `x${j}`)
  const place = (j: number): string => {
    const at = `window${j}.x + y${j} * sizes.image_row + x${j} * sizes.image_column`
    return inside(j)
      ? `let inside${j} = ${inside(j)}; let right${j} = select(0u, ${at}, inside${j});`
      : `let right${j} = ${at};`
  }
  const read = (j: number): string => {
    const element = `right[right${j} + right_k]`
    return `let b${j} = ${inside(j) ? `select(${zero}, ${element}, inside${j})` : element};`
  }
  return `
  ${times(columns, (j) => `let window${j} = window_at(batch, column${j});`)}
  for (var tap_y = 0u; tap_y < sizes.kernel_height; tap_y++) {
    for (var tap_x = 0u; tap_x < sizes.kernel_width; tap_x++) {
      let tap = tap_y * sizes.kernel_width + tap_x;
      ${times(columns, (j) => `let y${j} = window${j}.y + tap_y * sizes.dilation_down; let x${j} = window${j}.z + tap_x * sizes.dilation_right;`)}
      ${times(columns, place)}
      for (var k = 0u; k < sizes.depth; k++) {
        let left_k = k * sizes.taps + tap;
        let right_k = k * sizes.right_step;
        ${times(columns, read)}
        ${times(rows, (i) => `let a${i} = left[left${i} + left_k];`)}
        ${multiply(rows, columns)}
      }
    }
  }`
}
