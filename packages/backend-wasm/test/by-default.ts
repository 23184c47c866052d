/*
 * Makes tensors on this device where nobody says another: what other packages' tests compute is then computed here. And with every
 * allocation the memory grows by nothing, which moves it all the same: whoever keeps a typed array over an allocation is found.
 */
import { getDefaultDevice, setDefaultDevice } from '@torchlet/tensor-core'
import { afterAll, expect, vi } from 'vitest'
import { wasm } from '../src'
import { Allocator } from '../src/allocator'
import { LinearMemory } from '../src/memory'

let memory: LinearMemory | undefined
const { growTo } = LinearMemory.prototype
vi.spyOn(LinearMemory.prototype, 'growTo').mockImplementation(function (this: LinearMemory, end) {
  memory = this
  return growTo.call(this, end)
})
const { take } = Allocator.prototype
let moves = 0
vi.spyOn(Allocator.prototype, 'take').mockImplementation(function (this: Allocator, bytes) {
  const block = take.call(this, bytes)
  if (memory) {
    const { bytes: before } = memory
    memory.growBy(0)
    if (before.byteLength === 0) moves++
  }
  return block
})

const device = await wasm()
setDefaultDevice(device)

afterAll(() => {
  expect(getDefaultDevice()).toBe(device)
  expect(device.usage.used).toBeGreaterThan(0)
  expect(moves).toBeGreaterThan(0)
})
