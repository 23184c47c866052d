import { inspect } from 'node:util'
import * as nn from '@torchlet/nn'
import { ArgumentError } from '@torchlet/tensor-core/ops'
import { describe, expect, it } from 'vitest'
import { countParameters, moduleTree, parameterTable } from '../src'
import { LeNet, Shared } from './networks'

const LENET_TABLE = `
name          shape          dtype      parameters  trainable
─────────────────────────────────────────────────────────────
conv1.weight  [6, 1, 5, 5]   float32           150  yes
conv1.bias    [6]            float32             6  yes
conv2.weight  [12, 6, 5, 5]  float32         1,800  yes
conv2.bias    [12]           float32            12  yes
fc1.weight    [120, 192]     float32        23,040  yes
fc1.bias      [120]          float32           120  no
fc2.weight    [60, 120]      float32         7,200  yes
fc2.bias      [60]           float32            60  yes
out.weight    [10, 60]       float32           600  yes
out.bias      [10]           float32            10  yes
─────────────────────────────────────────────────────────────
total                        131.99 kB      32,998  32,878
`.trim()

describe('parameterTable', () => {
  const network = new LeNet()
  network.fc1.getParameter('bias').requiresGrad = false
  const table = parameterTable(network)
  it('prints every parameter and the totals', () => expect(String(table)).toBe(LENET_TABLE))
  it('prints the same in consoles', () => expect(inspect(table)).toBe(LENET_TABLE))
  it('is data', () => {
    expect(table.rows[1]).toEqual({
      name: 'conv1.bias',
      shape: [6],
      dtype: 'float32',
      parameters: 6,
      trainable: true,
      bytes: 24,
    })
    expect(JSON.parse(JSON.stringify(table)).totals).toEqual({ parameters: 32998, trainable: 32878, bytes: 131992 })
  })
  it('counts a shared parameter once', () => {
    const tied = new nn.Sequential(new nn.Linear(3, 3), new nn.Linear(3, 3))
    ;(tied[1] as nn.Linear).weight = (tied[0] as nn.Linear).weight
    expect(countParameters(tied)).toEqual({ parameters: 15, trainable: 15, bytes: 60 })
  })
  it('counts nothing where there is nothing', () =>
    expect(countParameters(new nn.ReLU())).toEqual({ parameters: 0, trainable: 0, bytes: 0 }))
  it('wants a module', () => {
    for (const run of [parameterTable, countParameters, moduleTree])
      expect(() => run({} as never)).toThrow(ArgumentError)
  })
})

describe('moduleTree', () => {
  const tree = moduleTree(new Shared())
  it('draws', () =>
    expect(String(tree)).toBe(
      `
Shared  2,718
├─ conv: Conv2d  148
├─ act: ReLU
└─ head: Sequential  2,570
   ├─ 0: Flatten
   └─ 1: Linear  2,570`.trim(),
    ))
  it('has paths and options', () => {
    expect(tree.children[2]?.children[1]).toMatchObject({
      path: 'head.1',
      extra: 'in_features=256, out_features=10, bias=True',
    })
  })
})
