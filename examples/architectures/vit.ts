/* The Vision Transformer (Dosovitskiy et al., 2020) with torchvision's names: its vit_b_16 files load as they are. */
import * as nn from '@torchlet/nn'
import { cat, randn, type Tensor, zeros } from '@torchlet/tensor-core'
import { withOldKeys } from './old-keys'
import { withSizes } from './with-sizes'

/** The sizes of ViT-B/16. */
const Part = withSizes({ imageSize: 224, patchSize: 16, layers: 12, heads: 12, size: 768, mlp: 3072, numClasses: 1000 })

class MLP extends nn.Sequential {
  constructor(size: number, hidden: number) {
    super(new nn.Linear(size, hidden), new nn.GELU(), new nn.Dropout({ p: 0 }), new nn.Linear(hidden, size))
    // In torchvision's files the layers have the names that they had before they were a sequence.
    withOldKeys(this, { 'linear_1.': '0.', 'linear_2.': '3.' })
  }
}

/** x + attention(norm(x)), then x + mlp(norm(x)). */
class EncoderBlock extends Part {
  ln_1 = new nn.LayerNorm(this.sizes.size, { eps: 1e-6 })
  self_attention = new nn.MultiheadAttention(this.sizes.size, this.sizes.heads, { batchFirst: true })
  ln_2 = new nn.LayerNorm(this.sizes.size, { eps: 1e-6 })
  mlp = new MLP(this.sizes.size, this.sizes.mlp)

  override forward(x: Tensor): Tensor {
    const y = this.ln_1(x)
    x = x.add(this.self_attention(y, y, y, { needWeights: false })[0])
    return x.add(this.mlp(this.ln_2(x)))
  }
}

class Encoder extends Part {
  pos_embedding = new nn.Parameter(
    randn([1, (this.sizes.imageSize / this.sizes.patchSize) ** 2 + 1, this.sizes.size]).mul(0.02),
  )
  layers = new nn.Sequential(
    Object.fromEntries(
      Array.from({ length: this.sizes.layers }, (_, i) => [`encoder_layer_${i}`, new EncoderBlock(this.sizes)]),
    ),
  )
  ln = new nn.LayerNorm(this.sizes.size, { eps: 1e-6 })

  override forward(x: Tensor): Tensor {
    return this.ln(this.layers(x.add(this.pos_embedding)))
  }
}

/** Images [N, 3, imageSize, imageSize] → logits [N, numClasses]: patches are words, one more gathers the answer. */
export class VisionTransformer extends Part {
  conv_proj = new nn.Conv2d(3, this.sizes.size, this.sizes.patchSize, { stride: this.sizes.patchSize })
  class_token = new nn.Parameter(zeros([1, 1, this.sizes.size]))
  encoder = new Encoder(this.sizes)
  heads = new nn.Sequential({ head: new nn.Linear(this.sizes.size, this.sizes.numClasses) })

  override forward(images: Tensor): Tensor {
    const patches = this.conv_proj(images).flatten(2).transpose(1, 2)
    const words = cat([this.class_token.expand([images.shape[0]!, -1, -1]), patches], 1)
    return this.heads(this.encoder(words).at(':', 0))
  }
}
