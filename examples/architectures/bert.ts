/* BERT (Devlin et al., 2018) with Hugging Face's names. There are no dropouts: nothing is trained here. */
import * as nn from '@torchlet/nn'
import * as F from '@torchlet/nn/functional'
import { arange, type Tensor, zerosLike } from '@torchlet/tensor-core'
import { withOldKeys } from './old-keys'
import { withSizes } from './with-sizes'

/** The sizes of bert-base. */
const Part = withSizes({ vocabulary: 30522, positions: 512, size: 768, layers: 12, heads: 12, mlp: 3072 })
/** Files of 2018, as bert-base-uncased, call a norm's weight gamma and its bias beta; those of before 2023 hold position_ids. */
const norm = (size: number) => withOldKeys(new nn.LayerNorm(size, { eps: 1e-12 }), { gamma: 'weight', beta: 'bias' })
const dense = (inputs: number, outputs: number, activation: nn.AnyModule) =>
  new nn.Sequential({ dense: new nn.Linear(inputs, outputs), activation })

/** Each word as a vector: what it is, where it stands, which sentence it is of. */
class Embeddings extends Part<[tokens: Tensor, types: Tensor]> {
  word_embeddings = new nn.Embedding(this.sizes.vocabulary, this.sizes.size, { paddingIdx: 0 })
  position_embeddings = new nn.Embedding(this.sizes.positions, this.sizes.size)
  token_type_embeddings = new nn.Embedding(2, this.sizes.size)
  LayerNorm = norm(this.sizes.size)

  override forward(tokens: Tensor, types: Tensor): Tensor {
    const places = this.position_embeddings(arange(0, tokens.shape[1]!, { dtype: 'int64' }))
    return this.LayerNorm(this.word_embeddings(tokens).add(this.token_type_embeddings(types)).add(places))
  }
}

/** norm(W y + b + x): what a layer found in the mlp's many numbers, added to what it was given. */
class Output extends Part<[y: Tensor, x: Tensor]> {
  dense = new nn.Linear(this.sizes.mlp, this.sizes.size)
  LayerNorm = norm(this.sizes.size)

  override forward(y: Tensor, x: Tensor): Tensor {
    return this.LayerNorm(this.dense(y).add(x))
  }
}

/** Each word looks at those that count. What it found has as many numbers as a word, not an mlp's. */
class Attention extends Part<[x: Tensor, mask: Tensor | null]> {
  self = new nn.ModuleDict(
    ['query', 'key', 'value'].map((name) => [name, new nn.Linear(this.sizes.size, this.sizes.size)] as const),
  )
  output = new Output({ ...this.sizes, mlp: this.sizes.size })

  override forward(x: Tensor, attnMask: Tensor | null): Tensor {
    const split = (part: Tensor): Tensor => part.unflatten(-1, [this.sizes.heads, -1]).transpose(1, 2)
    const [q, k, v] = [...this.self.values()].map((layer) => split(layer(x))) as [Tensor, Tensor, Tensor]
    return this.output(F.scaledDotProductAttention(q, k, v, { attnMask }).transpose(1, 2).flatten(2), x)
  }
}

class Layer extends Part<[x: Tensor, mask: Tensor | null]> {
  attention = new Attention(this.sizes)
  intermediate = dense(this.sizes.size, this.sizes.mlp, new nn.GELU())
  output = new Output(this.sizes)

  override forward(x: Tensor, mask: Tensor | null): Tensor {
    x = this.attention(x, mask)
    return this.output(this.intermediate(x), x)
  }
}

/** Tokens [N, time]; which of them count (1, or 0 for padding), by default all; its sentence, by default 0. */
export type BertInputs = [tokens: Tensor, attentionMask?: Tensor | null, tokenTypes?: Tensor | null]

/** → [each word in its context [N, time, size], the sentence [N, size]]. */
export class BertModel extends Part<BertInputs, [Tensor, Tensor]> {
  embeddings = withOldKeys(new Embeddings(this.sizes), { position_ids: null })
  encoder = new nn.ModuleDict({
    layer: new nn.ModuleList([...Array(this.sizes.layers)].map(() => new Layer(this.sizes))),
  })
  pooler = dense(this.sizes.size, this.sizes.size, new nn.Tanh())

  override forward(...[tokens, attentionMask, tokenTypes]: BertInputs): [Tensor, Tensor] {
    const mask = attentionMask?.bool().at(':', null, null, ':') ?? null
    let words = this.embeddings(tokens, tokenTypes ?? zerosLike(tokens))
    for (const layer of this.encoder.get('layer') as nn.ModuleList) words = layer(words, mask)
    return [words, this.pooler(words.at(':', 0))]
  }
}
