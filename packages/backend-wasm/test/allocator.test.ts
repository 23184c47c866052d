/* The allocator under random loads: blocks never overlap, are aligned, and free neighbours become one. */
import { describe, expect, it } from 'vitest'
import { ALIGNMENT, Allocator, type Block } from '../src/allocator'

const PAGE = 65536

/** A memory that grows by pages up to a limit. */
function memory(limit: number): { allocator: Allocator; end: () => number } {
  let end = PAGE
  const grow = (wanted: number): number => {
    if (wanted <= limit) end = Math.max(end, Math.ceil(wanted / PAGE) * PAGE)
    return end
  }
  return { allocator: new Allocator(1000, grow), end: () => end }
}

/** A small generator: the same loads every time. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

describe.each([1, 2, 3, 4, 5])('random load %i', (seed) => {
  it('gives what nobody else has, and takes it all back', () => {
    const random = numbers(seed)
    const { allocator, end } = memory(64 * PAGE)
    const held = new Set<Block>()
    let refused = 0
    for (let i = 0; i < 20_000; i++) {
      if (random() < 0.55) {
        const bytes = Math.floor(2 ** (random() * 18))
        const block = allocator.take(bytes)
        if (!block) refused++
        else {
          expect(block.size).toBeGreaterThanOrEqual(bytes)
          held.add(block)
        }
      } else if (held.size > 0) {
        const block = [...held][Math.floor(random() * held.size)]!
        held.delete(block)
        allocator.give(block)
      }
      if (i % 500 === 0) checkApart(held, end())
    }
    expect(refused).toBeGreaterThan(0)
    expect(allocator.used).toBe([...held].reduce((sum, { size }) => sum + size, 0))
    for (const block of held) allocator.give(block)
    expect(allocator.used).toBe(0)
    // All is one block again: what is as large as the memory fits without growing.
    const before = end()
    expect(allocator.take(before - 1024)).toBeDefined()
    expect(end()).toBe(before)
  })
})

function checkApart(held: Iterable<Block>, end: number): void {
  const sorted = [...held].sort((a, b) => a.address - b.address)
  sorted.forEach(({ address, size }, i) => {
    expect(address % ALIGNMENT).toBe(0)
    expect(address + size).toBeLessThanOrEqual(sorted[i + 1]?.address ?? end)
  })
}

it('reuses the block that was given back', () => {
  const { allocator } = memory(4 * PAGE)
  const [a, b] = [allocator.take(1000)!, allocator.take(1000)!]
  const { address } = a
  allocator.give(a)
  expect(allocator.take(900)!.address).toBe(address)
  expect(b.address).not.toBe(address)
})

it('refuses what the memory does not grow to, and goes on', () => {
  const { allocator } = memory(4 * PAGE)
  for (const bytes of [5 * PAGE, 2 ** 32, 2 ** 36, 2 ** 45]) expect(allocator.take(bytes)).toBeUndefined()
  expect(allocator.take(PAGE)).toBeDefined()
})
