/*
 * The wasm device beside tfjs's wasm backend and ONNX Runtime's: in one process, alternating, the same number of threads, all results
 * compared before anything is timed. The ratio is against the better of the two. Aims differ between Node 24 (relaxed SIMD) and
 * Node 20 (plain). Run it: npm run wasm (after npm test at the root); rows with "conv" in their name on two threads:
 * THREADS=2 npm run wasm -- conv
 */
import { MobileNetV2 } from '../examples/architectures/mobilenet-v2.ts'
import { resnet18 } from '../examples/architectures/resnet.ts'
import { wasm } from '../packages/backend-wasm/dist/index.js'
import * as nn from '../packages/nn/dist/index.js'
import * as torch from '../packages/tensor-core/dist/index.js'
import { alternateAsync } from './alternate.js'
import { ceiling } from './ceiling.js'
import { LeNet } from './lenet.js'
import { onOrt, onTf, startPeers } from './peers.js'
import { translate } from './translate.js'

/** Milliseconds. */
const WARM = 400

const threads = Number(process.env.THREADS ?? 1)
const wanted = process.argv[2] ?? ''
const device = await wasm({ threads })
await startPeers(threads)
torch.manualSeed(0)

const random = (...shape) => torch.rand(shape).sub(0.5)
const conv = (inputs, outputs, kernelSize, options) => new nn.Conv2d(inputs, outputs, kernelSize, options)
const layer = (module) => ({ module, build: (builder, x) => translate(builder, module, x) })

/** A module of one matrix product with a constant. */
class Product extends nn.Module {
  constructor(y) {
    super()
    this.y = new nn.Buffer(y)
  }
  forward(x) {
    return x.matmul(this.y)
  }
}

function product(n) {
  const y = random(n, n)
  return { module: new Product(y.clone()), build: (builder, x) => builder.matmul(x, y), flops: 2 * n ** 3 }
}

const convOf = (size, inputs, outputs, kernelSize, options = {}) => {
  const { stride = 1, groups = 1 } = options
  const flops = (2 * outputs * inputs * kernelSize ** 2 * (size / stride) ** 2) / groups
  return { ...layer(conv(inputs, outputs, kernelSize, { bias: false, ...options })), x: [1, inputs, size, size], flops }
}

const ROWS = [
  ...[128, 256, 512, 1024].map((n) => ({
    name: `matmul ${n}³`,
    aims: [1.5, 1.05],
    x: [n, n],
    ...product(n),
    ...(n === 512 && { ofCeiling: 0.85 }),
  })),
  ...[
    [64, 56],
    [128, 28],
    [256, 14],
  ].map(([channels, size]) => ({
    name: `conv 3×3, ${channels}→${channels} at ${size}²`,
    aims: [2, 1.5],
    ...convOf(size, channels, channels, 3, { padding: 1 }),
  })),
  ...[
    [96, 112, 1],
    [96, 112, 2],
    [384, 14, 1],
  ].map(([channels, size, stride]) => ({
    name: `conv depthwise 3×3, ${channels} at ${size}², stride ${stride}`,
    aims: [1.3, 1.1],
    ...convOf(size, channels, channels, 3, { padding: 1, groups: channels, stride }),
  })),
  ...[
    [16, 96, 112],
    [144, 24, 56],
    [192, 64, 28],
    [64, 384, 14],
    [960, 160, 7],
  ].map(([inputs, outputs, size]) => ({
    name: `conv 1×1, ${inputs}→${outputs} at ${size}²`,
    aims: [1.3, 1.1],
    ...convOf(size, inputs, outputs, 1),
  })),
  {
    name: 'conv 1×1, 16→96 at 112², ReLU6',
    aims: [1.3, 1.1],
    x: [1, 16, 112, 112],
    ...layer(new nn.Sequential(conv(16, 96, 1), new nn.ReLU6())),
  },
  {
    name: 'linear 1024→1024, GELU, batch 256',
    aims: [1.5, 1.05],
    x: [256, 1024],
    ...layer(new nn.Sequential(new nn.Linear(1024, 1024), new nn.GELU())),
  },
  ...[
    ['softmax', new nn.Softmax({ dim: 1 })],
    ['layerNorm', new nn.LayerNorm(1024)],
    ['GELU', new nn.GELU()],
  ].map(([name, module]) => ({ name: `${name}, 1024 × 1024`, aims: [1.5, 1.2], x: [1024, 1024], ...layer(module) })),
  { name: 'LeNet, batch 1', aims: [1.5, 1.3], x: [1, 1, 28, 28], ...layer(new LeNet()), pairs: 301 },
  { name: 'LeNet, batch 128', aims: [2, 1.5], x: [128, 1, 28, 28], ...layer(new LeNet()) },
  { name: 'ResNet-18 at 224²', aims: [1.5, 1.2], x: [1, 3, 224, 224], ...layer(resnet18().eval()) },
  { name: 'MobileNetV2 at 224²', aims: [1.5, 1.2], x: [1, 3, 224, 224], ...layer(new MobileNetV2().eval()) },
]

/** Fails where two do not compute the same: a fast wrong answer is no answer. */
function checkSame(ours, theirs, name) {
  const worst = ours.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - theirs[i]) / (1 + Math.abs(theirs[i]))),
    0,
  )
  if (ours.length !== theirs.length || !(worst < 1e-3)) throw new Error(`${name}: results differ by ${worst}`)
}

/** Engines compile what is hot anew, and take their time: until then they run slow code. */
async function warm(run) {
  for (const until = performance.now() + WARM; performance.now() < until; ) await run()
}

async function measure({ name, aims, module, build, x: shape, flops, ofCeiling, pairs = 31 }) {
  const x = random(...shape)
  const expected = module(x)
  const theirs = { tfjs: onTf(build, x), ort: await onOrt(build, x, [...expected.shape]) }
  module.to(device)
  const input = x.to(device)
  const read = torch.tidy(() => module(input)).data.slice()
  checkSame(read, expected.data, `${name}, ours and the cpu's`)
  for (const [peer, { read: result }] of Object.entries(theirs))
    checkSame(read, await result(), `${name}, ours and ${peer}'s`)
  const run = () => torch.tidy(() => void module(input))
  for (const each of [run, ...Object.values(theirs).map((peer) => peer.run)]) await warm(each)
  const results = []
  for (const [peer, { run: other }] of Object.entries(theirs))
    results.push({ peer, ...(await alternateAsync(run, other, { pairs })) })
  const worst = results.reduce((a, b) => (a.ratio < b.ratio ? a : b))
  const speed = flops ? `${(flops / worst.ours / 1e6).toFixed(0).padStart(4)} GFLOP/s` : ''.padStart(12)
  const aim = aims[device.build === 'relaxed' ? 0 : 1]
  const cells = results.map(({ peer, theirs: ms, ratio }) => `${peer} ${show(ms)} ${ratio.toFixed(2).padStart(5)}×`)
  const met = worst.ratio >= aim ? 'ok' : 'MISS'
  console.log([name.padEnd(40), `ours ${show(worst.ours)}`, ...cells, speed, `≥ ${aim}×`.padStart(7), met].join('  '))
  if (ofCeiling) showShare(run, flops, ofCeiling)
}

/** Both at their best: what else the machine does is in neither. */
function showShare(run, flops, aim) {
  let best = Infinity
  for (let i = 0; i < 60; i++) {
    const begun = performance.now()
    run()
    best = Math.min(best, performance.now() - begun)
  }
  const share = flops / best / 1e6 / limit
  const reached = `  at best, of the loop of multiply-adds: ${(100 * share).toFixed(0)} %`
  console.log(`${reached}  ≥ ${100 * aim} %`, share >= aim ? 'ok' : 'MISS')
}

const show = (ms) => `${ms.toFixed(ms < 10 ? 3 : 1).padStart(7)} ms`

const limit = await ceiling(device.build)
console.log(`Node ${process.version}, ${process.arch}, ${device.build} build, threads: ${device.threads}`)
console.log(`A loop of multiply-adds in registers, one thread: ${limit.toFixed(1)} GFLOP/s\n`)
for (const row of ROWS) if (row.name.includes(wanted)) await measure(row)
device.close()
// ONNX Runtime's workers would keep the process alive.
process.exit()
