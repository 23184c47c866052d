import { ArgumentError, cpu, type Device, memoryStats, tensor, zeros } from '@torchlet/tensor-core/ops'
import { describe, expect, it } from 'vitest'
import { compareDevices, compareStates, confusionMatrix } from '../src'
import { lenet } from './networks'

describe('compareStates', () => {
  const nan = Number.NaN
  const a = {
    same: tensor([1, nan]),
    near: tensor([1, 2]),
    far: tensor([
      [1, 2],
      [3, 4],
    ]),
    shaped: tensor([1]),
    gone: tensor([1]),
    broken: tensor([1, 2]),
    typed: tensor([1], { dtype: 'float16' }),
  }
  const b = {
    same: tensor([1, nan]),
    near: tensor([1, 2.000001]),
    far: tensor([
      [1, 2],
      [3.5, 4],
    ]),
    shaped: tensor([1, 2]),
    broken: tensor([1, nan]),
    typed: tensor([1], { dtype: 'float32' }),
    extra: tensor([1]),
  }
  const found = compareStates(a, b)
  it('says how every tensor stands', () =>
    expect(Object.fromEntries(found.rows.map(({ name, status }) => [name, status]))).toEqual({
      same: 'equal',
      near: 'close',
      far: 'different',
      shaped: 'shape',
      gone: 'missing',
      broken: 'different',
      typed: 'equal',
      extra: 'unexpected',
    }))
  it('says where and how much', () => {
    expect(found.rows[2]).toMatchObject({ max: 0.5, mean: 0.125, at: [1, 0] })
    expect(found.rows.find(({ name }) => name === 'broken')).toMatchObject({ max: Infinity, at: [1] })
    expect([found.same, found.missing, found.unexpected, found.different]).toEqual([
      false,
      ['gone'],
      ['extra'],
      ['far', 'shaped', 'broken'],
    ])
  })
  it('prints what is not equal', () =>
    expect(`\n${found}`).toBe(`
name    status      shape    dtype           max  at
────────────────────────────────────────────────────────
near    close       [2]      float32     9.54e-7  [1]
far     different   [2, 2]   float32         0.5  [1, 0]
shaped  shape       [1] [2]  float32
gone    missing     [1] --   float32 --
broken  different   [2]      float32         inf  [1]
extra   unexpected  -- [1]   -- float32
2 of 8 tensors are equal`))
  it('takes modules', () => {
    const { network } = lenet()
    expect(compareStates(network, network).same).toBe(true)
    expect(String(compareStates(network, network.stateDict()))).toBe('10 of 10 tensors are equal')
  })
  it('refuses what is no state', () => {
    expect(() => compareStates(3 as never, {})).toThrow(/the first argument is a state_dict or a module, got number 3/)
    expect(() => compareStates({}, { w: 1 } as never)).toThrow(ArgumentError)
  })
})

describe('compareDevices', () => {
  const { network, image } = lenet()
  /** cpu with one kernel that is wrong by a thousandth. */
  const odd: Device = {
    ...cpu,
    name: 'odd',
    kernels: {
      linear(x, weight, bias, out) {
        const [rows, inputs, outputs] = [x.shape[0]!, weight.shape[1]!, weight.shape[0]!]
        for (let i = 0; i < rows * outputs; i++) {
          let sum = bias ? Number(bias.array[bias.offset + (i % outputs)]) : 0
          for (let k = 0; k < inputs; k++)
            sum +=
              Number(x.array[x.offset + Math.floor(i / outputs) * x.strides[0]! + k * x.strides[1]!]) *
              Number(weight.array[weight.offset + (i % outputs) * weight.strides[0]! + k * weight.strides[1]!])
          out.array[out.offset + i] = sum * 1.001
        }
      },
    },
  }
  it('finds the layer where two devices part', async () => {
    const before = network.fc1.weight
    const found = await compareDevices(network, image, [cpu, odd])
    expect(found.parted.map((row) => row?.name)).toEqual(['fc1'])
    expect(found.rows.slice(0, 4).map(({ name, differences }) => [name, differences[0]?.max])).toEqual([
      ['conv1', 0],
      ['relu', 0],
      ['maxPool2d', 0],
      ['conv2', 0],
    ])
    expect(String(found)).toMatch(/fc1 Linear {2,}! \S+/)
    expect(network.fc1.weight).toBe(before)
  })
  it('finds none where there is none', async () =>
    expect((await compareDevices(network, image, [cpu, { ...cpu, name: 'twin' }])).parted).toEqual([null]))
  it('leaves nothing behind where no collector frees memory', async () => {
    const kept: Device = { ...cpu, name: 'kept', collected: false }
    await compareDevices(network, image, [cpu, kept])
    expect(memoryStats(kept).peakBytes).toBeGreaterThan(0)
    expect(memoryStats(kept).storages).toBe(0)
  })
  it('wants two devices', () => expect(compareDevices(network, image, [cpu])).rejects.toThrow(ArgumentError))
})

describe('confusionMatrix', () => {
  const found = confusionMatrix([0, 0, 1, 2, 2, 2], tensor([0, 1, 1, 2, 2, 0], { dtype: 'int64' }), {
    classes: ['shirt', 'bag', 'boot'],
  })
  it('counts', () => {
    expect(found.counts).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 2],
    ])
    expect(found).toMatchObject({ total: 6, accuracy: 4 / 6, recall: [0.5, 1, 2 / 3], precision: [0.5, 0.5, 1] })
  })
  it('prints', () =>
    expect(`\n${found}`).toBe(`
      shi bag boo
shirt   1   1   ·  50.0%
  bag   ·   1   ·  100.0%
 boot   1   ·   2  66.7%
accuracy 66.67%`))
  it('draws', () => {
    expect(found.toSvg()).toContain('<title>shirt, bag: 1</title>')
    expect(found.toImage({ scale: 4 })).toMatchObject({ width: 12, height: 12 })
  })
  const bad: [string, () => unknown, RegExp][] = [
    ['lists of two lengths', () => confusionMatrix([1], [1, 2]), /1 actual labels, but 2 predicted/],
    ['no class number', () => confusionMatrix([0.5], [0]), /whole numbers from 0 .* got 0.5 at 0/],
    ['more classes than names', () => confusionMatrix([3], [0], { classes: ['a'] }), /below 1, got 3 at 0/],
    ['no labels', () => confusionMatrix('boot', [0]), /in a list or tensor, got string boot/],
  ]
  it.each(bad)('refuses %s', (_, run, message) => expect(run).toThrow(message))
  it('is empty of nothing', () => expect(confusionMatrix([], zeros([0])).accuracy).toBeNaN())
})
