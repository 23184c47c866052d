/** The ten classes of Fashion-MNIST in the network's order, and how a sentence speaks of each. */
export const CLASSES = [
  { name: 'T-shirt/top', phrase: 'a T-shirt or top' },
  { name: 'Trouser', phrase: 'a pair of trousers' },
  { name: 'Pullover', phrase: 'a pullover' },
  { name: 'Dress', phrase: 'a dress' },
  { name: 'Coat', phrase: 'a coat' },
  { name: 'Sandal', phrase: 'a sandal' },
  { name: 'Shirt', phrase: 'a shirt' },
  { name: 'Sneaker', phrase: 'a sneaker' },
  { name: 'Bag', phrase: 'a bag' },
  { name: 'Ankle boot', phrase: 'an ankle boot' },
] as const
