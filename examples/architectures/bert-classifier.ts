/* BERT with a head that tells classes of sentences, with Hugging Face's names: fine-tuned checkpoints load as they are. */
import * as nn from '@torchlet/nn'
import type { Tensor } from '@torchlet/tensor-core'
import { type BertInputs, BertModel } from './bert'

type Sizes = BertModel['sizes'] & { classes: number }

/** Tokens [N, time] as `BertModel` takes them → logits [N, classes]. */
export class BertForSequenceClassification extends nn.Module<BertInputs> {
  bert: BertModel
  classifier: nn.Linear

  constructor({ classes = 2, ...sizes }: Partial<Sizes> = {}) {
    super()
    this.bert = new BertModel(sizes)
    this.classifier = new nn.Linear(this.bert.sizes.size, classes)
  }

  override forward(...inputs: BertInputs): Tensor {
    const [, sentence] = this.bert(...inputs)
    return this.classifier(sentence)
  }
}
