/*
 * Ops run late and out of their turn; what they compute must not show it. Programs that write in place, through views, and read at
 * awkward moments give what cpu gives.
 */
import { arange, cat, cpu, type Device, type Tensor, tensor, tidy, zeros } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import { testDevice } from './device'

const gpu = await testDevice()

type Program = (make: (size: number) => Tensor) => Tensor

const PROGRAMS: Record<string, Program> = {
  'an operand changes after it was used': (make) => {
    const x = make(4)
    const y = x.mul(2)
    x.add_(1)
    return y.add(x)
  },
  'an operand changes in part': (make) => {
    const x = make(6)
    const y = x.mul(2)
    x.narrow(0, 1, 3).fill_(9)
    return cat([x, y])
  },
  'a part of zeros is written': (make) => {
    const x = zeros([2, 3], { device: make(1).device })
    x.select(0, 1).copy_(make(3))
    return x
  },
  'a pending value is changed in part': (make) => {
    const x = make(6).add(1).exp()
    x.narrow(0, 0, 2).zero_()
    return x
  },
  'an operand is disposed': (make) => {
    const x = make(4)
    const y = x.add(1)
    x.dispose()
    return y
  },
  'a product is used twice, once in place': (make) => {
    const x = make(9).reshape([3, 3])
    const y = x.matmul(x)
    const z = y.relu()
    y.add_(1)
    return y.sub(z)
  },
  'what a product emits into is overwritten': (make) => {
    const x = make(9).reshape([3, 3])
    const other = make(9).reshape([3, 3])
    const y = x.matmul(x)
    const z = y.add(other)
    other.zero_()
    return z.add(other)
  },
  'an operand changes in part between a product and what it emits into': (make) => {
    const x = make(9).reshape([3, 3])
    const other = make(9).reshape([3, 3])
    const y = x.matmul(x)
    other.select(0, 1).fill_(5)
    return y.add(other)
  },
  'two products meet': (make) => {
    const x = make(9).reshape([3, 3])
    return x.matmul(x).add(x.t().matmul(x)).relu()
  },
  'a product that meets itself turned': (make) => {
    const x = make(9).reshape([3, 3])
    const y = x.matmul(x)
    return y.add(y.t())
  },
  'a broadcast of what is pending': (make) => {
    const x = make(3).mul(3)
    return x
      .reshape([3, 1])
      .add(x.add(1))
      .transpose(0, 1)
      .mul(x.reshape([1, 3]))
  },
  'every second of what is pending': (make) => make(12).add(1).reshape([3, 4]).t().narrow(0, 1, 2).mul(2).flip([0]),
  'more operands than can be bound': (make) => {
    const parts = Array.from({ length: 30 }, (_, i) => make(5).mul(i).cumsum(0))
    return parts.reduce((sum, part) => sum.add(part))
  },
  'one value in many places': (make) => {
    const x = make(4).exp()
    return x
      .add(x)
      .mul(x.sub(x.mul(x)))
      .div(x)
  },
  'integers wrap around at their width': (make) => {
    const x = make(4).to('uint8')
    return x.add(254).mul(3).to('int32')
  },
  'a scatter into what it reads': (make) => {
    const x = make(5)
    const index = tensor([4n, 3n, 2n, 1n, 0n]).to(x.device)
    return x.scatter_(0, index, x)
  },
}

const maker =
  (device: Device) =>
  (size: number): Tensor =>
    arange(0, size, 1, { dtype: 'float32' }).mul(0.5).sub(1).to(device)

/** Small whole numbers from a formula, for programs that are made up. */
function* digits(seed: number): Generator<number> {
  for (let state = seed * 2654435761 + 12345; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    yield state >>> 16
  }
}

/** A program of so many steps over four 4 × 4 matrices: pointwise, in place, through views, products, reductions. */
function madeUp(seed: number, steps: number): Program {
  return (make) => {
    const next = digits(seed)
    const pick = <T>(from: readonly T[]): T => from[next.next().value! % from.length]!
    const all = Array.from({ length: 4 }, (_, i) =>
      make(16)
        .mul(0.3 + i)
        .reshape([4, 4]),
    )
    const half = (x: Tensor): Tensor => x.mul(0.5).tanh()
    const STEPS: readonly ((x: Tensor, y: Tensor) => Tensor | undefined)[] = [
      (x, y) => x.add(y).tanh(),
      (x, y) => x.sub(y.t()).tanh(),
      (x, y) => half(x.matmul(y)),
      (x, y) => half(x.matmul(y).add(x)),
      (x, y) => void x.mul_(0.5).add_(y).tanh_(),
      (x, y) => void x.select(0, 1).copy_(y.select(1, 2)),
      (x) => void x.narrow(1, 1, 2).neg_(),
      (x) => x.softmax(1),
      (x, y) => x.mul(y.sum(0)).tanh(),
      (x) => half(x.t().cumsum(0)),
      (x, y) => x.maximum(y).reshape([2, 8]).t().reshape([4, 4]),
      (x) => x.relu(),
      (x, y) => {
        x.dispose()
        return y.add(0.25)
      },
    ]
    for (let i = 0; i < steps; i++) {
      const at = next.next().value! % 4
      const x = all[at]!
      const other = pick(all)
      const y = other === x ? x.clone() : other
      const made = pick(STEPS)(x, y)
      if (made) all[at] = made
    }
    return cat(all)
  }
}

async function expectAlike(program: Program): Promise<void> {
  const want = program(maker(cpu))
  const got = await program(maker(gpu)).cpu()
  expect([got.dtype, [...got.shape]]).toEqual([want.dtype, [...want.shape]])
  const [ours, theirs] = [got, want].map((x) => x.to('float64').data as Float64Array) as [Float64Array, Float64Array]
  for (let i = 0; i < theirs.length; i++) expect(ours[i], `element ${i}`).toBeCloseTo(theirs[i]!, 4)
}

describe('programs', () => {
  it.each(Object.entries(PROGRAMS))('%s', async (_, program) => {
    await expectAlike(program)
    await expectAlike((make) => tidy(() => program(make)))
  })

  it.each(Array.from({ length: 40 }, (_, seed) => seed))('made up, number %d', (seed) => expectAlike(madeUp(seed, 30)))
})

describe('what is read and written at once is read first', () => {
  it('a part, moved by one', async () => {
    const x = tensor([1, 2, 3, 4]).to(gpu)
    x.narrow(0, 1, 3).copy_(x.narrow(0, 0, 3))
    expect([...(await x.read())]).toEqual([1, 1, 2, 3])
  })

  it('a matrix and its transpose', async () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]).to(gpu)
    expect([...(await x.add_(x.t()).read())]).toEqual([2, 5, 5, 8])
  })
})

describe('reads', () => {
  it('see what was there when they were asked for', async () => {
    const x = tensor([1, 2, 3]).to(gpu)
    const first = x.read()
    x.add_(10)
    const second = x.read()
    x.narrow(0, 0, 1).zero_()
    expect([...(await first)]).toEqual([1, 2, 3])
    expect([...(await second)]).toEqual([11, 12, 13])
    expect([...(await x.read())]).toEqual([0, 12, 13])
  })

  it('see what was there when it is disposed at once', async () => {
    const x = tensor([1, 2, 3]).to(gpu).mul(2)
    const read = x.read()
    x.dispose()
    // Its memory would be the next one's.
    const y = tensor([7, 7, 7]).to(gpu).mul(2)
    await y.read()
    expect([...(await read)]).toEqual([2, 4, 6])
  })
})
