/* What cannot be done is said: before any work where that can be known, else at the next read, by the op's name. */
import { cpu, DeviceError, DTypeError, linalg, ones, type Tensor, tensor, zeros } from '@torchlet/tensor-core'
import { afterAll, describe, expect, it } from 'vitest'
import type { WebGpuDevice } from '../../src/device'
import { webgpu } from '../../src/index'
import { gpu as entry, testDevice } from './device'

const gpu = await testDevice()

describe('refused at once', () => {
  const x = tensor([1, 2]).to(gpu)
  const REFUSED: [string, () => unknown, new (...args: never[]) => Error, RegExp][] = [
    ['a synchronous read', () => x.toArray(), DeviceError, /webgpu is not read synchronously: await x\.cpu\(\)/],
    ['printing', () => String(x), DeviceError, /await x\.cpu\(\)/],
    ['a move to another device', () => x.to(cpu), DeviceError, /\(await x\.cpu\(\)\)\.to\(device\)/],
    [
      'a mix of devices',
      () => x.add(tensor([1, 2])),
      DeviceError,
      /add: tensors on different devices \(webgpu and cpu\)/,
    ],
    ['float64', () => x.to('float64'), DTypeError, /webgpu holds no float64 \(it holds float32/],
    ['a long beyond 32 bits', () => tensor([5n, 2n ** 31n]).to(gpu), DeviceError, /32 bits.*element 1 is 2147483648/],
    [
      'a long constant beyond 32 bits',
      () =>
        tensor([5n])
          .to(gpu)
          .add(2n ** 40n),
      DeviceError,
      /32 bits.*1099511627776/,
    ],
    ['a determinant', () => linalg.det(x.reshape([1, 2]).expand([2, 2])), DeviceError, /await x\.cpu\(\)/],
    ['draws by weights', () => x.multinomial(1), DeviceError, /await x\.cpu\(\)/],
    ['positions of what is true', () => x.nonzero(), DeviceError, /await x\.cpu\(\)/],
  ]
  it.each(REFUSED)('%s', (_, act, error, message) => {
    expect(act).toThrow(error)
    expect(act).toThrow(message)
  })
})

describe('limits', () => {
  let small: WebGpuDevice
  it('are those of the device that is given', async () => {
    const adapter = await entry.requestAdapter()
    // With no wish there are the least limits that the standard knows.
    small = await webgpu({ device: await adapter!.requestDevice() })
    expect(small.gpu.limits.maxStorageBuffersPerShaderStage).toBe(8)
  })
  afterAll(() => small.destroy())

  it('a tensor larger than a binding is refused with both numbers', () => {
    const most = small.gpu.limits.maxStorageBufferBindingSize
    expect(() => zeros([most / 4 + 1], { device: small })).toThrow(DeviceError)
    expect(() => zeros([most / 4 + 1], { device: small })).toThrow(new RegExp(`${most + 4} bytes.*holds ${most}`))
    zeros([most / 4], { device: small }).dispose()
  })

  it('more operands than a shader has bindings for are taken in parts', async () => {
    const parts = Array.from({ length: 20 }, (_, i) => tensor([i, 1]).to(small).cumsum(0))
    const sum = parts.reduce((total, part) => total.add(part))
    expect([...(await sum.read())]).toEqual([190, 210])
  })

  it('a convolution, its norm and a shortcut take their turns', async () => {
    const [x, w] = [ones([1, 2, 4, 4]).to(small), ones([2, 2, 1, 1]).to(small)]
    const { functional: F } = await import('@torchlet/nn')
    const vector = () => ones([2]).to(small)
    const norm = (y: Tensor) => F.batchNorm(y, vector(), vector(), vector(), vector(), { eps: 0 })
    const y = F.relu(norm(F.conv2d(x, w)).add(norm(F.conv2d(x, w)))).add(x)
    expect([...(await y.read())]).toEqual(new Array(32).fill(5))
  })

  it('more than 65,535 workgroups fold into two axes', async () => {
    const n = 65535 * 64 + 1000
    const x = ones([n], { device: gpu })
    expect((await x.add(1).sum().cpu()).item()).toBe(2 * n)
    // Materialized: a dispatch over all of it.
    const y = x.mul(3).add_(x)
    const whole = await y.read()
    expect([whole[0], whole[65535 * 64], whole[n - 1]]).toEqual([4, 4, 4])
  })

  it('tensors without elements work', async () => {
    const none = zeros([0, 3], { device: gpu })
    expect([...(await none.add(1).cpu()).shape]).toEqual([0, 3])
    expect((await none.sum().cpu()).item()).toBe(0)
    expect((await none.sum(0).cpu()).toArray()).toEqual([0, 0, 0])
    expect((await none.matmul(ones([3, 2], { device: gpu })).cpu()).shape.join()).toBe('0,2')
    expect(
      (
        await ones([2, 0], { device: gpu })
          .matmul(zeros([0, 2], { device: gpu }))
          .cpu()
      ).toArray(),
    ).toEqual([
      [0, 0],
      [0, 0],
    ])
    expect((await none.softmax(1).sort(1).values.cpu()).shape.join()).toBe('0,3')
  })
})

describe('errors of the GPU', () => {
  const broken = { name: 'myOp', f: (x: number) => x, wgsl: 'no_such_function(x)', result: 'same' } as const

  it('a shader that does not compile is an error of its op, once', async () => {
    const [x, y] = [tensor([1, 2]).to(gpu), zeros([2], { device: gpu })]
    gpu.kernels.map!(broken, [x], 'float32', y)
    const failed = y.cumsum(0).read()
    await expect(failed).rejects.toThrow(DeviceError)
    await expect(failed).rejects.toThrow(/no_such_function/)
    expect([...(await x.add(1).read())]).toEqual([2, 3])
    // The same of what was made of it, then and now; and not of what has nothing to do with it.
    await expect(y.read()).rejects.toThrow(/no_such_function/)
    expect(() => y.add(1).sum(0)).toThrow(/no_such_function/)
  })

  it('other work that waits with it is done', async () => {
    const [x, y] = [tensor([1, 2]).to(gpu), zeros([2], { device: gpu })]
    const good = x.cumsum(0)
    gpu.kernels.map!(broken, [x], 'float32', y)
    const [fine, wrong] = [good.read(), y.cumsum(0).read()]
    await expect(wrong).rejects.toThrow(/no_such_function/)
    expect([...(await fine)]).toEqual([1, 3])
    expect([...(await good.read())]).toEqual([1, 3])
  })

  it.each(['validation', 'out-of-memory'])('%s errors of a submit arrive at the read that follows', async (kind) => {
    const device = await webgpu({ gpu: entry })
    const x = tensor([1, 2]).to(device)
    const pop = device.gpu.popErrorScope
    device.gpu.popErrorScope = async function () {
      await pop.call(this)
      return { message: `a case of ${kind}` }
    }
    const failed = x.cumsum(0).read()
    const other = x.cumsum(0).read()
    await expect(failed).rejects.toThrow(DeviceError)
    await expect(failed).rejects.toThrow(/cumsum|sum.*: a case of/)
    // What shared the submit cannot be trusted either.
    await expect(other).rejects.toThrow(/a case of/)
    device.gpu.popErrorScope = pop
    expect([...(await x.read())]).toEqual([1, 2])
    device.destroy()
  })
})

describe('a device that is gone', () => {
  it('says so, of itself and its tensors; a new one works', async () => {
    const device = await webgpu({ gpu: entry })
    const x = tensor([1, 2]).to(device)
    const reading = x.add(1).read()
    device.gpu.destroy()
    await expect(reading).rejects.toThrow(/lost \(destroyed/)
    await device.gpu.lost
    await expect(x.read()).rejects.toThrow(DeviceError)
    await expect(x.read()).rejects.toThrow(/`await webgpu\(\)` gives a new one/)
    for (const act of [() => x.add(1), () => x.matmul(x), () => zeros([2], { device })]) expect(act).toThrow(/was lost/)
    x.dispose()
    const next = await webgpu({ gpu: entry })
    expect([...(await tensor([1, 2]).to(next).add(1).read())]).toEqual([2, 3])
    next.destroy()
    await expect(tensor([1]).to(gpu).read()).resolves.toEqual(Float32Array.of(1))
  })

  it('destroyed, too', async () => {
    const device = await webgpu({ gpu: entry })
    const x = tensor([1]).to(device)
    device.destroy()
    expect(() => x.add(1)).toThrow(/was destroyed; `await webgpu\(\)` gives a new one/)
    await expect(x.read()).rejects.toThrow(/was destroyed/)
  })
})
