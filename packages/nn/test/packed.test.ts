/* Packed sequences beside PyTorch's: nn.utils.rnn, and recurrent layers that take and give them. */
import {
  cpu,
  type Device,
  DeviceError,
  manualSeed,
  memoryStats,
  meta,
  ones,
  ShapeError,
  type Tensor,
  TorchletError,
  tensor,
  zeros,
} from '@torchlet/tensor-core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { readArgument, readOptions, type WireTensor } from '../../tensor-core/test/goldens'
import * as nn from '../src/index'
import { build, closeness, expectResult, findFunction, isError, readTable, type WireModule } from './goldens'

const { rnn } = nn.utils

interface WirePacked {
  readonly data: WireTensor
  readonly batchSizes: WireTensor
  readonly sortedIndices: WireTensor | null
  readonly unsortedIndices: WireTensor | null
}
interface PackedFunction {
  readonly name: string
  readonly op: string
  readonly args: unknown[]
  readonly options: Record<string, unknown>
  /** Makes the first argument from `args`. */
  readonly of?: { readonly op: string; readonly options: Record<string, unknown> }
  readonly result: unknown
  readonly text?: string
}
interface PackedLayer extends WireModule {
  readonly name: string
  readonly seed: number
  readonly input: WireTensor
  readonly lengths: number[]
  readonly packing: nn.utils.rnn.PackPaddedOptions
  readonly state: unknown
  readonly output: unknown
  readonly trainOutput?: unknown
}

const table = readTable<PackedFunction | PackedLayer>('nn_packed')
const functions = table.cases.filter((row): row is PackedFunction => 'op' in row)
const layers = table.cases.filter((row): row is PackedLayer => 'class' in row)
const near = closeness({}, table)

/** expectResult for packed sequences too, alone or in lists. */
function expectPacked(actual: unknown, wanted: unknown): void {
  if (typeof wanted === 'object' && wanted !== null && 'batchSizes' in wanted) {
    expect(actual).toBeInstanceOf(rnn.PackedSequence)
    for (const [part, want] of Object.entries(wanted as WirePacked))
      if (want === null) expect((actual as never)[part], part).toBeNull()
      else expectResult((actual as never)[part], want, ...near)
  } else if (Array.isArray(wanted)) wanted.forEach((want, i) => expectPacked((actual as unknown[])[i], want))
  else expectResult(actual, wanted, ...near)
}

describe('nn.utils.rnn', () => {
  it.each(functions.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const apply = (op: string, args: unknown[], options: Record<string, unknown>): unknown =>
      findFunction(rnn, op)!(...args, readOptions(options))
    const attempt = (): unknown => {
      const args = row.args.map((arg) => (Array.isArray(arg) ? arg.map(readArgument) : readArgument(arg)))
      return apply(row.op, row.of ? [apply(row.of.op, args, row.of.options)] : args, row.options)
    }
    if (isError(row.result)) {
      expect(attempt, row.result.error).toThrow(TorchletError)
      return
    }
    const result = attempt()
    expectPacked(result, row.result)
    if (row.text) expect(String(result)).toBe(row.text)
  })

  it('pads on the left too, as PyTorch does since 2.5', () => {
    const padded = rnn.padSequence([tensor([1, 2, 3]), tensor([4])], { batchFirst: true, paddingSide: 'left' })
    expect(padded.toArray()).toEqual([
      [1, 2, 3],
      [0, 0, 4],
    ])
  })

  const packed = rnn.packSequence([tensor([1, 2]), tensor([3, 4, 5])], { enforceSorted: false })

  it('packs and pads on a device that is not read', () => {
    const lengths = rnn.padPackedSequence(
      rnn.packPaddedSequence(ones([3, 2], { device: meta }), [1, 3], { enforceSorted: false }),
    )
    expect(lengths.map((x) => [x.device, ...x.shape])).toEqual([
      [meta, 3, 2],
      [meta, 2],
    ])
  })

  it('casts and moves the data, and what goes with it', async () => {
    expect(packed.to('float32')).toBe(packed)
    expect([packed.double().data.dtype, packed.half().data.dtype]).toEqual(['float64', 'float16'])
    const far = packed.to(meta)
    expect([far.data.device, far.sortedIndices!.device, far.batchSizes.device]).toEqual([meta, meta, cpu])
    expect(await packed.cpu()).toBe(packed)
  })

  const BAD: [string, () => unknown, new (...args: never[]) => Error, string][] = [
    [
      'a length beyond the input',
      () => rnn.packPaddedSequence(ones([3, 2, 1]), [4, 2]),
      ShapeError,
      'a length of 4 in an input of 3',
    ],
    ['too few lengths', () => rnn.unpadSequence(ones([3, 2, 1]), [3]), ShapeError, 'got 1 lengths'],
    ['a misspelt option', () => rnn.packSequence([ones([1])], { sorted: true } as object), TorchletError, 'sorted'],
    [
      'an unknown side',
      () => rnn.padSequence([ones([1])], { paddingSide: 'top' as 'left' }),
      TorchletError,
      'Expected padding_side',
    ],
    [
      'sizes that are not read',
      () => new rnn.PackedSequence(ones([2]), ones([1]).to(meta)),
      DeviceError,
      'batch_sizes should always be on CPU',
    ],
    ['sizes that do not fit', () => new rnn.PackedSequence(ones([2]), tensor([3n])), ShapeError, 'has not the 3 rows'],
    [
      'a padded sequence that lost its batch',
      () => new nn.GRU(1, 1)(new rnn.PackedSequence(ones([2]), tensor([2n]))),
      ShapeError,
      'input must have 2 dimensions',
    ],
  ]
  it.each(BAD)('refuses %s', (_, act, error, message) => {
    expect(act).toThrow(error)
    expect(act).toThrow(message)
  })
})

describe('recurrent layers on packed sequences', () => {
  it.each(layers.map((row) => [row.name, row] as const))('%s', (_, row) => {
    manualSeed(row.seed)
    const layer = build(row)
    const sequence = rnn.packPaddedSequence(readArgument(row.input) as Tensor, row.lengths, row.packing)
    const state = Array.isArray(row.state) ? row.state.map(readArgument) : readArgument(row.state)
    for (const training of [false, true]) {
      const wanted = training ? (row.trainOutput ?? row.output) : row.output
      manualSeed(row.seed)
      layer.train(training)
      if (isError(wanted)) expect(() => layer(sequence, state), wanted.error).toThrow(ShapeError)
      else expectPacked(layer(sequence, state), wanted)
    }
  })

  it('are typed: packed in, packed out', () => {
    const lstm = new nn.LSTM(1, 2)
    const packed = rnn.packSequence([ones([2, 1]), ones([1, 1])])
    const [output, [h]] = lstm(packed)
    expectTypeOf(output).toEqualTypeOf<nn.utils.rnn.PackedSequence>()
    expectTypeOf(lstm(ones([2, 1]))).toEqualTypeOf<[Tensor, nn.LSTMState]>()
    expect([...h.shape]).toEqual([1, 2, 2])
    // @ts-expect-error: an array is no sequence
    expect(() => lstm([ones([2, 1])])).toThrow()
    expect(String(output)).toMatch(/^PackedSequence\(data=tensor\(\[\[/)
  })

  it('work on meta, and leave nothing behind where nobody collects', () => {
    const lent: Device = { ...cpu, name: 'lent', collected: false }
    const packed = rnn.packSequence([ones([2, 1]), ones([3, 1])], { enforceSorted: false })
    const [output] = new nn.GRU(1, 2, { bidirectional: true }).to(meta)(packed.to(meta))
    expect([...output.data.shape]).toEqual([5, 4])
    const lstm = new nn.LSTM(1, 2, { numLayers: 2, bidirectional: true }).to(lent)
    const there = packed.to(lent)
    const run = (): void => {
      const [outputs, state] = lstm(there)
      for (const part of [outputs.data, ...state]) part.dispose()
    }
    run()
    const before = memoryStats(lent).bytes
    run()
    expect(memoryStats(lent).bytes).toBe(before)
  })
})

describe('plain sequences', () => {
  const BAD: [string, () => unknown, string][] = [
    ['without steps', () => new nn.LSTM(2, 3)(zeros([0, 1, 2])), 'Expected sequence length to be larger than 0'],
    [
      'without a batch but with one in the state',
      () => new nn.RNN(2, 3)(zeros([2, 2]), zeros([1, 1, 3])),
      'For unbatched 2-D input, hx should also be 2-D',
    ],
    [
      'with a batch but none in the state',
      () => new nn.GRU(2, 3)(zeros([2, 1, 2]), zeros([1, 3])),
      'For batched 3-D input, hx should also be 3-D',
    ],
    ['of one axis', () => new nn.GRU(2, 3)(zeros([2])), 'Expected input to be 2-D or 3-D'],
  ]
  it.each(BAD)("%s are refused in PyTorch's words", (_, act, message) => {
    expect(act).toThrow(ShapeError)
    expect(act).toThrow(message)
  })

  it('may have no examples', () => {
    expect([...new nn.LSTM(2, 3)(zeros([2, 0, 2]))[0].shape]).toEqual([2, 0, 3])
  })
})
