/*
 * What a product is made of. Matrix products and convolutions are both out[row, column] = Σ left[row, k]·right[k, column] for a batch
 * of matrices: the two sides are lines (rows on the left, columns on the right) of `depth` elements, wherever these lie. A
 * convolution's columns are windows of an image, which are read where they are and never laid out in memory.
 */
import type { View } from '@torchlet/tensor-core/ops'
import { numelOf } from '../layout'
import { wordType } from '../wgsl/words'
import type { Uniforms } from './shader'

/** Strides of one side of a product: from matrix to matrix, from line to line, and along a line. */
export interface Side {
  readonly view: View
  readonly batch: number
  readonly line: number
  readonly step: number
}

/**
 * The windows that are a convolution's columns: those of all images after each other. The left side's lines are then one element
 * per channel and tap, side by side.
 */
interface Windows {
  /** Of x: from image to image, from row to row, from column to column. */
  readonly image: number
  readonly row: number
  readonly column: number
  readonly size: readonly [height: number, width: number]
  readonly kernel: readonly [height: number, width: number]
  readonly stride: readonly [down: number, right: number]
  readonly padding: readonly [above: number, left: number]
  readonly dilation: readonly [down: number, right: number]
  readonly counts: readonly [rows: number, columns: number]
}

export interface Product {
  readonly op: string
  readonly batches: number
  readonly rows: number
  readonly columns: number
  /** How many elements a line has; of a convolution, how many channels of `taps` elements each. */
  readonly depth: number
  readonly left: Side
  readonly right: Side
  readonly windows: Windows | null
  /** Where the results lie: from matrix to matrix, row to row, column to column (with windows: image to image, a plane's pixels side by side). */
  readonly out: { readonly view: View; readonly batch: number; readonly row: number; readonly column: number }
  /** One number for each row (`batch`: from matrix to matrix, in numbers), or for each column. */
  readonly bias: { readonly view: View; readonly along: 'rows' | 'columns'; readonly batch: number } | null
}

export const tapsOf = ({ windows }: Product): number => (windows ? numelOf(windows.kernel) : 1)

/** Whether windows reach past the image: only then their places are compared with its size. */
const reachesOut = ({ padding }: Windows): boolean => padding.some((size) => size > 0)

/** What the text of a product depends on, whatever the blocking. */
export function variantOf({ left, windows, bias }: Product): string {
  const columns = windows ? (reachesOut(windows) ? 'padded windows' : 'windows') : 'lines'
  return `${columns}, bias ${bias?.along ?? 'none'}, ${left.view.dtype}`
}

/** The uniforms that all blockings share. */
export function uniformsOf({ batches, rows, columns, depth, left, right, windows, out, bias }: Product): Uniforms {
  return {
    batches,
    rows,
    columns,
    depth,
    left_offset: left.view.offset,
    left_batch: left.batch,
    left_line: left.line,
    left_step: left.step,
    right_offset: right.view.offset,
    right_batch: right.batch,
    right_line: right.line,
    right_step: right.step,
    out_batch: out.batch,
    out_row: out.row,
    out_column: out.column,
    ...(bias && { bias_offset: bias.view.offset, bias_batch: bias.batch, bias_step: bias.view.strides[0]! }),
    ...(windows && {
      image: windows.image,
      image_row: windows.row,
      image_column: windows.column,
      height: windows.size[0],
      width: windows.size[1],
      kernel_height: windows.kernel[0],
      kernel_width: windows.kernel[1],
      stride_down: windows.stride[0],
      stride_right: windows.stride[1],
      padding_above: windows.padding[0],
      padding_left: windows.padding[1],
      dilation_down: windows.dilation[0],
      dilation_right: windows.dilation[1],
      plane: numelOf(windows.counts),
      across: windows.counts[1],
    }),
  }
}

/** Functions that say where a column's elements and results lie, and what the bias adds. */
export const functionsOf = ({ windows, bias, left }: Product): string => `
${windows ? WINDOWS : LINES}
fn bias_of(batch: u32, row: u32, column: u32) -> ${wordType(left.view.dtype)} {
  return ${bias ? `bias[sizes.bias_offset + (batch * sizes.bias_batch + ${bias.along === 'rows' ? 'row' : 'column'}) * sizes.bias_step]` : '0'};
}`

const LINES = 'fn column_place(column: u32) -> u32 { return column * sizes.out_column; }'

const WINDOWS = `
fn column_place(column: u32) -> u32 { return column / sizes.plane * sizes.out_column + column % sizes.plane; }
/** Where a window's first element lies: its image's offset, its row and column, negative ones as their two's complement. */
fn window_at(batch: u32, column: u32) -> vec3<u32> {
  let pixel = column % sizes.plane;
  return vec3<u32>(
    sizes.right_offset + batch * sizes.right_batch + column / sizes.plane * sizes.image,
    pixel / sizes.across * sizes.stride_down - sizes.padding_above,
    pixel % sizes.across * sizes.stride_right - sizes.padding_left,
  );
}`

/** Whether elements of windows lie inside the image, given their rows and columns (`vectors`: four each); null where all do. */
export function insideOf({ windows }: Product, y: string, x: string, vectors = false): string | null {
  if (!windows || !reachesOut(windows)) return null
  const [height, width] = ['sizes.height', 'sizes.width'].map((size) => (vectors ? `vec4<u32>(${size})` : size))
  return `(${y} < ${height}) & (${x} < ${width})`
}

/** 0 as the shader's elements are typed. */
export const zeroOf = ({ left }: Product): string => (wordType(left.view.dtype) === 'f32' ? '0.0' : '0i')
