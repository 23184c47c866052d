import { DeviceError } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import { Pool, sizeClass } from '../src/pool'

/** Makes buffers that only know whether they were destroyed. */
function fakeMaker() {
  const made: { size: number; isDestroyed: boolean }[] = []
  const createBuffer = ({ size }: { size: number }): GPUBuffer => {
    const buffer = { size, isDestroyed: false, destroy: () => void (buffer.isDestroyed = true) }
    made.push(buffer)
    return buffer as unknown as GPUBuffer
  }
  return { made, createBuffer }
}

describe('size classes', () => {
  it.each([1, 255, 256, 257, 1000, 4096, 4097, 123456, 2 ** 20 + 4, 2 ** 31 + 4])('%d bytes', (bytes) => {
    const size = sizeClass(bytes)
    expect(size).toBeGreaterThanOrEqual(bytes)
    expect(size).toBeLessThanOrEqual(Math.max(256, bytes * 1.25))
    expect(size % 16).toBe(0)
    // A class holds itself.
    expect(sizeClass(size)).toBe(size)
  })
})

describe('a pool', () => {
  it('hands out again what came back, of the same class', () => {
    const maker = fakeMaker()
    const pool = new Pool(maker, 2 ** 30)
    const first = pool.acquire(1000, 'a')
    expect(first.isUsed).toBe(false)
    pool.release(first)
    const second = pool.acquire(900, 'b')
    expect(second).toBe(first)
    expect(second.isUsed).toBe(true)
    expect(pool.acquire(900, 'c')).not.toBe(first)
    expect(maker.made.length).toBe(2)
  })

  it('counts what lives and what waits', () => {
    const pool = new Pool(fakeMaker(), 2 ** 30)
    const [a] = [pool.acquire(256, 'a'), pool.acquire(512, 'b')]
    pool.release(a)
    expect(pool.stats).toEqual({ liveBuffers: 1, liveBytes: 512, freeBuffers: 1, freeBytes: 256 })
  })

  it('goes no further than a binding, where the class would', () => {
    const pool = new Pool(fakeMaker(), 1000)
    expect(pool.acquire(990, 'a').bytes).toBe(1000)
  })

  it('destroys what waits, when told or when too much waits', () => {
    const maker = fakeMaker()
    const pool = new Pool(maker, 2 ** 30)
    const all = [pool.acquire(2 ** 28, 'a'), pool.acquire(2 ** 28, 'b'), pool.acquire(300, 'c')]
    const gone: number[] = []
    pool.onDestroy = ({ bytes }) => gone.push(bytes)
    for (const memory of all) pool.release(memory)
    pool.trim()
    expect(pool.stats.freeBytes).toBeLessThanOrEqual(2 ** 28)
    pool.trim(0)
    expect(pool.stats.freeBytes).toBe(0)
    expect(gone.length).toBe(3)
    expect(maker.made.every(({ isDestroyed }) => isDestroyed)).toBe(true)
  })

  it('says what was asked and held when there is no memory', () => {
    const failing = {
      createBuffer: () => {
        throw new RangeError('too much')
      },
    }
    expect(() => new Pool(failing, 2 ** 30).acquire(5000, 'a')).toThrow(DeviceError)
    expect(() => new Pool(failing, 2 ** 30).acquire(5000, 'a')).toThrow(/no memory for 5120 more bytes \(0 are in use/)
  })
})
