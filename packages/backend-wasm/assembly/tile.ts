/*
 * The register tiles of all matrix products: as many rows as the build's registers hold, eight columns; or twice the rows, four
 * columns. assembly-tiles.js writes them, and tells what bounds them.
 */
import { tile4x8, tile6x8, tile8x4, tile12x4 } from './generated/tiles'

export const TILE_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4
export const TILE_COLUMNS: i32 = 8

/** For TypeScript: how packed rows are laid out in this build. */
export function tileRows(): i32 {
  return TILE_ROWS
}

/**
 * out[i, j] = init[i, j] + Σₖ panel[k, i] · base[taps[k], j]. `panel` is packed: `TILE_ROWS` elements for each k. `taps` says, in
 * bytes, where each k's row of eight columns lies from `base` on. Rows of init and out are `initRow` and `outRow` bytes apart. As many
 * tiles as are asked for, one below the other, their panels one behind the other: of short products, calls would be an eighth.
 * Clamps (assembly/activation.ts) are applied to out; of others nothing is known here.
 */
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
  activation: i32,
  tiles: i32,
): void {
  if (ASC_FEATURE_RELAXED_SIMD) tile6x8(panel, base, taps, depth, init, initRow, out, outRow, activation, tiles)
  else tile4x8(panel, base, taps, depth, init, initRow, out, outRow, activation, tiles)
}

/** sums[i, j] += Σₖ panel[k, i] · base[taps[k], j]: four columns, the first rows those of `upper`, the others of `lower`. */
// @ts-expect-error: decorator
@inline
export function narrowTile(
  upper: usize,
  lower: usize,
  base: usize,
  taps: usize,
  depth: i32,
  sums: usize,
  activation: i32,
): void {
  if (ASC_FEATURE_RELAXED_SIMD) tile12x4(upper, lower, base, taps, depth, sums, activation)
  else tile8x4(upper, lower, base, taps, depth, sums, activation)
}
