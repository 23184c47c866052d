/* The register tiles of all matrix products: as many rows as the build's registers hold, eight columns; or twice the rows, four columns. */
import { tile4x8 } from './tile-4x8'
import { tile6x8 } from './tile-6x8'
import { tile8x4 } from './tile-8x4'
import { tile12x4 } from './tile-12x4'

export const TILE_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4
export const TILE_COLUMNS: i32 = 8

/** For TypeScript: how packed rows are laid out in this build. */
export function tileRows(): i32 {
  return TILE_ROWS
}

// @ts-expect-error: decorator
@inline
export function tile(
  panel: usize,
  base: usize,
  taps: usize,
  depth: i32,
  init: usize,
  initRow: usize,
  out: usize,
  outRow: usize,
): void {
  if (ASC_FEATURE_RELAXED_SIMD) tile6x8(panel, base, taps, depth, init, initRow, out, outRow)
  else tile4x8(panel, base, taps, depth, init, initRow, out, outRow)
}

/** Two panels' rows, four columns: sums += A·B. */
// @ts-expect-error: decorator
@inline
export function narrowTile(upper: usize, lower: usize, base: usize, taps: usize, depth: i32, sums: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) tile12x4(upper, lower, base, taps, depth, sums)
  else tile8x4(upper, lower, base, taps, depth, sums)
}
