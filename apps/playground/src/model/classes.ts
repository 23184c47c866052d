import { CLASSES as NAMES } from '@torchlet/examples/network'

/** How a sentence speaks of each class. */
const PHRASES = [
  'a T-shirt or top',
  'a pair of trousers',
  'a pullover',
  'a dress',
  'a coat',
  'a sandal',
  'a shirt',
  'a sneaker',
  'a bag',
  'an ankle boot',
]

/** The ten classes of Fashion-MNIST in the network's order, and how a sentence speaks of each. */
export const CLASSES = NAMES.map((name, i) => ({ name, phrase: PHRASES[i]! }))
