/*
 * Copies between strided views, bound by the memory. Runs that lie one behind the other on both sides are moved whole. A transposed
 * matrix is read and written in squares of 4 × 4 numbers that are turned over in registers, sixteen rows at a time, so that each
 * line of the cache is used up while it is there.
 */
import { beginOf } from '../parts'
import { highHalves, highPairs, lowHalves, lowPairs } from '../transpose'

/** The addresses of place `i` of the axes behind `entry`, innermost first: (size, step of out, step of x) each. */
// @ts-expect-error: decorator
@inline
function placeOf(i: i32, rank: i32, entry: usize, column: usize): usize {
  let at: usize = 0
  for (let axis = 0; axis < rank; axis++, entry += 12) {
    const size = load<i32>(entry)
    at += ((axis == rank - 1 ? i : i % size) as usize) * (load<i32>(entry + column) as usize)
    i /= size
  }
  return at
}

function places(rank: i32, entry: usize): i32 {
  let count = 1
  for (let axis = 0; axis < rank; axis++, entry += 12) count *= load<i32>(entry)
  return count
}

function moveRun<T>(n: i32, out: usize, outStep: usize, x: usize, xStep: usize): void {
  for (let i = 0; i < n; i++, out += outStep, x += xStep) store<T>(out, load<T>(x))
}

/** n elements of `size` bytes for each place of the axes around them; steps in bytes. */
export function copyStrided(
  slot: i32,
  part: i32,
  parts: i32,
  size: i32,
  n: i32,
  axes: usize,
  out: usize,
  outStep: usize,
  x: usize,
  xStep: usize,
): void {
  const rank = load<i32>(axes)
  const entry = axes + 4
  const count = places(rank, entry)
  const until = beginOf(count as i64, part + 1, parts)
  const isRun = (outStep as i32) == size && (xStep as i32) == size
  for (let i = beginOf(count as i64, part, parts); i < until; i++) {
    const to = out + placeOf(i, rank, entry, 4)
    const from = x + placeOf(i, rank, entry, 8)
    if (isRun) memory.copy(to, from, n * size)
    else if (size == 4) moveRun<u32>(n, to, outStep, from, xStep)
    else if (size == 8) moveRun<u64>(n, to, outStep, from, xStep)
    else if (size == 2) moveRun<u16>(n, to, outStep, from, xStep)
    else moveRun<u8>(n, to, outStep, from, xStep)
  }
}

/** out[r][c] = x[c][r], a square of 4 × 4. */
// @ts-expect-error: decorator
@inline
function turn(out: usize, outStep: usize, x: usize, xStep: usize): void {
  const a = v128.load(x)
  const b = v128.load(x + xStep)
  const c = v128.load(x + 2 * xStep)
  const d = v128.load(x + 3 * xStep)
  const ab = lowPairs(a, b)
  const cd = lowPairs(c, d)
  const abHigh = highPairs(a, b)
  const cdHigh = highPairs(c, d)
  v128.store(out, lowHalves(ab, cd))
  v128.store(out + outStep, highHalves(ab, cd))
  v128.store(out + 2 * outStep, lowHalves(abHigh, cdHigh))
  v128.store(out + 3 * outStep, highHalves(abHigh, cdHigh))
}

/** out[r][c] = x[c][r] for `rows` rows of out, of `columns` numbers of 4 bytes. */
function transposeMatrix(rows: i32, columns: i32, out: usize, outStep: usize, x: usize, xStep: usize): void {
  const wholeColumns = columns & ~3
  for (let top = 0; top < rows; top += 16) {
    const bottom = min(top + 16, rows)
    const wholeBottom = top + ((bottom - top) & ~3)
    for (let c = 0; c < wholeColumns; c += 4)
      for (let r = top; r < wholeBottom; r += 4)
        turn(out + (r as usize) * outStep + (c << 2), outStep, x + (c as usize) * xStep + (r << 2), xStep)
    for (let r = top; r < bottom; r++) {
      const from = r < wholeBottom ? wholeColumns : 0
      moveRun<u32>(columns - from, out + (r as usize) * outStep + (from << 2), 4, x + (from as usize) * xStep + (r << 2), xStep)
    }
  }
}

/** Transposes one matrix for each place of the axes. */
export function copyTransposed(
  slot: i32,
  part: i32,
  parts: i32,
  rows: i32,
  columns: i32,
  axes: usize,
  out: usize,
  outStep: usize,
  x: usize,
  xStep: usize,
): void {
  const rank = load<i32>(axes)
  const count = places(rank, axes + 4)
  // Each part takes some rows of all matrices, 16 being a line of the cache on x's side.
  const blocks = (rows + 15) >> 4
  const from = beginOf(blocks as i64, part, parts) << 4
  const until = min(beginOf(blocks as i64, part + 1, parts) << 4, rows)
  if (from >= until) return
  for (let i = 0; i < count; i++)
    transposeMatrix(
      until - from,
      columns,
      out + placeOf(i, rank, axes + 4, 4) + (from as usize) * outStep,
      outStep,
      x + placeOf(i, rank, axes + 4, 8) + (from << 2),
      xStep,
    )
}
