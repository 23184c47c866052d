/*
 * The webgpu device beside tfjs's webgpu backend and ONNX Runtime's: in one process, on one adapter, alternating, all results
 * compared before anything is timed, every run read to its end. Run it: npm run webgpu (after npm test at the root); on a machine
 * without a GPU, SwiftShader is found by VK_ICD_FILENAMES and its loader by LD_LIBRARY_PATH. Rows with "conv" in their name:
 * npm run webgpu -- conv. PEERS=tfjs leaves ONNX Runtime out, whose shaders take SwiftShader a minute each to compile;
 * PEAK=<GFLOP/s> says what the GPU could do.
 */
import { resnet18 } from '../examples/architectures/resnet.ts'
import { webgpu } from '../packages/backend-webgpu/dist/index.js'
import * as nn from '../packages/nn/dist/index.js'
import * as torch from '../packages/tensor-core/dist/index.js'
import { alternateAsync } from './alternate.js'
import { gpu, onOrtGpu, onTfGpu, startGpuPeers } from './gpu-peers.js'
import { LeNet } from './lenet.js'
import { translate } from './translate.js'

const wanted = process.argv[2] ?? ''
const peers = (process.env.PEERS ?? 'tfjs,ort').split(',')
const peak = Number(process.env.PEAK)
const device = await webgpu({ gpu })
await startGpuPeers()
torch.manualSeed(0)

const random = (...shape) => torch.rand(shape).sub(0.5)
const layer = (make) => ({ make, build: translate })

/** A module of one matrix product with a constant. */
class Product extends nn.Module {
  constructor(n) {
    super()
    this.y = new nn.Buffer(random(n, n))
  }
  forward(x) {
    return x.matmul(this.y)
  }
}

const product = (n) => ({
  name: `matmul ${n}³`,
  make: () => new Product(n),
  build: (builder, { y }, x) => builder.matmul(x, y),
  x: [n, n],
  flops: 2 * n ** 3,
})

const convolution = (channels, size) => ({
  name: `conv 3×3, ${channels}→${channels} at ${size}²`,
  ...layer(() => new nn.Conv2d(channels, channels, 3, { padding: 1, bias: false })),
  x: [1, channels, size, size],
  flops: 18 * channels ** 2 * size ** 2,
})

const ROWS = [
  product(1024),
  convolution(64, 56),
  convolution(128, 28),
  convolution(256, 14),
  { name: 'LeNet, batch 128', x: [128, 1, 28, 28], ...layer(() => new LeNet()) },
  { name: 'ResNet-18 at 224²', x: [1, 3, 224, 224], ...layer(resnet18), flops: 3.63e9 },
]

/** The largest difference, relative for large numbers. */
const difference = (ours, theirs) =>
  ours.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i]) / (1 + Math.abs(theirs[i]))), 0)

async function measure({ name, make, build, x: shape, flops }) {
  const x = random(...shape)
  // One for the peers, who read its weights, and ours on the GPU.
  const [module, ours] = [make().eval(), make().eval()]
  ours.loadStateDict(module.stateDict())
  ours.to(device)
  const built = (builder, input) => build(builder, module, input)
  const expected = module(x)
  const theirs = {
    ...(peers.includes('tfjs') && { tfjs: onTfGpu(built, x) }),
    ...(peers.includes('ort') && { ort: await onOrtGpu(built, x, [...expected.shape]) }),
  }
  const cells = []
  for (const [peer, { read }] of Object.entries(theirs)) {
    // A fast wrong answer is no answer: such a peer is named, not timed.
    const apart = difference(expected.data, await read())
    if (apart < 1e-3) continue
    delete theirs[peer]
    cells.push(`${peer} is wrong by ${apart.toPrecision(2)}`)
  }
  const input = x.to(device)
  const run = async () => {
    const y = torch.tidy(() => ours(input))
    const values = await y.read()
    y.dispose()
    return values
  }
  const { dispatches } = device.stats()
  const result = await run()
  const count = device.stats().dispatches - dispatches
  const error = difference(result, expected.data)
  if (!(error < 1e-3)) throw new Error(`${name}: ours differs from the cpu's by ${error}`)
  const pairs = pairsFor(await took(run))
  const results = []
  for (const [peer, { run: other }] of Object.entries(theirs))
    results.push({ peer, ...(await alternateAsync(run, other, { pairs, warmup: 1 })) })
  if (results.length === 0) throw new Error(`${name}: no peer computes the same (${cells.join(', ')})`)
  const worst = results.reduce((a, b) => (a.ratio < b.ratio ? a : b))
  const rate = flops / worst.ours / 1e6
  const speed = flops
    ? `${rate.toFixed(1)} GFLOP/s${peak ? ` (${((100 * rate) / peak).toFixed(0)} % of peak)` : ''}`
    : ''
  cells.unshift(...results.map(({ peer, theirs: ms, ratio }) => `${peer} ${show(ms)} ${ratio.toFixed(2).padStart(6)}×`))
  const met = worst.ratio >= 1 ? 'ok' : 'MISS'
  console.log(
    [name.padEnd(28), `ours ${show(worst.ours)} in ${count} dispatches`, ...cells, '≥ 1×', met, speed].join('  '),
  )
}

async function took(run) {
  const begun = performance.now()
  await run()
  return performance.now() - begun
}

/** About ten seconds for each peer. */
const pairsFor = (ms) => Math.min(31, Math.max(3, Math.round(2000 / ms) | 1))

const show = (ms) => `${ms.toFixed(ms < 10 ? 2 : 0).padStart(6)} ms`

const { vendor, architecture, description } = device.gpu.adapterInfo
console.log(`Node ${process.version}, adapter: ${[vendor, architecture, description].filter(Boolean).join(' ')}\n`)
for (const row of ROWS) if (row.name.includes(wanted)) await measure(row)
// The peers keep the process alive.
process.exit()
