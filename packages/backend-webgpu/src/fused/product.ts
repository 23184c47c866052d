/* Which blocking a product gets, by its sizes and by what computes it. */
import type { Gpu } from '../program'
import { type Block, runDirect } from './direct'
import { type Product, tapsOf } from './operands'
import { runSkinny } from './skinny'
import { runTiled } from './slices'
import type { Tile } from './tile'

const LARGE: Tile = { rows: 64, columns: 64, rowsEach: 8, columnsEach: 4 }
const SMALL: Tile = { rows: 32, columns: 32, rowsEach: 4, columnsEach: 4 }
const FLAT: Tile = { rows: 16, columns: 64, rowsEach: 4, columnsEach: 4 }

/** So many workgroups keep the cores of a GPU busy: with fewer large tiles than that, small ones are faster though they read more. */
const ENOUGH = 128
/** Slicing the depth within a workgroup pays from here on. */
const DEEP = 64
/** The least that is left of the depth for each of several workgroups: reading back what they write must be little beside it. */
const LONG_SLICE = 256
/** Up to so many rows, a tile in workgroup memory would be mostly empty. */
const FEW_ROWS = 8
/** Up to so many sums, a processor's threads would have nothing to do but to slice the depth. */
const FEW_SUMS = 4

/** The same product with its sides exchanged: rows become columns. */
const exchanged = (product: Product): Product => ({
  ...product,
  rows: product.columns,
  columns: product.rows,
  left: product.right,
  right: product.left,
  out: { ...product.out, row: product.out.column, column: product.out.row },
  bias: product.bias && { ...product.bias, along: product.bias.along === 'rows' ? 'columns' : 'rows' },
})

export function runProduct(gpu: Gpu, given: Product): void {
  if (given.batches * given.rows * given.columns === 0) return
  // Few rows and many columns, where the sides can be exchanged.
  const product = !given.windows && given.columns < Math.min(given.rows, 16) ? exchanged(given) : given
  if (isSkinny(product, gpu.onProcessor)) runSkinny(gpu, product)
  else if (gpu.onProcessor) runDirect(gpu, product, blockOnProcessor(product))
  else if (product.rows <= FEW_ROWS || product.depth * tapsOf(product) < 8) runDirect(gpu, product, blockOnGpu(product))
  else runTiled(gpu, product, ...tileFor(product))
}

const isSkinny = ({ windows, batches, rows, columns, depth }: Product, onProcessor: boolean): boolean =>
  !windows && depth >= DEEP && (onProcessor ? batches * rows * columns <= FEW_SUMS : rows <= FEW_ROWS)

const upTo = (most: number, size: number): number => [8, 6, 4, 2, 1].find((n) => n <= Math.min(most, size)) ?? 1

/** As many sums a thread as there are registers for, unless most of them would be of no use; SwiftShader's lanes are four. */
const blockOnProcessor = ({ rows, columns }: Product): Block => ({
  rows: upTo(8, rows),
  columns: upTo(8, columns / 4),
  lanes: 4,
})

const blockOnGpu = ({ rows, columns, batches }: Product): Block => ({
  rows: upTo(8, rows),
  // Threads before sums: a GPU wants tens of thousands.
  columns: batches * columns >= 2 ** 18 ? 4 : 1,
  lanes: 64,
})

/** The tile, and how many slices the depth is cut into. */
function tileFor(product: Product): [tile: Tile, slices: number] {
  const { batches, rows, columns, depth, out } = product
  const countOf = (tile: Tile): number => batches * Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns)
  const [large, small] = [countOf(LARGE), countOf(SMALL)]
  // A large tile does the work of four small ones.
  const isLarge = large >= ENOUGH && large * 4 <= small * 1.5
  const tile = rows <= FLAT.rows ? FLAT : isLarge ? LARGE : SMALL
  const most = Math.min(ENOUGH / countOf(tile), (depth * tapsOf(product)) / LONG_SLICE, 8)
  return [tile, out.view.dtype === 'float32' ? Math.max(1, Math.floor(most)) : 1]
}
