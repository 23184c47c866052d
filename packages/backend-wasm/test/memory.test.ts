/* Memory comes back, the peak stays flat, and running out of it is an error that leaves the device working. */
import * as nn from '@torchlet/nn'
import * as torch from '@torchlet/tensor-core'
import { afterAll, describe, expect, it } from 'vitest'
import { wasm } from '../src'
import { devices } from './devices'

const F = nn.functional

class LeNet extends nn.Module {
  conv1 = new nn.Conv2d(1, 6, 5)
  conv2 = new nn.Conv2d(6, 12, 5)
  fc1 = new nn.Linear(192, 120)
  fc2 = new nn.Linear(120, 60)
  out = new nn.Linear(60, 10)

  forward(x: torch.Tensor): torch.Tensor {
    const first = F.maxPool2d(F.relu(this.conv1(x)), 2)
    const second = F.maxPool2d(F.relu(this.conv2(first)), 2)
    return this.out(F.relu(this.fc2(F.relu(this.fc1(second.reshape([-1, 192]))))))
  }
}

describe.each(await devices())('%s', (_, device) => {
  afterAll(() => device.close())

  it('live bytes return after 10,000 passes of LeNet, and the peak stays flat', () => {
    torch.manualSeed(0)
    const network = new LeNet()
    const x = torch.randn([1, 1, 28, 28])
    const want = network(x)
    network.to(device)
    const input = x.to(device)
    const pass = () => torch.tidy(() => network(input).sum().item())
    pass()
    const before = torch.memoryStats(device)
    const usage = device.usage
    for (let i = 0; i < 10_000; i++) pass()
    const after = torch.memoryStats(device)
    expect({ bytes: after.bytes, storages: after.storages }).toEqual({ bytes: before.bytes, storages: before.storages })
    expect(after.peakBytes).toBe(before.peakBytes)
    expect(device.usage).toEqual(usage)
    const got = network(input)
    expect(torch.allclose(got.to(torch.cpu), want, { atol: 1e-5 })).toBe(true)
  })

  it('frees by dispose, by using, by tidy and by a result that is thrown away', () => {
    const before = device.usage.used
    const x = torch.ones([1000], { device })
    {
      using y = x.add(1)
      expect(y.sum().item()).toBe(2000)
    }
    torch.tidy(() => void x.exp().log().neg())
    const kept = torch.tidy(() => x.add(x).mul(2))
    expect(kept.at(0).item()).toBe(4)
    for (const tensor of [x, kept]) tensor.dispose()
    // What item() and sum() made is left to the finalizer.
    expect(device.usage.used - before).toBeLessThan(5000)
    expect(() => x.add(1)).toThrow(/disposed/)
  })
})

it('memory that was used before is zero again', async () => {
  const device = await wasm()
  const full = torch.full([5000], 7, { device })
  full.dispose()
  expect(torch.zeros([5000], { device }).sum().item()).toBe(0)
  const empty = torch.empty([5000], { device })
  expect(empty.amax().item()).toBe(0)
  empty.dispose()
  // A kernel that writes to a part of new memory leaves zeros elsewhere.
  const padded = torch.zeros([100, 50], { device })
  padded.setAt_([':', '1:3'], 1)
  expect(padded.sum().item()).toBe(200)
})

it('running out says what was asked and held, and the device goes on', async () => {
  const device = await wasm()
  const held: torch.Tensor[] = []
  const fill = () => {
    // Nothing is touched: pages that nobody writes to cost nothing.
    for (let i = 0; i < 100; i++) held.push(torch.empty([2 ** 26], { device }))
  }
  expect(fill).toThrow(
    /wasm: cannot allocate 268435456 bytes: \d+ bytes are in use, of a memory of \d+ that does not grow so far/,
  )
  expect(held.length).toBeGreaterThan(4)
  expect(torch.ones([1000], { device }).sum().item()).toBe(1000)
  held.pop()!.dispose()
  expect(torch.empty([2 ** 26], { device }).shape).toEqual([2 ** 26])
  expect(() => torch.empty([2 ** 34], { device })).toThrow(/cannot allocate 68719476736 bytes/)
})

describe('what is computed from weights is forgotten when they change', () => {
  const CHANGES: Record<string, (weight: torch.Tensor) => void> = {
    'in place': (weight) => void weight.mul_(2),
    'through a view': (weight) => void weight.at(1).fill_(3),
    'by copy_': (weight) => void weight.copy_(torch.ones(weight.shape, { device: weight.device })),
    'by the host': (weight) => void weight.cumsum(0).sin_(),
    'by its typed array': (weight) => {
      ;(weight.data as Float32Array)[3] = 50
    },
    'by a typed array from before': (weight) => {
      const data = weight.data as Float32Array
      F.linear(torch.ones([8, weight.shape[1]!], { device: weight.device }), weight)
      data[5] = -40
    },
  }

  it.each(Object.entries(CHANGES))('%s', async (_, change) => {
    const device = await wasm()
    const onHost = torch.randn([60, 70])
    const [x, image] = [torch.randn([8, 70]), torch.randn([1, 10, 9, 9])]
    const results = (weight: torch.Tensor) => [
      F.linear(x.to(weight.device), weight),
      F.conv2d(image.to(weight.device), weight.reshape([-1]).at(':1800').reshape([20, 10, 3, 3])),
    ]
    const weight = onHost.to(device)
    for (let i = 0; i < 2; i++) results(weight)
    change(weight)
    change(onHost)
    const want = results(onHost)
    results(weight).forEach((y, i) => expect(torch.allclose(y.to(torch.cpu), want[i]!, { atol: 1e-4 })).toBe(true))
  })
})
