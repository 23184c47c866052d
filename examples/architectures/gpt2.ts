/* GPT-2 (Radford et al., 2019) with Hugging Face's names: the public gpt2 checkpoints load as they are. */
import * as nn from '@torchlet/nn'
import * as F from '@torchlet/nn/functional'
import { arange, cat, ones, randn, type Tensor, zeros } from '@torchlet/tensor-core'

/** The defaults are those of the smallest, `gpt2`. */
const DEFAULTS = { vocabulary: 50257, positions: 1024, size: 768, layers: 12, heads: 12 }
export type GPT2Options = Partial<typeof DEFAULTS>

/** Keys and values [N, heads, time, size / heads] of the tokens so far, one pair for each layer. */
export type Cache = (readonly [k: Tensor, v: Tensor])[]

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
    return x.matmul(this.weight).add(this.bias)
  }
}

abstract class Part<Args extends unknown[] = [x: Tensor, cache: Cache, layer: number]> extends nn.Module<Args> {
  readonly config: typeof DEFAULTS

  constructor(options: GPT2Options = {}) {
    super()
    this.config = { ...DEFAULTS, ...options }
  }
}

/** Each token looks at itself and at those before it, whose keys and values the cache holds. */
class Attention extends Part {
  // The mask: row t is true where token t may look. Public checkpoints hold it; load others with strict: false.
  bias = new nn.Buffer(ones([1, 1, this.config.positions, this.config.positions], { dtype: 'bool' }).tril())
  c_attn = new Conv1D(this.config.size, 3 * this.config.size)
  c_proj = new Conv1D(this.config.size, this.config.size)

  override forward(x: Tensor, cache: Cache, layer: number): Tensor {
    const split = (part: Tensor): Tensor => part.unflatten(-1, [this.config.heads, -1]).transpose(1, 2)
    let [q, k, v] = this.c_attn(x).chunk(3, -1).map(split) as [Tensor, Tensor, Tensor]
    const past = cache[layer]
    if (past) [k, v] = [cat([past[0], k], 2), cat([past[1], v], 2)]
    cache[layer] = [k, v]
    const [now, time] = [q.shape[2]!, k.shape[2]!]
    const attnMask = this.bias.at(':', ':', `${time - now}:${time}`, `:${time}`)
    const y = F.scaledDotProductAttention(q, k, v, { attnMask })
    return this.c_proj(y.transpose(1, 2).flatten(2))
  }
}

class Block extends Part {
  ln_1 = new nn.LayerNorm(this.config.size)
  attn = new Attention(this.config)
  ln_2 = new nn.LayerNorm(this.config.size)
  mlp = new nn.Sequential({
    c_fc: new Conv1D(this.config.size, 4 * this.config.size),
    act: new nn.GELU({ approximate: 'tanh' }),
    c_proj: new Conv1D(4 * this.config.size, this.config.size),
  })

  override forward(x: Tensor, cache: Cache, layer: number): Tensor {
    x = x.add(this.attn(this.ln_1(x), cache, layer))
    return x.add(this.mlp(this.ln_2(x)))
  }
}

/**
 * Tokens [N, time] → logits [N, time, vocabulary] of the tokens that follow. With a cache (an array, empty at first),
 * the tokens go on from those of the calls before.
 */
export class GPT2 extends Part<[tokens: Tensor, cache?: Cache]> {
  wte = new nn.Embedding(this.config.vocabulary, this.config.size)
  wpe = new nn.Embedding(this.config.positions, this.config.size)
  h = new nn.ModuleList(Array.from({ length: this.config.layers }, () => new Block(this.config)))
  ln_f = new nn.LayerNorm(this.config.size)

  override forward(tokens: Tensor, cache: Cache = []): Tensor {
    const past = cache[0]?.[0].shape[2] ?? 0
    let x = this.wte(tokens).add(this.wpe(arange(past, past + tokens.shape[1]!, { dtype: 'int64' })))
    for (const [layer, block] of [...this.h].entries()) x = block(x, cache, layer)
    // One table for both ends: its rows are what words are, going in and coming out.
    return F.linear(this.ln_f(x), this.wte.weight)
  }
}
