/* Fills n elements, of 1, 2, 4 or 8 bytes, with a pattern of 8 bytes that repeats the value. Bound by the memory: 16 bytes a store. */
export function fillPattern(slot: i32, part: i32, parts: i32, to: usize, low: u32, high: u32, bytes: usize): void {
  // 64 bytes at a time, so that no two threads write to one line of the cache.
  const lines = bytes >> 6
  const from = ((lines * (part as usize)) / (parts as usize)) << 6
  const last = part == parts - 1
  const until = last ? bytes : ((lines * ((part + 1) as usize)) / (parts as usize)) << 6
  const bits = ((high as u64) << 32) | (low as u64)
  const value = i64x2.splat(bits)
  let at = from
  for (; at + 16 <= until; at += 16) v128.store(to + at, value)
  for (; at < until; at++) store<u8>(to + at, (bits >> ((at & 7) << 3)) as u8)
}
