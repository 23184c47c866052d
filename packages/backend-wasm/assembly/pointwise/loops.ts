/*
 * Loops over numbers that lie one behind the other, four at a time; n is a multiple of 4. An op is a class with one method,
 * which the compiler puts into the loop. Cheap ops are bound by the memory, the exponentials by arithmetic: neither gains from
 * more than this.
 */

/** (n, out, x, y, z): all loops look alike, so that they can be called through one table. */
export type Loop = (n: i32, out: usize, x: usize, y: usize, z: usize) => void

export function unary<Op>(): Loop {
  return (n: i32, out: usize, x: usize, y: usize, z: usize): void => {
    for (const end = out + (n << 2); out < end; out += 16, x += 16)
      v128.store(out, changetype<Op>(0).of(v128.load(x)))
  }
}

export function binary<Op>(): Loop {
  return (n: i32, out: usize, x: usize, y: usize, z: usize): void => {
    for (const end = out + (n << 2); out < end; out += 16, x += 16, y += 16)
      v128.store(out, changetype<Op>(0).of(v128.load(x), v128.load(y)))
  }
}

export function ternary<Op>(): Loop {
  return (n: i32, out: usize, x: usize, y: usize, z: usize): void => {
    for (const end = out + (n << 2); out < end; out += 16, x += 16, y += 16, z += 16)
      v128.store(out, changetype<Op>(0).of(v128.load(x), v128.load(y), v128.load(z)))
  }
}

/** Ops whose answers are masks of 32 bits; out is bytes of 0 and 1. */
export function comparison<Op>(): Loop {
  return (n: i32, out: usize, x: usize, y: usize, z: usize): void => {
    for (const end = out + n; out < end; out += 4, x += 16, y += 16) {
      const mask = changetype<Op>(0).of(v128.load(x), v128.load(y))
      const bytes = i8x16.shuffle(mask, mask, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12)
      v128.store_lane<i32>(out, v128.and(bytes, i8x16.splat(1)), 0)
    }
  }
}

/** z where the byte of x is 0, else y. */
export function choice(): Loop {
  return (n: i32, out: usize, x: usize, y: usize, z: usize): void => {
    for (const end = out + (n << 2); out < end; out += 16, x += 4, y += 16, z += 16) {
      const bytes = v128.load32_zero(x)
      const isZero = i32x4.eq(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0))
      v128.store(out, v128.bitselect(v128.load(z), v128.load(y), isZero))
    }
  }
}
