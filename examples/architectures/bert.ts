/* BERT (Devlin et al., 2018) with Hugging Face's names. There are no dropouts: nothing is trained here. */
import * as nn from '@torchlet/nn'
import * as F from '@torchlet/nn/functional'
import { arange, type Tensor, zerosLike } from '@torchlet/tensor-core'
import { acceptOldKeys } from './old-keys'

/** The defaults are those of bert-base. */
const DEFAULTS = { vocabulary: 30522, positions: 512, size: 768, layers: 12, heads: 12, mlp: 3072, classes: 2 }
export type BertOptions = Partial<typeof DEFAULTS>

type Masked = [x: Tensor, mask: Tensor | null]

abstract class Part<Args extends unknown[] = Masked, Out = Tensor> extends nn.Module<Args, Out> {
  readonly config: typeof DEFAULTS

  constructor(options: BertOptions = {}) {
    super()
    this.config = { ...DEFAULTS, ...options }
  }
}

const dense = (inputs: number, outputs: number, activation: nn.AnyModule) =>
  new nn.Sequential({ dense: new nn.Linear(inputs, outputs), activation })

/** Each word as a vector: what it is, where it stands, which sentence it is of. */
class Embeddings extends Part<[tokens: Tensor, types: Tensor]> {
  word_embeddings = new nn.Embedding(this.config.vocabulary, this.config.size, { paddingIdx: 0 })
  position_embeddings = new nn.Embedding(this.config.positions, this.config.size)
  token_type_embeddings = new nn.Embedding(2, this.config.size)
  LayerNorm = new nn.LayerNorm(this.config.size, { eps: 1e-12 })

  override forward(tokens: Tensor, types: Tensor): Tensor {
    const places = this.position_embeddings(arange(0, tokens.shape[1]!, { dtype: 'int64' }))
    return this.LayerNorm(this.word_embeddings(tokens).add(this.token_type_embeddings(types)).add(places))
  }
}

/** norm(W y + b + x): what a layer found, added to what it was given. */
class Output extends nn.Module<[y: Tensor, x: Tensor]> {
  dense: nn.Linear
  LayerNorm: nn.LayerNorm

  constructor(inputs: number, outputs: number) {
    super()
    this.dense = new nn.Linear(inputs, outputs)
    this.LayerNorm = new nn.LayerNorm(outputs, { eps: 1e-12 })
  }

  override forward(y: Tensor, x: Tensor): Tensor {
    return this.LayerNorm(this.dense(y).add(x))
  }
}

class Attention extends Part {
  self = new nn.ModuleDict({
    query: new nn.Linear(this.config.size, this.config.size),
    key: new nn.Linear(this.config.size, this.config.size),
    value: new nn.Linear(this.config.size, this.config.size),
  })
  output = new Output(this.config.size, this.config.size)

  override forward(x: Tensor, attnMask: Tensor | null): Tensor {
    const split = (part: Tensor): Tensor => part.unflatten(-1, [this.config.heads, -1]).transpose(1, 2)
    const [q, k, v] = [...this.self.values()].map((layer) => split(layer(x))) as [Tensor, Tensor, Tensor]
    const y = F.scaledDotProductAttention(q, k, v, { attnMask })
    return this.output(y.transpose(1, 2).flatten(2), x)
  }
}

class Layer extends Part {
  attention = new Attention(this.config)
  intermediate = dense(this.config.size, this.config.mlp, new nn.GELU())
  output = new Output(this.config.mlp, this.config.size)

  override forward(x: Tensor, mask: Tensor | null): Tensor {
    x = this.attention(x, mask)
    return this.output(this.intermediate(x), x)
  }
}

/** Tokens [N, time]; which of them count (1, or 0 for padding), by default all; its sentence, by default 0. */
type Inputs = [tokens: Tensor, attentionMask?: Tensor | null, tokenTypes?: Tensor | null]

/** → [each word in its context [N, time, size], the sentence [N, size]]. */
export class BertModel extends Part<Inputs, [Tensor, Tensor]> {
  embeddings = new Embeddings(this.config)
  encoder = new nn.ModuleDict({
    layer: new nn.ModuleList(Array.from({ length: this.config.layers }, () => new Layer(this.config))),
  })
  pooler = dense(this.config.size, this.config.size, new nn.Tanh())

  constructor(options?: BertOptions) {
    super(options)
    // Files of 2018, as bert-base-uncased, say gamma and beta; those of before 2023 hold the positions' numbers too.
    acceptOldKeys(this, (key) =>
      key === 'embeddings.position_ids'
        ? null
        : key.replace('LayerNorm.gamma', 'LayerNorm.weight').replace('LayerNorm.beta', 'LayerNorm.bias'),
    )
  }

  override forward(...[tokens, attentionMask, tokenTypes]: Inputs): [Tensor, Tensor] {
    const mask = attentionMask?.bool().at(':', null, null, ':') ?? null
    let words = this.embeddings(tokens, tokenTypes ?? zerosLike(tokens))
    for (const layer of this.encoder.get('layer') as nn.ModuleList) words = layer(words, mask)
    return [words, this.pooler(words.at(':', 0))]
  }
}

/** Sentences → logits [N, classes]. */
export class BertForSequenceClassification extends Part<Inputs> {
  bert = new BertModel(this.config)
  classifier = new nn.Linear(this.config.size, this.config.classes)

  override forward(...inputs: Inputs): Tensor {
    return this.classifier(this.bert(...inputs)[1])
  }
}
