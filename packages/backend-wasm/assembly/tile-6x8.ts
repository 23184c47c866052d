/*
 * Six rows by eight columns of a product: twelve sums, two vectors of B and one element of A in all lanes are the fifteen
 * vector registers that engines hand out on x86-64. What bounds it are the multiply-adds: twelve of them for eight loads.
 */
import { fma } from './simd'

/** An address that no operand has. */
const NEVER: usize = 4

/**
 * out[i, j] = init[i, j] + Σₖ panel[k, i] · base[taps[k], j]. `panel` is packed: 6 elements for each k. `taps` says, in bytes, where
 * each k's row of eight columns lies from `base` on. Rows of init and out are `initRow` and `outRow` bytes apart.
 */
export function tile6x8(
  panel: usize,
  base: usize,
  taps: usize,
  depth: i32,
  init: usize,
  initRow: usize,
  out: usize,
  outRow: usize,
): void {
  let c00 = v128.load(init)
  let c01 = v128.load(init, 16)
  let c10 = v128.load(init + initRow)
  let c11 = v128.load(init + initRow, 16)
  let c20 = v128.load(init + 2 * initRow)
  let c21 = v128.load(init + 2 * initRow, 16)
  let c30 = v128.load(init + 3 * initRow)
  let c31 = v128.load(init + 3 * initRow, 16)
  let c40 = v128.load(init + 4 * initRow)
  let c41 = v128.load(init + 4 * initRow, 16)
  let c50 = v128.load(init + 5 * initRow)
  let c51 = v128.load(init + 5 * initRow, 16)
  let a: v128, b0: v128, b1: v128
  const last = taps + ((depth >> 1) as usize) * 8
  while (taps < last) {
    b0 = v128.load(base + (load<i32>(taps) as usize))
    b1 = v128.load(base + (load<i32>(taps) as usize), 16)
    a = v128.load32_splat(panel)
    c00 = fma(a, b0, c00)
    c01 = fma(a, b1, c01)
    a = v128.load32_splat(panel, 4)
    c10 = fma(a, b0, c10)
    c11 = fma(a, b1, c11)
    a = v128.load32_splat(panel, 8)
    c20 = fma(a, b0, c20)
    c21 = fma(a, b1, c21)
    a = v128.load32_splat(panel, 12)
    c30 = fma(a, b0, c30)
    c31 = fma(a, b1, c31)
    a = v128.load32_splat(panel, 16)
    c40 = fma(a, b0, c40)
    c41 = fma(a, b1, c41)
    a = v128.load32_splat(panel, 20)
    c50 = fma(a, b0, c50)
    c51 = fma(a, b1, c51)
    // Never true: an exit here makes the engine finish the first step before it loads for the second.
    if (taps == NEVER) break
    b0 = v128.load(base + (load<i32>(taps, 4) as usize))
    b1 = v128.load(base + (load<i32>(taps, 4) as usize), 16)
    a = v128.load32_splat(panel, 24)
    c00 = fma(a, b0, c00)
    c01 = fma(a, b1, c01)
    a = v128.load32_splat(panel, 28)
    c10 = fma(a, b0, c10)
    c11 = fma(a, b1, c11)
    a = v128.load32_splat(panel, 32)
    c20 = fma(a, b0, c20)
    c21 = fma(a, b1, c21)
    a = v128.load32_splat(panel, 36)
    c30 = fma(a, b0, c30)
    c31 = fma(a, b1, c31)
    a = v128.load32_splat(panel, 40)
    c40 = fma(a, b0, c40)
    c41 = fma(a, b1, c41)
    a = v128.load32_splat(panel, 44)
    c50 = fma(a, b0, c50)
    c51 = fma(a, b1, c51)
    taps += 8
    panel += 48
  }
  if (depth & 1) {
    b0 = v128.load(base + (load<i32>(taps) as usize))
    b1 = v128.load(base + (load<i32>(taps) as usize), 16)
    a = v128.load32_splat(panel)
    c00 = fma(a, b0, c00)
    c01 = fma(a, b1, c01)
    a = v128.load32_splat(panel, 4)
    c10 = fma(a, b0, c10)
    c11 = fma(a, b1, c11)
    a = v128.load32_splat(panel, 8)
    c20 = fma(a, b0, c20)
    c21 = fma(a, b1, c21)
    a = v128.load32_splat(panel, 12)
    c30 = fma(a, b0, c30)
    c31 = fma(a, b1, c31)
    a = v128.load32_splat(panel, 16)
    c40 = fma(a, b0, c40)
    c41 = fma(a, b1, c41)
    a = v128.load32_splat(panel, 20)
    c50 = fma(a, b0, c50)
    c51 = fma(a, b1, c51)
  }
  v128.store(out, c00)
  v128.store(out, c01, 16)
  out += outRow
  v128.store(out, c10)
  v128.store(out, c11, 16)
  out += outRow
  v128.store(out, c20)
  v128.store(out, c21, 16)
  out += outRow
  v128.store(out, c30)
  v128.store(out, c31, 16)
  out += outRow
  v128.store(out, c40)
  v128.store(out, c41, 16)
  out += outRow
  v128.store(out, c50)
  v128.store(out, c51, 16)
}
