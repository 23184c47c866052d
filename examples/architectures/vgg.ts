/* VGG-11 (Simonyan & Zisserman, 2014) with torchvision's names: its vgg11 checkpoints load as they are. */
import * as nn from '@torchlet/nn'

/** Each stage's convolutions, in multiples of the width; a pool halves the image behind each stage. */
const STAGES = [[1], [2], [4, 4], [8, 8], [8, 8]]

export interface VGGOptions {
  /** Channels of the first convolution. Default 64. */
  width?: number
  /** Size of the two hidden layers behind the convolutions. Default 4096. */
  hidden?: number
  /** Default 1000. */
  numClasses?: number
}

function features(width: number): nn.Sequential {
  const layers = new nn.Sequential()
  let inputs = 3
  for (const stage of STAGES) {
    for (const multiple of stage) {
      layers.extend([new nn.Conv2d(inputs, multiple * width, 3, { padding: 1 }), new nn.ReLU()])
      inputs = multiple * width
    }
    layers.append(new nn.MaxPool2d(2))
  }
  return layers
}

/** Images [N, 3, H, W] → logits [N, numClasses]. */
export class VGG11 extends nn.Sequential {
  constructor({ width = 64, hidden = 4096, numClasses = 1000 }: VGGOptions = {}) {
    super({
      features: features(width),
      avgpool: new nn.AdaptiveAvgPool2d(7),
      flatten: new nn.Flatten(),
      classifier: new nn.Sequential(
        new nn.Linear(8 * width * 7 * 7, hidden),
        new nn.ReLU(),
        new nn.Dropout(),
        new nn.Linear(hidden, hidden),
        new nn.ReLU(),
        new nn.Dropout(),
        new nn.Linear(hidden, numClasses),
      ),
    })
  }
}
