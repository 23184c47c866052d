import * as nn from '@torchlet/nn'
import {
  ArgumentError,
  add,
  bmm,
  cpu,
  type Device,
  fromTypedArray,
  matmul,
  meta,
  mm,
  rand,
  reshape,
  type Tensor,
  zeros,
} from '@torchlet/tensor-core/ops'
import { describe, expect, it } from 'vitest'
import { flops, profile, receptiveField } from '../src'
import { LeNet, Shared } from './networks'

const F = nn.functional

/** A module out of a function. */
class Fn extends nn.Module<Tensor[], Tensor> {
  readonly run: (...xs: Tensor[]) => Tensor
  constructor(run: (...xs: Tensor[]) => Tensor) {
    super()
    this.run = run
  }
  forward(...xs: Tensor[]): Tensor {
    return this.run(...xs)
  }
}

describe('flops: multiply-adds by their formula', () => {
  const x = (...shape: number[]): Tensor => zeros(shape, { device: meta })
  const cases: [string, nn.AnyModule, Tensor[], number][] = [
    ['linear: rows · in · out', new nn.Linear(5, 3), [x(2, 7, 5)], 2 * 7 * 5 * 3],
    ['conv2d: results · in · kernel', new nn.Conv2d(4, 6, 3), [x(2, 4, 8, 8)], 2 * 6 * 6 * 6 * 4 * 9],
    ['conv2d in groups', new nn.Conv2d(4, 6, 3, { groups: 2 }), [x(1, 4, 8, 8)], 6 * 6 * 6 * 2 * 9],
    ['conv2d without a batch', new nn.Conv2d(4, 6, 3), [x(4, 8, 8)], 6 * 6 * 6 * 4 * 9],
    ['matmul', new Fn(matmul), [x(2, 3, 4), x(4, 5)], 2 * 3 * 4 * 5],
    ['mm, which is a matmul', new Fn(mm), [x(3, 4), x(4, 5)], 3 * 4 * 5],
    ['bmm, the same', new Fn(bmm), [x(2, 3, 4), x(2, 4, 5)], 2 * 3 * 4 * 5],
    ['a vector', new Fn(matmul), [x(4), x(4)], 4],
    ['no product', new nn.ReLU(), [x(4)], 0],
    ['a layer called three times', new Shared(), [x(1, 4, 8, 8)], 3 * 4 * 64 * 36 + 2560],
  ]
  it.each(cases)('%s', (_, module, inputs, expected) => expect(flops(module, inputs).multAdds).toBe(expected))

  it('counts what a composition is made of once', () => {
    // A device of its own memory without a conv2d kernel: conv2d is composed of matmul.
    const { array: _, ...rest } = cpu
    const composing: Device = {
      ...rest,
      name: 'composing',
      kernels: new Proxy({}, { get: (__, name) => (FUSED.has(name) ? undefined : () => {}) }),
    }
    const module = new nn.Sequential(new nn.Conv2d(2, 3, 3), new nn.Flatten(), new nn.Linear(48, 5))
    const onMeta = flops(module, zeros([1, 2, 6, 6]))
    const composed = flops(module, zeros([1, 2, 6, 6], { device: meta }), { device: meta })
    expect(composed.multAdds).toBe(onMeta.multAdds)
    expect(flops(module, zeros([1, 2, 6, 6]), { device: composing }).ops).toEqual(onMeta.ops)
  })
  const FUSED = new Set<string | symbol>(['conv2d', 'linear', 'maxPool2d'])

  it('says which layer and which op', () => {
    const found = flops(new LeNet(), zeros([1, 1, 28, 28]))
    expect(found.layers[1]).toEqual({ name: 'conv2', type: 'Conv2d', calls: 1, multAdds: 115200 })
    expect(found.ops).toEqual({ conv2d: 201600, linear: 30840 })
    expect(found.flops).toBe(2 * 232440)
    expect(String(found)).toBe(
      `
layer         calls  mult-adds     %
────────────────────────────────────
conv1 Conv2d      1     86,400  37.2
conv2 Conv2d      1    115,200  49.6
fc1 Linear        1     23,040   9.9
fc2 Linear        1      7,200   3.1
out Linear        1        600   0.3
────────────────────────────────────
total                  232,440`.trim(),
    )
  })
})

describe('profile', () => {
  const found = profile(new Shared(), rand([1, 4, 8, 8]), { repeat: 3 })
  it('has every layer, its calls and its bytes', () => {
    expect(
      found.layers.map(({ name, calls, outputBytes, parameterBytes }) => [name, calls, outputBytes, parameterBytes]),
    ).toEqual([
      ['', 1, 40, 0],
      ['conv', 3, 3072, 592],
      ['act', 3, 3072, 0],
      ['head', 1, 40, 0],
      ['head.0', 1, 1024, 0],
      ['head.1', 1, 40, 10280],
    ])
  })
  it("has times that add up: a layer's own time and that of the layers in it", () => {
    const own = found.layers.reduce((sum, layer) => sum + layer.own, 0)
    expect(own).toBeCloseTo(found.time, 6)
    expect(found.time).toBeGreaterThan(0)
    for (const { time, own: alone } of found.layers) expect(alone).toBeLessThanOrEqual(time)
  })
  it('has every op', () =>
    expect(found.ops).toMatchObject({ conv2d: { calls: 3 }, relu: { calls: 3 }, linear: { calls: 1 } }))
  it('prints a line for each layer', () => expect(String(found).split('\n')).toHaveLength(8))
})

describe('receptiveField', () => {
  class Branches extends nn.Module {
    narrow = new nn.Conv2d(1, 1, 1)
    wide = new nn.Conv2d(1, 1, 5, { padding: 4, dilation: 2 })
    last = new nn.Conv2d(1, 1, [3, 1], { padding: 'same' })
    forward(x: Tensor): Tensor {
      return this.last(F.relu(add(this.narrow(x), this.wide(x))))
    }
  }
  const cases: [string, nn.AnyModule, number[], Record<string, [number[], number[], number[]]>][] = [
    [
      'convolutions, and pooling by a function between them',
      new LeNet(),
      [1, 1, 28, 28],
      {
        conv1: [
          [5, 5],
          [1, 1],
          [0, 0],
        ],
        conv2: [
          [14, 14],
          [2, 2],
          [0, 0],
        ],
      },
    ],
    [
      'padding, stride and dilation; branches together',
      new Branches(),
      [1, 1, 16, 16],
      {
        narrow: [
          [1, 1],
          [1, 1],
          [0, 0],
        ],
        wide: [
          [9, 9],
          [1, 1],
          [-4, -4],
        ],
        last: [
          [11, 9],
          [1, 1],
          [-5, -4],
        ],
      },
    ],
    [
      'a row of layers',
      new nn.Sequential(
        new nn.Conv2d(1, 1, 7, { stride: 2, padding: 3 }),
        new nn.ReLU(),
        new nn.MaxPool2d(3, { stride: 2, padding: 1 }),
      ),
      [1, 1, 32, 32],
      {
        0: [
          [7, 7],
          [2, 2],
          [-3, -3],
        ],
        1: [
          [7, 7],
          [2, 2],
          [-3, -3],
        ],
        2: [
          [11, 11],
          [4, 4],
          [-5, -5],
        ],
      },
    ],
  ]
  it.each(cases)('%s', (_, module, shape, expected) => {
    const found = receptiveField(module, zeros(shape)).layers
    expect(
      Object.fromEntries(found.map(({ name, field }) => [name, [field?.size, field?.stride, field?.start]])),
    ).toEqual(expected)
  })

  it('is what a change of one pixel reaches', () => {
    const module = new Branches()
    const field = receptiveField(module, zeros([1, 1, 16, 16])).layers.at(-1)!.field!
    const before = module(zeros([1, 1, 16, 16])).toArray() as number[][][][]
    const dot = new Float32Array(256)
    dot[8 * 16 + 8] = 1
    const changed = reshape(module(reshape(fromValues(dot), [1, 1, 16, 16])), [16, 16]).toArray() as number[][]
    // Rows whose field holds the pixel: start + row ≤ 8 < start + row + size.
    const rows = changed.flatMap((row, y) => (row.some((value, x) => value !== before[0]![0]![y]![x]) ? [y] : []))
    expect(Math.min(...rows)).toBeGreaterThanOrEqual(8 - field.start[0]! - field.size[0]! + 1)
    expect(Math.max(...rows)).toBeLessThanOrEqual(8 - field.start[0]!)
    expect(rows.length).toBeGreaterThan(3)
  })

  it('says nothing of layers that see everything, unless asked', () => {
    expect(receptiveField(new LeNet(), zeros([1, 1, 28, 28]), { layers: 'fc1' }).layers).toEqual([
      { name: 'fc1', type: 'Linear', field: null },
    ])
  })
  it('prints', () =>
    expect(String(receptiveField(new LeNet(), zeros([1, 1, 28, 28])))).toBe(
      `
layer         sees     every  from
──────────────────────────────────
conv1 Conv2d  5 × 5    1 × 1  0, 0
conv2 Conv2d  14 × 14  2 × 2  0, 0`.trim(),
    ))
})

const fromValues = (values: Float32Array): Tensor => fromTypedArray(values, [values.length])

describe('bad input', () => {
  const network = new LeNet()
  const cases: [string, () => unknown][] = [
    ['flops of no module', () => flops({} as never, zeros([1]))],
    ['flops without inputs', () => flops(network, [])],
    ['a profile of no runs', () => profile(network, zeros([1, 1, 28, 28]), { repeat: 0 })],
    ['an unknown option', () => profile(network, zeros([1, 1, 28, 28]), { runs: 2 } as never)],
    ['the field of no layer', () => receptiveField(network, zeros([1, 1, 28, 28]), { layers: 'conv3' })],
  ]
  it.each(cases)('%s', (_, run) => expect(run).toThrow(ArgumentError))
})
