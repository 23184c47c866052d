/* One step of each recurrent network. Gates lie one after the other along the last axis, as in PyTorch's weights. */
import { linear } from '@torchlet/tensor-core/fused'
import { add, chunk, mul, relu, sigmoid, sub, type Tensor, tanh } from '@torchlet/tensor-core/ops'
import { lean } from './lean'

export type Nonlinearity = 'tanh' | 'relu'
/** What a layer remembers between steps: h, or [h, c]. */
export type Memory = readonly Tensor[]
/** From the input's part of all gates, the memory, and the weights for the memory: the next memory, whose first is the output. */
export type Step = (
  input: Tensor,
  memory: Memory,
  weight: Tensor,
  bias: Tensor | null,
  project: Tensor | null,
) => Tensor[]

/** h = f(x + W h + b) with f tanh or relu. */
export const rnnStep = (nonlinearity: Nonlinearity): Step =>
  lean<Step>((input, [h], weight, bias) => [
    (nonlinearity === 'tanh' ? tanh : relu)(add(input, linear(h!, weight, bias))),
  ])

/** c = f·c + i·g, h = o·tanh(c), and h projected if there is a matrix for it; gates i, f, g, o. */
export const lstmStep: Step = lean<Step>((input, [h, c], weight, bias, project) => {
  const [i, f, g, o] = chunk(add(input, linear(h!, weight, bias)), 4, -1) as [Tensor, Tensor, Tensor, Tensor]
  const next = add(mul(sigmoid(f), c!), mul(sigmoid(i), tanh(g)))
  const output = mul(sigmoid(o), tanh(next))
  return [project ? linear(output, project) : output, next]
})

/** n = tanh(x_n + r·(W h + b)_n), h = n + z·(h − n); gates r, z, n. */
export const gruStep: Step = lean<Step>((input, [h], weight, bias) => {
  const [xr, xz, xn] = chunk(input, 3, -1) as [Tensor, Tensor, Tensor]
  const [hr, hz, hn] = chunk(linear(h!, weight, bias), 3, -1) as [Tensor, Tensor, Tensor]
  const candidate = tanh(add(xn, mul(sigmoid(add(xr, hr)), hn)))
  return [add(candidate, mul(sigmoid(add(xz, hz)), sub(h!, candidate)))]
})
