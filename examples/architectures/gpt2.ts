/* GPT-2 (Radford et al., 2019) with Hugging Face's names: the public gpt2 checkpoints load as they are. */
import * as nn from '@torchlet/nn'
import * as F from '@torchlet/nn/functional'
import { arange, cat, ones, randn, type Tensor, zeros } from '@torchlet/tensor-core'
import { withSizes } from './with-sizes'

/** The sizes of the smallest, `gpt2`. */
const Part = withSizes({ vocabulary: 50257, positions: 1024, size: 768, layers: 12, heads: 12 })

/** Keys and values [N, heads, time, size / heads] of the tokens so far, one pair for each layer. */
export type Cache = (readonly [k: Tensor, v: Tensor])[]
type Step = [x: Tensor, cache: Cache, layer: number]

/** y = x W + b, the weight as [in, out]: TensorFlow's order. */
class Conv1D extends nn.Module {
  weight: nn.Parameter
  bias: nn.Parameter

  constructor(inputs: number, outputs: number) {
    super()
    this.weight = new nn.Parameter(randn([inputs, outputs]).mul(0.02))
    this.bias = new nn.Parameter(zeros([outputs]))
  }

  override forward(x: Tensor): Tensor {
    return F.linear(x, this.weight.t(), this.bias)
  }
}

/** Each token looks at itself and at those before it, whose keys and values the cache holds. */
class Attention extends Part<Step> {
  // The mask: row t is true where token t may look. Public checkpoints hold it; load others with strict: false.
  bias = new nn.Buffer(ones([1, 1, this.sizes.positions, this.sizes.positions], { dtype: 'bool' }).tril())
  c_attn = new Conv1D(this.sizes.size, 3 * this.sizes.size)
  c_proj = new Conv1D(this.sizes.size, this.sizes.size)

  override forward(...[x, cache, layer]: Step): Tensor {
    const split = (part: Tensor): Tensor => part.unflatten(-1, [this.sizes.heads, -1]).transpose(1, 2)
    const [q, key, value] = this.c_attn(x).chunk(3, -1).map(split) as [Tensor, Tensor, Tensor]
    const [k, v] = cache[layer] ? [cat([cache[layer][0], key], 2), cat([cache[layer][1], value], 2)] : [key, value]
    cache[layer] = [k, v]
    const [now, time] = [q.shape[2]!, k.shape[2]!]
    const attnMask = this.bias.at(':', ':', `${time - now}:${time}`, `:${time}`)
    return this.c_proj(F.scaledDotProductAttention(q, k, v, { attnMask }).transpose(1, 2).flatten(2))
  }
}

class Block extends Part<Step> {
  ln_1 = new nn.LayerNorm(this.sizes.size)
  attn = new Attention(this.sizes)
  ln_2 = new nn.LayerNorm(this.sizes.size)
  mlp = new nn.Sequential({
    c_fc: new Conv1D(this.sizes.size, 4 * this.sizes.size),
    act: new nn.GELU({ approximate: 'tanh' }),
    c_proj: new Conv1D(4 * this.sizes.size, this.sizes.size),
  })

  override forward(...[x, cache, layer]: Step): Tensor {
    const y = x.add(this.attn(this.ln_1(x), cache, layer))
    return y.add(this.mlp(this.ln_2(y)))
  }
}

/** Tokens [N, time] → logits [N, time, vocabulary] of those that follow; with a cache, first [], they go on from the calls before. */
export class GPT2 extends Part<[tokens: Tensor, cache?: Cache]> {
  wte = new nn.Embedding(this.sizes.vocabulary, this.sizes.size)
  wpe = new nn.Embedding(this.sizes.positions, this.sizes.size)
  h = new nn.ModuleList(Array.from(Array(this.sizes.layers), () => new Block(this.sizes)))
  ln_f = new nn.LayerNorm(this.sizes.size)

  override forward(tokens: Tensor, cache: Cache = []): Tensor {
    const past = cache[0]?.[0].shape[2] ?? 0
    let x = this.wte(tokens).add(this.wpe(arange(past, past + tokens.shape[1]!, { dtype: 'int64' })))
    for (const [layer, block] of [...this.h].entries()) x = block(x, cache, layer)
    return F.linear(this.ln_f(x), this.wte.weight) // One table for both ends: its rows are what words are.
  }
}
