/* The known networks, with checkpoints that PyTorch wrote: the same keys, shapes and order, and PyTorch's logits. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AnyModule, LSTMState } from '@torchlet/nn'
import { load } from '@torchlet/serialization'
import { arange, cat, meta, type Tensor, tensor, withDevice } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import { BertForSequenceClassification } from '../architectures/bert-classifier'
import { CharLSTM } from '../architectures/char-lstm'
import { type Cache, GPT2 } from '../architectures/gpt2'
import { MobileNetV2 } from '../architectures/mobilenet-v2'
import { resnet18, resnet50 } from '../architectures/resnet'
import { SqueezeNet } from '../architectures/squeezenet'
import { UNet } from '../architectures/unet'
import { VGG11 } from '../architectures/vgg'
import { VisionTransformer } from '../architectures/vit'

const goldens = fileURLToPath(new URL('../../goldens/architectures', import.meta.url))

/** Numbers and their shape; a picture is its shape alone. */
interface Values {
  readonly shape: number[]
  readonly values?: number[]
}
interface Golden {
  readonly name: string
  readonly inputs: Values[]
  readonly logits: Required<Values>
}
const readGolden = <T>(name: string): T => JSON.parse(readFileSync(join(goldens, name), 'utf8'))
const { atol, cases } = readGolden<{ atol: number; cases: Golden[] }>('expected.json')
const goldenOf = (name: string): Golden => cases.find((golden) => golden.name === name)!

/** The picture that generate.py makes by the same formula. */
const image = (shape: number[]): Tensor =>
  arange(
    shape.reduce((a, b) => a * b),
    { dtype: 'int64' },
  )
    .mul(7919n)
    .remainder(1009n)
    .double()
    .div(504)
    .sub(1)
    .float()
    .reshape(shape)
const inputOf = ({ shape, values }: Values): Tensor =>
  values ? tensor(values, { dtype: 'int64' }).reshape(shape) : image(shape)

/** The greatest difference between our logits and PyTorch's. */
function distance(logits: Tensor, { shape, values }: Required<Values>): number {
  expect([...logits.shape]).toEqual(shape)
  return logits.sub(tensor(values).reshape(shape)).abs().max().item() as number
}

/** Keys and shapes, in order. */
const outline = (state: Record<string, { shape: readonly number[] }>) =>
  Object.entries(state).map(([key, { shape }]) => [key, ...shape])

async function loaded<Network extends AnyModule>(network: Network, file: string): Promise<Network> {
  const state = await load(file)
  expect(outline(network.stateDict())).toEqual(outline(state))
  network.loadStateDict(state)
  return network.eval()
}
const fileOf = (name: string): string => join(goldens, `${name}.safetensors`)

const TINY = { vocabulary: 50, size: 24, layers: 3, heads: 4 }
const narrowResnet18 = () => resnet18({ width: 4, numClasses: 10 })
const bert = () => new BertForSequenceClassification({ ...TINY, positions: 16, mlp: 48, classes: 5 })
const gpt2 = () => new GPT2({ ...TINY, positions: 16 })
const charLSTM = () => new CharLSTM({ vocabulary: 50, size: 24 })
const vit = () =>
  new VisionTransformer({ imageSize: 32, patchSize: 8, layers: 3, heads: 4, size: 24, mlp: 48, numClasses: 10 })

describe('a narrow network loads what PyTorch saved and gives its logits', () => {
  // As narrow as generate.py makes them.
  const NETWORKS: [string, () => AnyModule][] = [
    ['resnet18', narrowResnet18],
    ['resnet50', () => resnet50({ width: 4, numClasses: 10 })],
    ['mobilenet_v2', () => new MobileNetV2({ widthMult: 0.1, roundNearest: 4, numClasses: 10 })],
    ['vgg11', () => new VGG11({ width: 2, hidden: 16, numClasses: 10 })],
    ['squeezenet1_1', () => new SqueezeNet({ width: 2, numClasses: 10 })],
    ['vit_b_16', vit],
    ['unet', () => new UNet({ width: 2 })],
    ['unet_bilinear', () => new UNet({ width: 2, bilinear: true })],
    ['bert', bert],
    ['gpt2', gpt2],
    ['char_lstm', charLSTM],
  ]
  it('and each of the goldens is asked', () => {
    expect(NETWORKS.map(([name]) => name)).toEqual(cases.map(({ name }) => name))
  })

  it.each(NETWORKS)('%s', async (name, make) => {
    const network = await loaded(make(), fileOf(name))
    const { inputs, logits } = goldenOf(name)
    // A recurrent network gives its state besides.
    const [answer] = [network(...inputs.map(inputOf))].flat()
    expect(distance(answer, logits)).toBeLessThanOrEqual(atol)
  })
})

describe('the real size has the keys and shapes of the public checkpoints', () => {
  const NETWORKS: Record<string, () => AnyModule> = {
    resnet18: () => resnet18(),
    resnet50: () => resnet50(),
    mobilenet_v2: () => new MobileNetV2(),
    vgg11: () => new VGG11(),
    squeezenet1_1: () => new SqueezeNet(),
    vit_b_16: () => new VisionTransformer(),
    bert: () => new BertForSequenceClassification(),
    gpt2: () => new GPT2(),
  }
  const shapes = Object.entries(readGolden<Record<string, Record<string, number[]>>>('shapes.json'))
  it.each(shapes)('%s', (name, theirs) => {
    // On the meta device nothing is drawn and nothing takes memory.
    const ours = withDevice(meta, NETWORKS[name]!).stateDict()
    expect(outline(ours)).toEqual(Object.entries(theirs).map(([key, shape]) => [key, ...shape]))
  })
})

describe('step by step', () => {
  const STEPS: [string, number[]][] = [
    ['a token at a time', Array(12).fill(1)],
    ['five, then the rest one by one', [5, ...Array(7).fill(1)]],
    ['in pieces', [3, 4, 5]],
  ]
  /** The inputs cut into pieces of these lengths. */
  const cut = (name: string, lengths: number[]): Tensor[] =>
    inputOf(goldenOf(name).inputs[0]!).splitWithSizes(lengths, 1)

  it.each(STEPS)('gpt2 with its cache gives the logits of the whole sequence: %s', async (_, lengths) => {
    const network = await loaded(gpt2(), fileOf('gpt2'))
    const cache: Cache = []
    const logits = cut('gpt2', lengths).map((tokens) => network(tokens, cache))
    expect(distance(cat(logits, 1), goldenOf('gpt2').logits)).toBeLessThanOrEqual(atol)
    expect(cache.map(([k, v]) => [[...k.shape], [...v.shape]])).toEqual(Array(3).fill(Array(2).fill([2, 4, 12, 6])))
  })

  it.each(STEPS)('the character LSTM with its state too: %s', async (_, lengths) => {
    const network = await loaded(charLSTM(), fileOf('char_lstm'))
    let state: LSTMState | undefined
    const logits = cut('char_lstm', lengths).map((characters) => {
      const [answer, next] = network(characters, state)
      state = next
      return answer
    })
    expect(distance(cat(logits, 1), goldenOf('char_lstm').logits)).toBeLessThanOrEqual(atol)
  })
})

describe('public checkpoints that differ from what is saved today', () => {
  type Entry = [key: string, values: Tensor]
  const OLD: [string, string, () => AnyModule, (state: Entry[]) => Entry[]][] = [
    [
      "torchvision's vit_b_16 calls the layers of the MLP linear_1 and linear_2",
      'vit_b_16',
      vit,
      (state) =>
        state.map(([key, x]) => [key.replace('mlp.0.', 'mlp.linear_1.').replace('mlp.3.', 'mlp.linear_2.'), x]),
    ],
    [
      "BERT's of 2018 call a norm's weight and bias gamma and beta",
      'bert',
      bert,
      (state) =>
        state.map(([key, x]) => [key.replace('Norm.weight', 'Norm.gamma').replace('Norm.bias', 'Norm.beta'), x]),
    ],
    [
      "BERT's of before 2023 hold the positions' numbers",
      'bert',
      bert,
      (state) => [['bert.embeddings.position_ids', arange(0, 16, { dtype: 'int64' }).unsqueeze(0)], ...state],
    ],
    [
      "torchvision's first resnets did not count batches",
      'resnet18',
      narrowResnet18,
      (state) => state.filter(([key]) => !key.endsWith('num_batches_tracked')),
    ],
    ['gpt2 holds its mask as numbers', 'gpt2', gpt2, (state) => state.map(([key, x]) => [key, x.float()])],
  ]
  it.each(OLD)('%s', async (_, name, make, old) => {
    const state = old(Object.entries(await load(fileOf(name))))
    const network = make()
    expect(network.loadStateDict(Object.fromEntries(state))).toEqual({ missingKeys: [], unexpectedKeys: [] })
    const { inputs, logits } = goldenOf(name)
    expect(distance(network.eval()(...inputs.map(inputOf)), logits)).toBeLessThanOrEqual(atol)
  })
})

describe('ResNet-18 at its real size', () => {
  const candidates = process.env.TORCHLET_PYTHON ? [process.env.TORCHLET_PYTHON] : ['python3', '/usr/bin/python3']
  const python = candidates.find((command) => spawnSync(command, ['-c', 'import torchvision']).status === 0)
  const note = python ? '' : ' (left out: no python3 with torchvision, set TORCHLET_PYTHON)'

  it.skipIf(!python)(`runs from the 45 MB that torchvision saves${note}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'torchlet-resnet-'))
    try {
      const file = join(folder, 'resnet18.pth')
      const asked = spawnSync(python!, ['-B', join(goldens, 'generate.py'), '--state', 'resnet18', file], {
        encoding: 'utf8',
      })
      expect(asked.status, asked.stderr).toBe(0)
      expect((await stat(file)).size).toBeGreaterThan(44e6)
      const { inputs, logits } = JSON.parse(asked.stdout) as Golden
      const network = await loaded(resnet18(), file)
      const scale = Math.max(...logits.values.map(Math.abs))
      expect(distance(network(...(inputs.map(inputOf) as [Tensor])), logits)).toBeLessThanOrEqual(1e-3 * scale)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
