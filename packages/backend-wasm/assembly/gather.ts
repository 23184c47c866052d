/*
 * out[…, i, …] = x[…, index[…, i, …], …]: bound by the memory. Where the index stays the same along the run (rows of an embedding),
 * the row is moved whole.
 */
import { beginOf } from './parts'

// @ts-expect-error: decorator
@inline
function gatherRun<T>(n: i32, out: usize, outStep: usize, index: usize, indexStep: usize, x: usize, xStep: usize, along: usize): void {
  for (let i = 0; i < n; i++, out += outStep, index += indexStep, x += xStep)
    store<T>(out, load<T>(x + (load<i64>(index) as usize) * along))
}

/** `axes`: as of `pointwise`, the steps of out, index and x. `along`: bytes from one position of x to the next. */
export function gather(
  slot: i32,
  part: i32,
  parts: i32,
  size: i32,
  n: i32,
  axes: usize,
  out: usize,
  outStep: usize,
  index: usize,
  indexStep: usize,
  x: usize,
  xStep: usize,
  along: usize,
): void {
  const rank = load<i32>(axes)
  let count: i64 = 1
  for (let axis = 0; axis < rank; axis++) count *= load<i32>(axes + 4 + axis * 16)
  const until = beginOf(count, part + 1, parts)
  const isRow = indexStep == 0 && (outStep as i32) == size && (xStep as i32) == size
  for (let i = beginOf(count, part, parts); i < until; i++) {
    let rest = i
    let o = out
    let p = index
    let q = x
    for (let axis = 0, entry = axes + 4; axis < rank; axis++, entry += 16) {
      const length = load<i32>(entry)
      const at = axis == rank - 1 ? rest : rest % length
      rest /= length
      o += at * load<i32>(entry, 4)
      p += at * load<i32>(entry, 8)
      q += at * load<i32>(entry, 12)
    }
    if (isRow) memory.copy(o, q + (load<i64>(p) as usize) * along, n * size)
    else if (size == 4) gatherRun<u32>(n, o, outStep, p, indexStep, q, xStep, along)
    else if (size == 8) gatherRun<u64>(n, o, outStep, p, indexStep, q, xStep, along)
    else if (size == 2) gatherRun<u16>(n, o, outStep, p, indexStep, q, xStep, along)
    else gatherRun<u8>(n, o, outStep, p, indexStep, q, xStep, along)
  }
}
