/* The cpu device beside tfjs's cpu backend: both plain JavaScript over typed arrays. Run it: npm run cpu (after npm test at the root) */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import * as nn from '../packages/nn/dist/index.js'
import * as torch from '../packages/tensor-core/dist/index.js'
import { alternate, printRow } from './alternate.js'
import { LeNet } from './lenet.js'

const F = nn.functional

/** The same network for tfjs, which takes NHWC images and HWIO filters. */
function lenetOfTf(network) {
  const filter = (layer) =>
    tf.tensor(layer.weight.permute([2, 3, 1, 0]).contiguous().data, layer.weight.permute([2, 3, 1, 0]).shape)
  const bias = (layer) => tf.tensor1d(layer.bias.data)
  const matrix = (layer) => tf.tensor2d(layer.weight.data, layer.weight.shape)
  const { conv1, conv2, fc1, fc2, out } = network
  const [f1, b1, f2, b2] = [filter(conv1), bias(conv1), filter(conv2), bias(conv2)]
  const dense = [fc1, fc2, out].map((layer) => [matrix(layer), bias(layer)])
  const linear = (x, [w, b]) => tf.add(tf.matMul(x, w, false, true), b)
  return (x) => {
    let t = tf.maxPool(tf.relu(tf.add(tf.conv2d(x, f1, 1, 'valid'), b1)), 2, 2, 'valid')
    t = tf.maxPool(tf.relu(tf.add(tf.conv2d(t, f2, 1, 'valid'), b2)), 2, 2, 'valid')
    t = tf.relu(linear(tf.reshape(tf.transpose(t, [0, 3, 1, 2]), [-1, 192]), dense[0]))
    return linear(tf.relu(linear(t, dense[1])), dense[2])
  }
}

const random = (shape) => {
  const ours = torch.rand(shape)
  return [ours, tf.tensor(ours.data.slice(), shape)]
}

/** Fails where the two do not compute the same: a fast wrong answer is no answer. */
function checkSame(ours, theirs, name) {
  const [a, b] = [ours.data, theirs.dataSync()]
  const worst = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]) / (1 + Math.abs(b[i]))), 0)
  if (!(worst < 1e-3)) throw new Error(`${name}: results differ by ${worst}`)
}

function row(name, aim, ours, theirs, options, same = true) {
  if (same) checkSame(ours(), theirs(), name)
  printRow(
    name,
    alternate(
      () => ours(),
      () => tf.tidy(() => theirs().dataSync()),
      options,
    ),
    aim,
  )
}

torch.manualSeed(0)
await tf.setBackend('cpu')
console.log(
  `Node ${process.version}, ${process.arch}. Ours and theirs: medians; the ratio: median over alternating pairs.\n`,
)

const [a, ta] = random([512, 512])
const [b, tb] = random([512, 512])
row(
  'matmul 512³',
  8,
  () => a.matmul(b),
  () => tf.matMul(ta, tb),
  { pairs: 11, warmup: 2 },
)

const [image] = random([1, 64, 56, 56])
const [filters] = random([64, 64, 3, 3])
const timage = tf.tensor(image.permute([0, 2, 3, 1]).contiguous().data, [1, 56, 56, 64])
const tfilters = tf.tensor(filters.permute([2, 3, 1, 0]).contiguous().data, [3, 3, 64, 64])
row(
  'conv2d 3×3, 64→64 at 56²',
  8,
  () => F.conv2d(image, filters, null, { padding: 1 }),
  () => tf.conv2d(timage, tfilters, 1, 'same'),
  { pairs: 7, warmup: 1 },
  false,
)

const network = new LeNet()
const theirNetwork = lenetOfTf(network)
for (const batch of [1, 128]) {
  const [x] = random([batch, 1, 28, 28])
  const tx = tf.tensor(x.data.slice(), [batch, 28, 28, 1])
  row(
    `LeNet, batch ${batch}`,
    10,
    () => network(x),
    () => theirNetwork(tx),
    // What takes microseconds needs thousands of passes until V8 has compiled both for good.
    batch === 1 ? { pairs: 1001, warmup: 3000 } : { pairs: 31, warmup: 30 },
  )
}

const [x, tx] = random([1_000_000])
const [y, ty] = random([1_000_000])
row(
  'relu(x·y + x)·0.5, a million',
  2,
  () => x.mul(y).add(x).relu().mul(0.5),
  () => tf.mul(tf.relu(tf.add(tf.mul(tx, ty), tx)), 0.5),
)
const [z, tz] = random([1000, 1000])
row(
  'softmax, 1000 × 1000',
  2,
  () => z.softmax(-1),
  () => tf.softmax(tz, -1),
)

const small = torch.ones([4])
const begun = performance.now()
for (let i = 0; i < 1e6; i++) small.add(small)
const each = performance.now() - begun
console.log(`\nx.add(y) on 4 elements: ${each.toFixed(0)} ns (aim: under 1000) ${each < 1000 ? 'ok' : 'MISS'}`)
