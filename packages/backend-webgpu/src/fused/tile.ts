/*
 * A product by tiles that go through workgroup memory: a GPU's way. A workgroup computes a tile of the result and walks along the
 * depth, 16 elements a step: all threads together lay a strip of either side down in workgroup memory, then each multiplies a
 * column of vectors with a row of them into sums that it keeps in registers. Of a 64×64 tile every element that was read from the
 * buffers is used 64 times, every one that was read from workgroup memory 8 or 4 times; 8 KiB fit several times into a GPU's core.
 *
 * Strips lie with the lines side by side, so that threads read vectors of four. How they get there depends on how a side lies in
 * memory: vectors along the lines are copied, vectors along the depth transposed in registers, and whatever else there is
 * (odd sizes, strides, windows of an image) is gathered element by element, neighbours by neighbours.
 */
import { numelOf } from '../layout'
import type { Gpu } from '../program'
import { wordType } from '../wgsl/words'
import { functionsOf, insideOf, type Product, type Side, tapsOf, uniformsOf, variantOf, zeroOf } from './operands'
import { runKernel, times } from './shader'

/** How many rows and columns a workgroup computes, and of these a thread. Multiples of 4. */
export interface Tile {
  readonly rows: number
  readonly columns: number
  readonly rowsEach: number
  readonly columnsEach: number
}

const STEP = 16

/** How a side's strip is laid down. */
type Layout = 'vectors along lines' | 'vectors along depth' | 'along lines' | 'along depth' | 'windows'

function layoutOf({ view, batch, line, step }: Side, batches: number, length: number): Layout {
  const isEven = view.offset % 4 === 0 && (batches === 1 || batch % 4 === 0)
  if (isEven && line === 1 && step % 4 === 0) return 'vectors along lines'
  if (isEven && step === 1 && line % 4 === 0 && length % 4 === 0) return 'vectors along depth'
  return step === 1 ? 'along depth' : 'along lines'
}

/** Runs a product by tiles; `slices` workgroups share the depth, and write a whole result each, one behind the other (see slices.ts). */
export function runTiles(gpu: Gpu, product: Product, tile: Tile, slices: number): void {
  const { op, batches, rows, columns, depth, left, right, windows, bias, out } = product
  const length = depth * tapsOf(product)
  const tiles = { row_tiles: Math.ceil(rows / tile.rows), column_tiles: Math.ceil(columns / tile.columns) }
  const layouts = [layoutOf(left, batches, length), windows ? 'windows' : layoutOf(right, batches, length)] as const
  const vectors = layouts.map((layout) => layout.startsWith('vectors'))
  runKernel(
    gpu,
    {
      op,
      variant: `tile ${Object.values(tile).join('×')}, ${layouts.join(', ')}, ${variantOf(product)}${windows ? `, ${windows.kernel.join('×')}` : ''}`,
      reads: {
        left: { view: left.view, vectors: vectors[0]! },
        right: { view: right.view, vectors: vectors[1]! },
        ...(bias && { bias: { view: bias.view } }),
      },
      uniforms: {
        ...uniformsOf(product),
        ...tiles,
        length,
        slices,
        slice_length: Math.ceil(length / slices / STEP) * STEP,
        slice_size: numelOf(out.view.shape) / slices,
      },
      workgroups: batches * tiles.row_tiles * tiles.column_tiles * slices,
      threads: threadsOf(tile),
      declarations: () => `
var<workgroup> left_strip: array<array<vec4<${wordType(left.view.dtype)}>, ${tile.rows / 4}>, ${STEP}>;
var<workgroup> right_strip: array<array<vec4<${wordType(left.view.dtype)}>, ${tile.columns / 4}>, ${STEP}>;
${functionsOf(product)}`,
      body: () => body(product, tile, layouts),
    },
    out.view,
  )
}

const threadsOf = ({ rows, columns, rowsEach, columnsEach }: Tile): number =>
  (rows / rowsEach) * (columns / columnsEach)

function body(product: Product, tile: Tile, [left, right]: readonly [Layout, Layout]): string {
  const { rows, columns, rowsEach, columnsEach } = tile
  const [threads, across] = [threadsOf(tile), columns / columnsEach]
  const zero = `vec4(${zeroOf(product)})`
  const quads = columnsEach / 4
  return `
  let slice = group / (sizes.column_tiles * sizes.row_tiles) % sizes.slices;
  let batch = group / (sizes.column_tiles * sizes.row_tiles) / sizes.slices;
  if (batch >= sizes.batches) { return; }
  let first_row = group / sizes.column_tiles % sizes.row_tiles * ${rows}u;
  let first_column = group % sizes.column_tiles * ${columns}u;
  let left_start = sizes.left_offset + batch * sizes.left_batch + first_row * sizes.left_line;
  ${right === 'windows' ? windowsOf(columns) : 'let right_start = sizes.right_offset + batch * sizes.right_batch + first_column * sizes.right_line;'}
  let down = lane / ${across}u;
  let along = lane % ${across}u;
  ${times(rowsEach, (i) => times(quads, (j) => `var sum${i}_${j} = ${zero};`, ' '))}
  let end = min((slice + 1u) * sizes.slice_length, sizes.length);
  for (var start = slice * sizes.slice_length; start < end; start += ${STEP}u) {
    ${laid('left', left, rows, threads, zero)}
    ${right === 'windows' ? laidWindows(product, columns, threads, zero) : laid('right', right, columns, threads, zero)}
    workgroupBarrier();
    for (var k = 0u; k < ${STEP}u; k++) {
      ${times(quads, (j) => `let b${j} = right_strip[k][along + ${j * across}u];`)}
      ${times(rowsEach / 4, (i) => `let a${i} = left_strip[k][down * ${rowsEach / 4}u + ${i}u];`)}
      ${times(rowsEach, (i) => times(quads, (j) => `sum${i}_${j} += a${i >> 2}.${'xyzw'[i & 3]} * b${j};`, ' '))}
    }
    workgroupBarrier();
  }
  var sums = array(${times(quads, (j) => times(rowsEach, (i) => `sum${i}_${j}`, ', '), ', ')});
  for (var j = 0u; j < ${columnsEach}u; j++) {
    let column = first_column + (along + j / 4u * ${across}u) * 4u + j % 4u;
    if (column >= sizes.columns) { return; }
    let place = slice * sizes.slice_size + batch * sizes.out_batch + column_place(column);
    for (var i = 0u; i < ${rowsEach}u; i++) {
      let row = first_row + down * ${rowsEach}u + i;
      if (row >= sizes.rows) { break; }
      let sum = sums[j / 4u * ${rowsEach}u + i][j % 4u];
      emit(place + row * sizes.out_row, sum + select(${zeroOf(product)}, bias_of(batch, row, column), slice == 0u));
    }
  }`
}

/** Lays a strip of one side down. Beyond the depth there are zeros; beyond the last line anything, which is never emitted. */
function laid(side: 'left' | 'right', layout: Layout, lines: number, threads: number, zero: string): string {
  const [line, step] = [`sizes.${side}_line`, `sizes.${side}_step`]
  const each = (count: number, lines: string): string =>
    `for (var i = lane; i < ${count}u; i += ${threads}u) {\n      ${lines}\n    }`
  if (layout === 'vectors along lines')
    return each(
      (STEP * lines) / 4,
      `let k = i / ${lines / 4}u;
      let quad = i % ${lines / 4}u;
      let at = (${side}_start + quad * 4u + (start + k) * ${step}) / 4u;
      ${side}_strip[k][quad] = select(${zero}, ${side}[at], start + k < sizes.length);`,
    )
  if (layout === 'vectors along depth')
    return each(
      (STEP * lines) / 16,
      `let k = i % ${STEP / 4}u * 4u;
      let quad = i / ${STEP / 4}u;
      let at = (${side}_start + quad * 4u * ${line} + start + k) / 4u;
      let inside = start + k < sizes.length;
      ${times(4, (n) => `let line${n} = select(${zero}, ${side}[at + ${n}u * (${line} / 4u)], inside);`)}
      ${times(4, (n) => `${side}_strip[k + ${n}u][quad] = vec4(${times(4, (m) => `line${m}.${'xyzw'[n]}`, ', ')});`)}`,
    )
  const [k, quad] =
    layout === 'along depth' ? [`i % ${STEP}u`, `i / ${STEP}u`] : [`i / ${lines / 4}u`, `i % ${lines / 4}u`]
  return each(
    (STEP * lines) / 4,
    `let k = ${k};
      let quad = ${quad};
      let at = ${side}_start + quad * 4u * ${line} + (start + k) * ${step};
      let four = vec4(${times(4, (n) => `${side}[at + ${n}u * ${line}]`, ', ')});
      ${side}_strip[k][quad] = select(${zero}, four, start + k < sizes.length);`,
  )
}

/** The four windows that a thread gathers elements of: the same in every step. */
const windowsOf = (columns: number): string => `
  let quad = lane % ${columns / 4}u;
  ${times(4, (n) => `let window${n} = window_at(batch, min(first_column + quad * 4u + ${n}u, sizes.columns - 1u));`)}
  let images = vec4(${times(4, (n) => `window${n}.x`, ', ')});
  let tops = vec4(${times(4, (n) => `window${n}.y`, ', ')});
  let lefts = vec4(${times(4, (n) => `window${n}.z`, ', ')});`

function laidWindows(product: Product, columns: number, threads: number, zero: string): string {
  const [height, width] = product.windows!.kernel
  const inside = insideOf(product, 'y', 'x', true)
  return `for (var k = lane / ${columns / 4}u; k < ${STEP}u; k += ${(threads * 4) / columns}u) {
      let tap = (start + k) % ${height * width}u;
      let y = tops + tap / ${width}u * sizes.dilation_down;
      let x = lefts + tap % ${width}u * sizes.dilation_right;
      let at = images + (start + k) / ${height * width}u * sizes.right_step + y * sizes.image_row + x * sizes.image_column;
      let four = vec4(${times(4, (n) => `right[at.${'xyzw'[n]}]`, ', ')});
      right_strip[k][quad] = select(${zero}, four, vec4(start + k < sizes.length)${inside ? ` & ${inside}` : ''});
    }`
}
