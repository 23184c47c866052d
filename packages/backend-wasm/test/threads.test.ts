/* Several threads compute what one computes, bit for bit; their end, and the end of a program that has some. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import * as torch from '@torchlet/tensor-core'
import { DeviceError } from '@torchlet/tensor-core'
import * as fused from '@torchlet/tensor-core/fused'
import { afterAll, describe, expect, it } from 'vitest'
import { PATIENCE } from '../../../vitest.shared.js'
import { wasm } from '../src'
import { compileKernels } from '../src/binary'
import type { KernelExports } from '../src/instance'
import { LinearMemory } from '../src/memory'
import { Threads } from '../src/threads'

type Tensor = torch.Tensor

/** Operands so large that they are shared, of sizes that divide evenly by nothing. */
const image = torch.randn([3, 37, 61, 53])
const matrix = torch.randn([701, 613])
const other = torch.randn([613, 401])

const OPS: Record<string, (x: Tensor, y: Tensor, z: Tensor) => Tensor> = {
  add: (x) => x.add(x),
  gelu: (x) => fused.geluErf(x),
  'add of a channel': (x) => x.add(x.at(0, ':', ':1', ':1')),
  contiguous: (x) => x.permute([0, 2, 3, 1]).contiguous(),
  'float16 and back': (x) => x.half().float(),
  fill: (x) => torch.full(x.shape, 1.25, { device: x.device }),
  sum: (x) => x.sum(),
  'sum over rows': (_, y) => y.sum(1),
  'sum over columns': (_, y) => y.sum(0),
  'sum over channels': (x) => x.sum([0, 2, 3]),
  amax: (x) => x.amax(),
  argmax: (_, y) => y.argmax(1),
  softmax: (_, y) => y.softmax(1),
  'softmax over channels': (x) => x.softmax(1),
  logSoftmax: (_, y) => y.logSoftmax(1),
  layerNorm: (_, y) => fused.layerNorm(y, [613], y.at(0), y.at(1)),
  batchNorm: (x) => fused.batchNorm(x, x.at(0, ':', 0, 0), x.at(0, ':', 0, 1).square(), x.at(0, ':', 0, 2), null),
  indexSelect: (_, y) => y.indexSelect(0, torch.arange(0, 700, 3, { device: y.device, dtype: 'int64' })),
  matmul: (_, y, z) => y.matmul(z),
  linear: (_, y, z) => fused.linear(y, z.t()),
  conv2d: (x) => fused.conv2d(x, x.at(':', ':', ':3', ':3').contiguous(), null, { padding: 1 }),
  maxPool2d: (x) => fused.maxPool2d(x, 2),
}

const one = await wasm()
const several = await wasm({ threads: 4 })
afterAll(() => several.close())

const bytesOf = (x: Tensor): Uint8Array => {
  const { buffer, byteOffset, byteLength } = x.data
  return new Uint8Array(buffer, byteOffset, byteLength)
}

describe('bit for bit', () => {
  it.each(Object.entries(OPS))('%s', (_, f) => {
    const [want, ...got] = [one, several, several, several].map((device) =>
      torch.tidy(() => f(image.to(device), matrix.to(device), other.to(device))),
    )
    // Three times, since threads that race may be lucky once.
    for (const y of got) expect(Buffer.compare(bytesOf(y), bytesOf(want!))).toBe(0)
  })
})

it('thousands of small jobs in a row', () => {
  const x = torch.ones([70_000], { device: several })
  for (let i = 0; i < 2000; i++) x.add_(1)
  expect([x.at(0).item(), x.at(-1).item(), x.amin().item(), x.amax().item()]).toEqual([2001, 2001, 2001, 2001])
})

it('a kernel that fails in any thread ends its job before it throws', async () => {
  const { module } = await compileKernels(true)
  const memory = new LinearMemory(16, true)
  const { exports } = await WebAssembly.instantiate(module, { env: { memory: memory.memory } })
  const kernels = exports as unknown as KernelExports
  const threads = await Threads.start(3, module, memory.memory, kernels)
  const start = 65536
  for (let i = 0; i < 50; i++) {
    // The last of the parts lie behind the end of the memory.
    expect(() => threads.run('fillPattern', 12, [start, i, i, 2 ** 21])).toThrow(DeviceError)
    threads.run('fillPattern', 12, [start, -i, -i, 2 ** 19])
    expect(memory.words.subarray(start / 4, start / 4 + 2 ** 17).every((word) => word === -i)).toBe(true)
  }
  threads.close()
})

it('closing a device leaves it with one thread', async () => {
  const device = await wasm({ threads: 3 })
  expect(device.threads).toBe(3)
  device.close()
  device.close()
  expect(device.threads).toBe(1)
  expect(torch.ones([100_000], { device }).sum().item()).toBe(100_000)
})

it('a program with threads ends by itself', () => {
  const program = `
    import { wasm } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url))}
    const device = await wasm({ threads: 3 })
    console.log(device.threads)`
  const options = { cwd: fileURLToPath(new URL('.', import.meta.url)), timeout: PATIENCE, encoding: 'utf8' } as const
  const printed = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], options)
  expect(printed.trim()).toBe('3')
})
