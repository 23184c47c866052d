/*
 * Twelve rows by four columns of a product, for the last columns of a matrix and for products that are no wider: two panels of A at a
 * time, so that as many sums are under way as in the wide tile.
 */
import { fma } from './simd'

/** An address that no operand has: never true, an exit there makes the engine finish what is before it. */
const NEVER: usize = 4

/**
 * sums[i, j] += Σₖ panel[k, i] · base[taps[k], j]: the first 6 rows are `upper`'s, the others `lower`'s, four columns each. See the wide
 * tile, `tile6x8`.
 */
export function tile12x4(upper: usize, lower: usize, base: usize, taps: usize, depth: i32, sums: usize): void {
  let c0 = v128.load(sums)
  let c1 = v128.load(sums, 16)
  let c2 = v128.load(sums, 32)
  let c3 = v128.load(sums, 48)
  let c4 = v128.load(sums, 64)
  let c5 = v128.load(sums, 80)
  let c6 = v128.load(sums, 96)
  let c7 = v128.load(sums, 112)
  let c8 = v128.load(sums, 128)
  let c9 = v128.load(sums, 144)
  let c10 = v128.load(sums, 160)
  let c11 = v128.load(sums, 176)
  let a: v128, b: v128
  const last = taps + ((depth >> 1) as usize) * 8
  while (taps < last) {
    b = v128.load(base + (load<i32>(taps) as usize))
    a = v128.load32_splat(upper)
    c0 = fma(a, b, c0)
    a = v128.load32_splat(upper, 4)
    c1 = fma(a, b, c1)
    a = v128.load32_splat(upper, 8)
    c2 = fma(a, b, c2)
    a = v128.load32_splat(upper, 12)
    c3 = fma(a, b, c3)
    a = v128.load32_splat(upper, 16)
    c4 = fma(a, b, c4)
    a = v128.load32_splat(upper, 20)
    c5 = fma(a, b, c5)
    if (taps == NEVER) break
    a = v128.load32_splat(lower)
    c6 = fma(a, b, c6)
    a = v128.load32_splat(lower, 4)
    c7 = fma(a, b, c7)
    a = v128.load32_splat(lower, 8)
    c8 = fma(a, b, c8)
    a = v128.load32_splat(lower, 12)
    c9 = fma(a, b, c9)
    a = v128.load32_splat(lower, 16)
    c10 = fma(a, b, c10)
    a = v128.load32_splat(lower, 20)
    c11 = fma(a, b, c11)
    if (taps == NEVER) break
    b = v128.load(base + (load<i32>(taps, 4) as usize))
    a = v128.load32_splat(upper, 24)
    c0 = fma(a, b, c0)
    a = v128.load32_splat(upper, 28)
    c1 = fma(a, b, c1)
    a = v128.load32_splat(upper, 32)
    c2 = fma(a, b, c2)
    a = v128.load32_splat(upper, 36)
    c3 = fma(a, b, c3)
    a = v128.load32_splat(upper, 40)
    c4 = fma(a, b, c4)
    a = v128.load32_splat(upper, 44)
    c5 = fma(a, b, c5)
    if (taps == NEVER) break
    a = v128.load32_splat(lower, 24)
    c6 = fma(a, b, c6)
    a = v128.load32_splat(lower, 28)
    c7 = fma(a, b, c7)
    a = v128.load32_splat(lower, 32)
    c8 = fma(a, b, c8)
    a = v128.load32_splat(lower, 36)
    c9 = fma(a, b, c9)
    a = v128.load32_splat(lower, 40)
    c10 = fma(a, b, c10)
    a = v128.load32_splat(lower, 44)
    c11 = fma(a, b, c11)
    taps += 8
    upper += 48
    lower += 48
  }
  if (depth & 1) {
    b = v128.load(base + (load<i32>(taps) as usize))
    a = v128.load32_splat(upper)
    c0 = fma(a, b, c0)
    a = v128.load32_splat(upper, 4)
    c1 = fma(a, b, c1)
    a = v128.load32_splat(upper, 8)
    c2 = fma(a, b, c2)
    a = v128.load32_splat(upper, 12)
    c3 = fma(a, b, c3)
    a = v128.load32_splat(upper, 16)
    c4 = fma(a, b, c4)
    a = v128.load32_splat(upper, 20)
    c5 = fma(a, b, c5)
    a = v128.load32_splat(lower)
    c6 = fma(a, b, c6)
    a = v128.load32_splat(lower, 4)
    c7 = fma(a, b, c7)
    a = v128.load32_splat(lower, 8)
    c8 = fma(a, b, c8)
    a = v128.load32_splat(lower, 12)
    c9 = fma(a, b, c9)
    a = v128.load32_splat(lower, 16)
    c10 = fma(a, b, c10)
    a = v128.load32_splat(lower, 20)
    c11 = fma(a, b, c11)
  }
  v128.store(sums, c0)
  v128.store(sums, c1, 16)
  v128.store(sums, c2, 32)
  v128.store(sums, c3, 48)
  v128.store(sums, c4, 64)
  v128.store(sums, c5, 80)
  v128.store(sums, c6, 96)
  v128.store(sums, c7, 112)
  v128.store(sums, c8, 128)
  v128.store(sums, c9, 144)
  v128.store(sums, c10, 160)
  v128.store(sums, c11, 176)
}
