/* What is as long as values say, beside the plain way to compute it: bags of offsets one by one, and all spellings of a target. */
import { ArgumentError, DTypeError, IndexError, ShapeError, type Tensor, tensor } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import { type BagMode, embeddingBag } from '../src/functional/embedding-bag'
import { ctcLoss } from '../src/functional/index'

const integers = (values: readonly number[]): Tensor => tensor(values.map(BigInt), { dtype: 'int64' })
const numbers = (x: Tensor): number[] => Array.from(x.data as ArrayLike<number>, Number)
/** Looks random, and is the same every time. */
const wave = (length: number): number[] => Array.from({ length }, (_, i) => Math.sin(i * i + 1))

const COLUMNS = 3
const TABLE = wave(6 * COLUMNS)

function bagByHand(rows: readonly number[], mode: BagMode): number[] {
  return Array.from({ length: COLUMNS }, (_, column) => {
    const values = rows.map((row) => TABLE[row * COLUMNS + column]!)
    if (values.length === 0) return 0
    if (mode === 'max') return Math.max(...values)
    return values.reduce((sum, value) => sum + value, 0) / (mode === 'mean' ? values.length : 1)
  })
}

const bags: [
  string,
  indices: number[],
  offsets: number[],
  options: { includeLastOffset?: boolean; paddingIdx?: number },
][] = [
  ['an empty bag at each end and between', [5, 1, 1, 4], [0, 0, 3, 3, 4], {}],
  ['one bag', [0, 2, 4], [0], {}],
  ['no index', [], [0, 0], {}],
  ['no bag', [1, 2], [], {}],
  ['padding, and a bag of nothing else', [3, 1, 3, 3, 2], [0, 2, 4], { paddingIdx: -3 }],
  ['indices behind the last offset', [1, 2, 4, 0, 3], [0, 2, 3], { includeLastOffset: true }],
  ['padding and a last offset', [1, 2, 4, 0, 3], [0, 2, 5], { includeLastOffset: true, paddingIdx: 0 }],
]

describe.each<BagMode>(['sum', 'mean', 'max'])('bags, %s', (mode) => {
  it.each(bags)('%s', (_, indices, offsets, options) => {
    const { includeLastOffset, paddingIdx } = options
    const starts = includeLastOffset ? offsets.slice(0, -1) : offsets
    const want = starts.map((start, i) => {
      const rows = indices.slice(start, offsets[i + 1] ?? indices.length)
      return bagByHand(
        rows.filter((row) => paddingIdx === undefined || row !== (paddingIdx + 6) % 6),
        mode,
      )
    })
    const table = tensor(TABLE).reshape([6, COLUMNS])
    const out = embeddingBag(integers(indices), table, integers(offsets), { mode, ...options })
    expect([...out.shape]).toEqual([starts.length, COLUMNS])
    numbers(out).forEach((value, i) => {
      expect(value).toBeCloseTo(want.flat()[i]!, 5)
    })
  })
})

const [STEPS, CLASSES] = [5, 3]

/** −log of the sum over all paths of `span` steps that come to the target without what repeats and without blanks. */
function spellByHand(chances: number[][], target: readonly number[], span: number, blank: number): number {
  let total = 0
  for (let path = 0; path < CLASSES ** span; path++) {
    const classes = Array.from({ length: span }, (_, t) => Math.floor(path / CLASSES ** t) % CLASSES)
    const spelled = classes.filter((label, t) => label !== blank && label !== classes[t - 1])
    if (String(spelled) === String(target))
      total += classes.reduce((p, label, t) => p * Math.exp(chances[t]![label]!), 1)
  }
  return -Math.log(total)
}

const targets: [string, labels: number[][], spans: number[], blank: number][] = [
  [
    'labels that repeat',
    [
      [1, 1],
      [2, 1, 1],
    ],
    [5, 5],
    0,
  ],
  ['inputs of different lengths', [[1, 2], [2], [1]], [3, 5, 1], 0],
  ['a target of nothing', [[], [2, 1]], [4, 5], 0],
  ['an input of nothing', [[], [1]], [0, 0], 0],
  ['one longer than its input', [[1, 2, 1], [2]], [2, 2], 0],
  [
    'a blank that is not the first class',
    [
      [0, 1, 0],
      [1, 1],
    ],
    [5, 4],
    2,
  ],
]

describe.each(['rows', 'in a row'])('targets %s', (form) => {
  it.each(targets)('%s', (_, labels, spans, blank) => {
    const batch = labels.length
    const chances = wave(STEPS * batch * CLASSES).map((value) => value - 1)
    const counts = labels.map((label) => label.length)
    const width = Math.max(...counts)
    // Behind a target stands what is no class.
    const rows = labels.map((label) => [...label, ...Array<number>(width - label.length).fill(-1)])
    const given = form === 'rows' ? integers(rows.flat()).reshape([batch, width]) : integers(labels.flat())
    const want = labels.map((label, n) => {
      const steps = Array.from({ length: STEPS }, (_, t) => chances.slice((t * batch + n) * CLASSES).slice(0, CLASSES))
      return spellByHand(steps, label, spans[n]!, blank)
    })
    const values = tensor(chances).reshape([STEPS, batch, CLASSES])
    for (const lengths of [(of: number[]) => of, integers]) {
      const out = numbers(ctcLoss(values, given, lengths(spans), lengths(counts), { blank, reduction: 'none' }))
      out.forEach((value, n) => {
        if (Number.isFinite(want[n])) expect(value).toBeCloseTo(want[n]!, 4)
        else expect(value).toBe(want[n])
      })
      expect(out.length).toBe(batch)
    }
  })
})

const one = tensor(TABLE).reshape([6, COLUMNS])
const even = tensor(wave(18)).reshape([3, 2, 3])
const bag = (offsets: Tensor, includeLastOffset = false) =>
  embeddingBag(integers([1, 2]), one, offsets, { includeLastOffset })
const loss = (targets: Tensor, spans: number[], counts: number[]) => ctcLoss(even, targets, spans, counts)

it.each<[string, () => unknown, new (...args: never[]) => Error, RegExp]>([
  ['a first offset that is not 0', () => bag(integers([1])), ArgumentError, /has to be 0, but got 1/],
  ['offsets that fall', () => bag(integers([0, 2, 1])), IndexError, /\[0,2,1\] must rise/],
  ['offsets behind the end', () => bag(integers([0, 3])), IndexError, /not exceed the 2 indices/],
  ['offsets of two axes', () => bag(integers([0, 1]).reshape([1, 2])), ShapeError, /1D.*\[1, 2\]/],
  ['offsets that are floats', () => bag(tensor([0.5])), DTypeError, /got float32/],
  ['no last offset', () => bag(integers([]), true), ArgumentError, /at least 1, got 0/],
  ['too few lengths', () => loss(integers([1, 2]), [3], [1, 1]), ShapeError, /of size 2, got 1 and 2/],
  [
    'an input length beyond the steps',
    () => loss(integers([1, 2]), [4, 3], [1, 1]),
    ArgumentError,
    /to 3, got \[4,3\]/,
  ],
  ['a length below 0', () => loss(integers([1, 2]), [3, 3], [2, -1]), ArgumentError, /got \[2,-1\]/],
  ['a length of a half', () => loss(integers([1, 2]), [3, 3], [1, 0.5]), ArgumentError, /got \[1,0.5\]/],
  ['too few labels in a row', () => loss(integers([1, 2]), [3, 3], [1, 2]), ShapeError, /not the 3 labels.*\[1,2\]/],
  ['too few labels in rows', () => loss(integers([1, 2]).reshape([2, 1]), [3, 3], [1, 2]), ShapeError, /shorter than/],
  ['targets of another batch', () => loss(integers([1, 2, 1]).reshape([3, 1]), [3, 3], [1, 1]), ShapeError, /\[2, S\]/],
  ['targets that are floats', () => loss(tensor([1.5, 2]), [3, 3], [1, 1]), DTypeError, /got float32/],
  ['a label that is no class', () => loss(integers([1, 3]), [3, 3], [1, 1]), IndexError, /3 is out of bounds/],
])('%s is an error', (_, run, type, message) => {
  expect(run).toThrow(type)
  expect(run).toThrow(message)
})
