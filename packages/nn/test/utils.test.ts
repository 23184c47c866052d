/* nn.utils beside PyTorch's: the numbers are what 1.13 answers after manual_seed(0). */
import { ArgumentError, IndexError, manualSeed, ShapeError, tensor } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import * as nn from '../src/index'

const x = tensor([
  [1, -2, 3],
  [0.5, 0.25, -1],
])
const shapes = (module: nn.AnyModule): string[] =>
  Object.entries(module.stateDict()).map(([key, value]) => `${key} ${[...value.shape].join('x')}`)

function expectClose(actual: { data: ArrayLike<number | bigint> }, wanted: number[]): void {
  wanted.forEach((want, i) => expect(Number(actual.data[i])).toBeCloseTo(want, 5))
}

function seededLinear(): nn.Linear {
  manualSeed(0)
  return new nn.Linear(3, 2)
}

describe('weightNorm', () => {
  const plain = [-2.06075, 0.9420804, 0.539014, 0.0349147]
  const doubled = [-4.11006, 1.4263859, 1.089467, -0.3879456]

  it('keeps lengths and directions under their own keys', () => {
    const layer = nn.utils.weightNorm(seededLinear())
    expect(shapes(layer)).toEqual(['bias 2', 'weight_g 2x1', 'weight_v 2x3'])
    expectClose(layer(x), plain)
    ;(layer as unknown as { weight_g: nn.Parameter }).weight_g.mul_(2)
    expectClose(layer(x), doubled)
    const removed = nn.utils.removeWeightNorm(layer)
    expect(shapes(removed)).toEqual(['bias 2', 'weight 2x3'])
    expectClose(removed(x), doubled)
  })

  it('has one length without a dim', () => {
    const layer = nn.utils.weightNorm(seededLinear(), { dim: null })
    expect(shapes(layer)).toEqual(['bias 2', 'weight_g ', 'weight_v 2x3'])
    expectClose(layer(x), plain)
  })

  it('loads both styles of keys into the newer one', () => {
    const old = nn.utils.weightNorm(seededLinear())
    const newer = nn.utils.parametrizations.weightNorm(new nn.Linear(3, 2))
    expect(shapes(newer)).toEqual([
      'bias 2',
      'parametrizations.weight.original0 2x1',
      'parametrizations.weight.original1 2x3',
    ])
    newer.loadStateDict(old.stateDict())
    expectClose(newer(x), plain)
    newer.loadStateDict(newer.stateDict())
    expectClose(newer(x), plain)
  })
})

describe('spectralNorm', () => {
  it('follows the greatest singular value in training', () => {
    const layer = nn.utils.spectralNorm(seededLinear())
    expect(shapes(layer)).toEqual(['bias 2', 'weight_orig 2x3', 'weight_u 2', 'weight_v 3'])
    const wanted = [-5.4256463, 1.7372935, 1.4428389, -0.6594073]
    expectClose(layer(x), wanted)
    expectClose(layer.eval()(x), wanted)
  })

  it('is there as a parametrization', () => {
    const layer = nn.utils.parametrizations.spectralNorm(seededLinear())
    expect(shapes(layer)).toEqual([
      'bias 2',
      'parametrizations.weight.original 2x3',
      'parametrizations.weight.0._u 2',
      'parametrizations.weight.0._v 3',
    ])
    expectClose(layer.eval()(x), [-3.1276371, 1.194214, 0.8255844, -0.18523])
  })
})

describe('what reparametrizations keep at first, bit by bit of the stream as PyTorch 1.13 draws it', () => {
  const linear = (): nn.Linear => new nn.Linear(3, 4)
  const { weightNorm, spectralNorm, parametrizations } = nn.utils
  const CASES: [string, () => nn.AnyModule, string, number[], number[]][] = [
    ['-1 is one length', () => weightNorm(linear(), { dim: -1 }), 'weight_g', [], [0.924486]],
    ['a bias', () => weightNorm(linear(), { name: 'bias' }), 'bias_g', [4], [0.551571, 0.382369, 0.237997, 0.0213871]],
    [
      'a spectral parametrization moves u first',
      () => parametrizations.spectralNorm(linear()),
      'parametrizations.weight.0._u',
      [4],
      [0.692472, -0.508668, 0.510381, -0.0353627],
    ],
    [
      'and is read once as it is registered',
      () => parametrizations.spectralNorm(new nn.ConvTranspose1d(2, 3, 2)),
      'parametrizations.weight.0._u',
      [3],
      [0.359834, -0.928971, -0.0867891],
    ],
  ]
  it.each(CASES)('%s', (_, make, key, shape, values) => {
    manualSeed(0)
    const kept = make().stateDict()[key]!
    expect([...kept.shape]).toEqual(shape)
    expectClose(kept, values)
  })

  it('a vector has one singular value: its length', () => {
    const layer = parametrizations.spectralNorm(linear(), { name: 'bias' })
    expect(shapes(layer)).toEqual(['weight 4x3', 'parametrizations.bias.original 4'])
    expect((layer.bias as unknown as nn.Parameter).norm().item()).toBeCloseTo(1, 6)
  })

  it.each<[string, () => unknown, new (...args: never[]) => Error]>([
    ['no steps', () => spectralNorm(linear(), { nPowerIterations: 0 }), ArgumentError],
    ['no such axis', () => parametrizations.spectralNorm(linear(), { dim: 2 }), IndexError],
    ['no such axis of lengths', () => weightNorm(linear(), { dim: 2 }), IndexError],
  ])('%s: refused', (_, act, error) => {
    expect(act).toThrow(error)
  })
})

describe('a module with a parametrization is of a class of its own', () => {
  const TEXTS: [string, () => nn.AnyModule, string][] = [
    [
      'ParametrizedLinear',
      () => nn.utils.parametrizations.spectralNorm(new nn.Linear(3, 2)),
      'ParametrizedLinear(\n  in_features=3, out_features=2, bias=True\n  (parametrizations): ModuleDict(\n    (weight): ParametrizationList(\n      (0): _SpectralNorm()\n    )\n  )\n)',
    ],
    [
      'ParametrizedConvTranspose2d',
      () => nn.utils.parametrizations.weightNorm(new nn.ConvTranspose2d(1, 1, 2)),
      'ParametrizedConvTranspose2d(\n  1, 1, kernel_size=(2, 2), stride=(1, 1)\n  (parametrizations): ModuleDict(\n    (weight): ParametrizationList(\n      (0): _WeightNorm()\n    )\n  )\n)',
    ],
    ['Linear', () => nn.utils.weightNorm(new nn.Linear(3, 2)), 'Linear(in_features=3, out_features=2, bias=True)'],
  ]
  it.each(TEXTS)('%s', (name, make, text) => {
    expect([String(make()), make().constructor.name]).toEqual([text, name])
  })

  it('once, however many of its parameters are computed; it is still what it was', () => {
    const { weightNorm } = nn.utils.parametrizations
    const layer = weightNorm(weightNorm(new nn.Conv1d(1, 2, 3)), { name: 'bias' })
    expect(layer).toBeInstanceOf(nn.Conv1d)
    expect(layer.constructor.name).toBe('ParametrizedConv1d')
    expect([...(layer as unknown as { parametrizations: nn.Module }).parametrizations.namedChildren()].length).toBe(2)
  })

  it('and what is fused is not', () => {
    const conv = nn.utils.parametrizations.weightNorm(new nn.Conv1d(1, 2, 3))
    const fused = nn.utils.fuseConvBn(conv, new nn.BatchNorm1d(2).eval())
    expect(String(fused)).toBe('Conv1d(1, 2, kernel_size=(3,), stride=(1,))')
  })
})

describe('fusing', () => {
  it('takes a batch norm into the convolution before it', () => {
    manualSeed(0)
    const conv = new nn.Conv2d(1, 2, 2)
    const norm = new nn.BatchNorm2d(2)
    norm.loadStateDict({
      ...norm.stateDict(),
      running_mean: tensor([0.5, -1]),
      running_var: tensor([2, 0.5]),
      weight: tensor([2, 3]),
      bias: tensor([0.1, 0.2]),
    })
    const both = new nn.Sequential(conv, norm).eval()
    const fused = nn.utils.fuseConvBn(conv, norm)
    expectClose(
      fused.weight,
      [-0.005294, 0.3793219, -0.5819793, -0.5203862, -0.8170276, 0.5688419, -0.0420297, 1.6819557],
    )
    expectClose(fused.bias!, [-0.6698563, 5.0039206])
    const image = tensor([
      [
        [
          [1, -2, 3],
          [0.5, 0.25, -1],
          [2, 0, 1],
        ],
      ],
    ])
    expectClose(fused(image), [...(both(image).data as Float32Array)])
    expect(() => nn.utils.fuseConvBn(conv, norm.train())).toThrow(/eval/)
  })

  it('takes one into the linear layer before it', () => {
    const [linear, norm] = [seededLinear(), new nn.BatchNorm1d(2).eval()]
    expectClose(nn.utils.fuseLinearBn(linear, norm)(x), [...(norm(linear(x)).data as Float32Array)])
  })
})

describe('vectors and prefixes', () => {
  it('lays parameters in a row and back', () => {
    const layer = seededLinear()
    const vector = nn.utils.parametersToVector(layer.parameters())
    expect([...vector.shape]).toEqual([8])
    nn.utils.vectorToParameters(vector.mul(2), layer.parameters())
    expectClose(nn.utils.parametersToVector(layer.parameters()), [...(vector.mul(2).data as Float32Array)])
    expect(() => nn.utils.vectorToParameters(tensor([1]), layer.parameters())).toThrow(ShapeError)
  })

  it("takes off wrappers' prefixes", () => {
    const state = { '_orig_mod.module.fc.weight': x, bias: x }
    expect(Object.keys(nn.utils.stripPrefix(state))).toEqual(['fc.weight', 'bias'])
    expect(Object.keys(nn.utils.stripPrefix({ 'model.a': x, b: x }, 'model.'))).toEqual(['a', 'b'])
  })
})
