/** Where the constants of the kernels end, and the memory that the allocator hands out begins. */
export function heapBase(): usize {
  return __heap_base
}

/** Fills bytes with a byte: what a buffer is zeroed with. */
export function fillBytes(to: usize, value: i32, bytes: usize): void {
  memory.fill(to, value as u8, bytes)
}
