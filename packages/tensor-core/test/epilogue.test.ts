/* Activations behind fused kernels: who applies them, and that nobody can tell who did. */
import { describe, expect, it } from 'vitest'
import type { ActivationName, Device, View } from '../src/device'
import { type DType, isFloating } from '../src/dtype'
import { type ActivationOption, batchNorm, conv1d, conv2d, conv3d, geluErf, linear, relu6 } from '../src/fused'
import { conv2d as hostConv2d } from '../src/host/conv2d'
import { linear as hostLinear } from '../src/host/linear'
import { batchNorm as hostBatchNorm } from '../src/host/norms'
import { ArgumentError, cpu, observe, relu, type Tensor, tensor, to } from '../src/index'

const ACTIVATIONS: Record<ActivationName, (x: Tensor) => Tensor> = { relu, relu6, gelu: geluErf }
const NAMES = Object.keys(ACTIVATIONS) as ActivationName[]

/** Numbers from −8 to 8, the same ones each time. */
const make = (shape: number[], seed: number, dtype: DType): Tensor => {
  const numel = shape.reduce((a, b) => a * b, 1)
  const flat = Array.from({ length: numel }, (_, i) => (((i + seed) * 7919) % 33) / 2 - 8)
  return to(tensor(flat).reshape(shape), dtype)
}

type Asking = (dtype: DType, options: ActivationOption, device?: Device) => Tensor
const OPS: Record<string, Asking> = {
  linear: (dtype, options, device = cpu) => {
    const [x, weight, bias] = [make([3, 5], 1, dtype), make([4, 5], 2, dtype), make([4], 3, dtype)]
    return linear(to(x, device), to(weight, device), to(bias, device), options)
  },
  conv1d: (dtype, options, device = cpu) =>
    conv1d(to(make([2, 3, 9], 1, dtype), device), to(make([4, 3, 3], 2, dtype), device), null, options),
  conv2d: (dtype, options, device = cpu) =>
    conv2d(to(make([3, 6, 5], 1, dtype), device), to(make([4, 3, 3, 3], 2, dtype), device), null, options),
  conv3d: (dtype, options, device = cpu) =>
    conv3d(to(make([1, 2, 3, 4, 3], 1, dtype), device), to(make([2, 2, 2, 2, 2], 2, dtype), device), null, options),
  batchNorm: (dtype, options, device = cpu) => {
    const [mean, variance] = [make([3], 1, dtype), to(tensor([1, 2, 3]), dtype)]
    return batchNorm(to(make([2, 3, 4], 2, dtype), device), to(mean, device), to(variance, device), null, null, options)
  },
}

const bits = (x: Tensor): number[] => [...new Uint8Array(x.data.slice().buffer as ArrayBuffer)]

/** cpu with kernels of its own, which say what they were asked for; with `applies` they apply relu, and nothing else. */
function spying(applies: boolean): { device: Device; asked: unknown[] } {
  const asked: unknown[] = []
  const answer = (out: View, activation: ActivationName | undefined): true | void => {
    asked.push(activation)
    if (!applies || activation !== 'relu') return
    const array = out.array as Float32Array
    for (let i = 0; i < array.length; i++) if (array[i]! < 0) array[i] = 0
    return true
  }
  const kernels: Device['kernels'] = {
    linear(x, weight, bias, out, activation) {
      hostLinear(x, weight, bias, out)
      return answer(out, activation)
    },
    conv2d(x, weight, bias, geometry, out, activation) {
      hostConv2d(x, weight, bias, geometry, out)
      return answer(out, activation)
    },
    batchNorm(x, mean, variance, weight, bias, eps, out, activation) {
      hostBatchNorm(x, mean, variance, weight, bias, eps, out)
      return answer(out, activation)
    },
  }
  return { device: { ...cpu, name: 'spying', kernels }, asked }
}

/** Names of the ops that run in `fn`, and its result. */
function heard(fn: () => Tensor): { names: string[]; result: Tensor } {
  const names: string[] = []
  const result = observe({ before: ({ name }) => names.push(name) }, fn)
  return { names, result }
}

describe.each(Object.keys(OPS))('%s with an activation', (name) => {
  const ask = OPS[name]!
  const dtypes: DType[] = [
    'float32',
    'float64',
    'float16',
    'bfloat16',
    ...(name === 'linear' ? (['int32'] as const) : []),
  ]

  it.each(dtypes.flatMap((dtype) => NAMES.map((activation) => [dtype, activation] as const)))(
    'is what follows of both, bit for bit: %s, %s',
    (dtype, activation) => {
      const apart = () => ACTIVATIONS[activation](ask(dtype, {}))
      if (activation === 'gelu' && !isFloating(dtype)) {
        expect(() => ask(dtype, { activation })).toThrow('needs a floating point dtype')
        return
      }
      const together = ask(dtype, { activation })
      expect([together.dtype, together.shape]).toEqual([apart().dtype, apart().shape])
      expect(bits(together)).toEqual(bits(apart()))
      for (const applies of [true, false]) {
        const { device } = spying(applies)
        expect(bits(ask(dtype, { activation }, device))).toEqual(bits(apart()))
      }
    },
  )

  it('does not know others', () => {
    for (const activation of ['tanh', 'toString', '', null]) {
      const call = () => ask('float32', { activation } as never)
      expect(call).toThrow(ArgumentError)
      expect(call).toThrow(`${name}: activation is one of relu, relu6, gelu, got '${activation}'`)
    }
  })
})

describe.each(['linear', 'conv1d', 'conv2d', 'batchNorm'])('a kernel for %s', (name) => {
  const ask = OPS[name]!

  it.each([
    [true, 'relu', false],
    [true, 'gelu', true],
    [false, 'relu', true],
  ] as const)(
    'that applies activations: %s. Asked for %s: the op runs behind it: %s',
    (applies, activation, behind) => {
      const { device, asked } = spying(applies)
      const { names } = heard(() => ask('float32', { activation }, device))
      expect(asked).toEqual([activation])
      expect(names.includes(activation)).toBe(behind)
    },
  )

  it('is not asked where nobody asks, nor for halves, which are rounded first', () => {
    const { device, asked } = spying(true)
    ask('float32', {}, device)
    ask('float32', { activation: undefined }, device)
    ask('float16', { activation: 'relu' }, device)
    expect(asked).toEqual([undefined, undefined, undefined])
  })
})
