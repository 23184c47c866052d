/* What the golden tables cannot say: sharing, memory, devices, observers, and what bad input is told. */
import { describe, expect, it } from 'vitest'
import { op } from '../src/dispatch'
import * as torch from '../src/index'
import {
  ArgumentError,
  arange,
  CheckpointError,
  cpu,
  type Device,
  DeviceError,
  DTypeError,
  fromTypedArray,
  IndexError,
  keep,
  memoryStats,
  meta,
  observe,
  ones,
  ShapeError,
  type Tensor,
  TorchletError,
  tensor,
  tidy,
  withDevice,
  zeros,
} from '../src/index'

describe('views share memory', () => {
  const VIEWS: [string, (x: Tensor) => Tensor][] = [
    ['a slice', (x) => x.at('1:', '::2')],
    ['a transpose', (x) => x.T],
    ['a reshape', (x) => x.view([2, 6])],
    ['one row', (x) => x.at(1)],
    ['a strided look', (x) => x.asStrided([2, 2], [5, 1], { storageOffset: 1 })],
    ['an unsqueezed narrow part', (x) => x.narrow(1, 1, 2).unsqueeze(0)],
  ]
  it.each(VIEWS)('%s', (_, view) => {
    const base = zeros([3, 4])
    view(base).add_(1)
    expect(base.sum().item()).toBe(view(base).numel())
    base.fill_(7)
    expect(view(base).eq(7).all().item()).toBe(true)
  })

  it('a typed array is shared, not copied', () => {
    const data = Float32Array.of(1, 2, 3)
    const x = fromTypedArray(data, [3])
    data[0] = 9
    expect(x.toArray()).toEqual([9, 2, 3])
    x.mul_(2)
    expect([...data]).toEqual([18, 4, 6])
    expect(x.data.buffer).toBe(data.buffer)
  })

  it('tensor(…) copies', () => {
    const data = Float32Array.of(1, 2)
    const x = tensor(data)
    data[0] = 5
    expect(x.toArray()).toEqual([1, 2])
  })

  it('a write that fails leaves everything as it was', () => {
    const x = tensor([1n, 2n])
    expect(() => x.add_(0.5)).toThrow(DTypeError)
    expect(() => x.add_(ones([3]))).toThrow(ShapeError)
    expect(x.toArray()).toEqual([1, 2])
  })
})

/** A device of its own memory counter, on host memory, which is not collected by itself. */
const counted = (): Device => ({ ...cpu, name: 'counted', collected: false })

describe('memory', () => {
  const chain = (x: Tensor) => x.add(1).reshape([-1]).softmax(0).to('float16').float().sum()

  it('is freed by tidy, but for what is returned or kept', () => {
    const device = counted()
    withDevice(device, () => {
      const x = ones([10, 10])
      let kept: Tensor | undefined
      const { y, list } = tidy(() => {
        kept = keep(x.mul(2))
        return { y: chain(x), list: [x.add(1)] }
      })
      expect(memoryStats(device)).toMatchObject({ storages: 4, bytes: 400 + 400 + 4 + 400 })
      for (const one of [y, list[0]!, kept!, x]) one.dispose()
      expect(memoryStats(device)).toMatchObject({ storages: 0, bytes: 0 })
    })
  })

  it('is held until the last view lets go', () => {
    const device = counted()
    const x = ones([4], { device })
    const view = x.at('1:')
    x.dispose()
    expect(view.toArray()).toEqual([1, 1, 1])
    expect(() => x.toArray()).toThrow('this tensor of shape [4] was disposed')
    expect(() => x.add(1)).toThrow(DeviceError)
    view.dispose()
    view.dispose()
    expect(memoryStats(device).storages).toBe(0)
  })

  it('is freed by using', () => {
    const device = counted()
    {
      using x = ones([4], { device })
      expect(x.numel()).toBe(4)
    }
    expect(memoryStats(device).storages).toBe(0)
  })

  it('returns to where it was after 10,000 passes', () => {
    const device = counted()
    const x = ones([8, 8], { device })
    const before = memoryStats(device).bytes
    tidy(() => void chain(x))
    const { peakBytes } = memoryStats(device)
    for (let i = 0; i < 10_000; i++) tidy(() => void chain(x))
    expect(memoryStats(device)).toMatchObject({ bytes: before, peakBytes })
  })

  it('is freed when what tidy runs throws', () => {
    const device = counted()
    const run = () =>
      tidy(() => {
        ones([3], { device })
        throw new Error('no')
      })
    expect(run).toThrow('no')
    expect(memoryStats(device).storages).toBe(0)
    expect(() => tidy(async () => {})).toThrow('tidy: the function is asynchronous')
  })
})

describe('devices', () => {
  it('meta has shapes and dtypes, and no values', async () => {
    const x = withDevice(meta, () => zeros([1000, 1_000_000, 1000]))
    const y = x
      .sum([0, 2])
      .to('float16')
      .unsqueeze(0)
      .matmul(zeros([1_000_000, 3], { dtype: 'float16', device: meta }))
    expect(String(y.shape)).toBe('torch.Size([1, 3])')
    expect(y.dtype).toBe('float16')
    expect(String(y)).toBe("tensor(..., device='meta', size=(1, 3), dtype=torch.float16)")
    await expect(y.read()).rejects.toThrow('has a shape and a dtype but no values')
    expect(() => y.sum().item()).toThrow(DeviceError)
  })

  it('do not mix', () => {
    expect(() => zeros([2]).add(zeros([2], { device: meta }))).toThrow(
      'add: tensors on different devices (cpu and meta)',
    )
  })

  it('move values, and keep tensors that are already there', async () => {
    const device = counted()
    const x = arange(6).reshape([2, 3])
    const there = x.T.to(device)
    expect(there.device).toBe(device)
    expect((await there.cpu()).toArray()).toEqual(x.T.toArray())
    expect(x.to(cpu)).toBe(x)
    expect(x.to('float32')).toBe(x)
    expect(x.to({ dtype: 'float32', copy: true })).not.toBe(x)
  })
})

describe('observers', () => {
  it('hear of every op, with how deep it stands', () => {
    const heard: string[] = []
    const before = ({ name, depth }: { name: string; depth: number }) => heard.push(`${depth} ${name}`)
    const x = ones([2, 3])
    observe({ before }, () => x.mean(0))
    expect(heard.slice(0, 1)).toEqual(['0 mean'])
    expect(heard.every((line, i) => i === 0 || Number(line[0]) > 0)).toBe(true)
    heard.length = 0
    x.mean(0)
    expect(heard).toEqual([])
  })

  it('nest, see results, and go away when what they watch throws', () => {
    const results: unknown[] = []
    const inner: string[] = []
    const sum = observe({ after: (_, result) => results.push(result) }, () =>
      observe({ before: ({ name }) => inner.push(name) }, () => ones([2]).sum()),
    )
    expect(results.at(-1)).toBe(sum)
    expect(inner).toContain('sum')
    expect(() => observe({ before: () => results.push('late') }, () => ones([2]).reshape([3]))).toThrow(ShapeError)
    results.length = 0
    ones([2])
    expect(results).toEqual([])
  })
})

describe('bad input is told', () => {
  const x = ones([2, 3])
  const BAD: [string, () => unknown, typeof TorchletError, string][] = [
    [
      'shapes that do not broadcast',
      () => x.add(ones([2])),
      ShapeError,
      'shapes [2, 3] and [2] do not broadcast: axis -1',
    ],
    ['a dim out of range', () => x.sum(2), IndexError, 'expected to be in [-2, 1], but got 2'],
    ['a dim that is no number', () => x.softmax(Number.NaN), IndexError, 'got NaN'],
    ['an index out of bounds', () => x.at(0, 3), IndexError, 'index 3 is out of bounds for dimension 0 with size 3'],
    ['a negative size', () => zeros([2, -1]), ShapeError, 'sizes are whole numbers from 0 on, got [2, -1]'],
    ['NaN for a size', () => zeros([Number.NaN]), ShapeError, 'got [NaN]'],
    ['sizes that overflow', () => zeros([2 ** 40, 2 ** 40]), ShapeError, 'has too many elements'],
    [
      'more than there is',
      () => zeros([2 ** 45]),
      DeviceError,
      'cpu: cannot allocate 35184372088832 elements of float32',
    ],
    ['a shape that does not fit', () => x.reshape([4]), ShapeError, "shape '[4]' is invalid for input of size 6"],
    ['a view that would copy', () => x.T.view([6]), ShapeError, 'use reshape'],
    ['rows of different length', () => tensor([[1], [1, 2]]), ShapeError, 'rows differ in shape: [1] and [2]'],
    ['what is no number', () => tensor('abc' as never), ArgumentError, 'got string abc'],
    [
      'an operand that is no tensor',
      () => x.add({} as never),
      ArgumentError,
      'add: expected a Tensor or a number, got Object',
    ],
    ['an unknown dtype', () => zeros([1], { dtype: 'float8' as never }), DTypeError, "unknown dtype 'float8'"],
    ['an unknown option', () => zeros([1], { type: 'int32' } as never), ArgumentError, "unknown option 'type'"],
    ['a device by its name', () => x.to('cuda' as never), ArgumentError, 'a device is a value, not a name'],
    [
      'an array of the wrong type',
      () => fromTypedArray(new Float64Array(1), [1], { dtype: 'float32' }),
      DTypeError,
      'float32 is stored in a Float32Array',
    ],
    ['a half without its dtype', () => fromTypedArray(new Uint16Array(1), [1]), DTypeError, 'needs a dtype'],
    ['too few values', () => fromTypedArray(new Float32Array(5), [2, 3]), ShapeError, '5 values do not fill [2, 3]'],
    ['a look past the storage', () => x.asStrided([3], [3]), ShapeError, 'reach element 6 of a storage of 6'],
    [
      'matrices that do not multiply',
      () => x.matmul(x),
      ShapeError,
      'shapes [2, 3] and [2, 3] cannot be multiplied: 3 and 2 differ',
    ],
    [
      'dtypes that do not multiply',
      () => x.matmul(ones([3], { dtype: 'int64' })),
      DTypeError,
      'torch.FloatTensor and torch.LongTensor',
    ],
    ['the item of many', () => x.item(), ShapeError, 'a Tensor with 6 elements cannot be converted to Scalar'],
    ['an int64 that no number holds', () => tensor(2n ** 60n).item(), DTypeError, 'itemBigInt'],
    ['a division of integers by zero', () => tensor([1n]).floorDivide(0n), ArgumentError, 'ZeroDivisionError'],
    [
      'an unknown print option',
      () => torch.setPrintoptions({ digits: 3 } as never),
      ArgumentError,
      "unknown option 'digits'",
    ],
    ['a seed that is no whole number', () => torch.manualSeed(0.5), ArgumentError, 'a seed is a whole number, got 0.5'],
  ]
  it.each(BAD)('%s', (_, attempt, kind, message) => {
    expect(attempt).toThrow(kind)
    expect(attempt).toThrow(TorchletError)
    expect(attempt).toThrow(message)
  })

  const CALLED: [string, () => unknown, string][] = [
    ['an op', () => x.mm(x), 'mm: shapes [2, 3] and [2, 3] cannot be multiplied: 3 and 2 differ'],
    ['a composition', () => x.at(5), 'at: index 5 is out of bounds for dimension 0 with size 2'],
    ['the form in place', () => x.add_(ones([2])), 'add_: shapes [2, 3] and [2] do not broadcast: axis -1'],
    ['an op of linalg', () => torch.linalg.inv(x), 'linalg.inv: A must be batches of square matrices, got [2, 3]'],
    [
      'an op whose name its message begins with',
      () => zeros([1, 1, 1]).t(),
      't: expected a tensor of 0 to 2 axes, got [1, 1, 1]',
    ],
    [
      'an op whose one letter begins the message',
      op('t', () => {
        throw new ShapeError('the shapes differ')
      }),
      't: the shapes differ',
    ],
    ['no op, after one that failed', () => torch.manualSeed(0.5), 'manualSeed: a seed is a whole number, got 0.5'],
    ['a method that is no op', () => x.size(7), 'dimension out of range (expected to be in [-2, 1], but got 7)'],
  ]
  it.each(CALLED)('with the name of what was called: %s', (_, attempt, message) => {
    expect(attempt).toThrow(expect.objectContaining({ message }))
  })

  const KINDS = [ArgumentError, CheckpointError, DTypeError, DeviceError, IndexError, ShapeError]
  it.each(KINDS.map((kind) => [kind.name, kind] as const))('as %s, which is no other kind', (_, kind) => {
    expect(KINDS.filter((other) => new kind('no') instanceof other)).toEqual([kind])
    expect(new kind('no')).toBeInstanceOf(TorchletError)
    expect(new Error('no')).not.toBeInstanceOf(kind)
  })
})
