/* torch.nn.utils.rnn: sequences of different lengths, padded to one length or packed without padding. */
import { checkOptions, describe } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  cat,
  cpu,
  full,
  narrow,
  ShapeError,
  select,
  stack,
  Tensor,
  to,
  transpose,
} from '@torchlet/tensor-core/ops'
import { lean } from '../functional/lean'
import { inOrder, integers, inverted, numbersOf, PackedSequence } from '../packed-sequence'

export { invertPermutation, PackedSequence } from '../packed-sequence'

export interface BatchFirstOption {
  /** Whether padded sequences are [N, T, …] instead of [T, N, …]. Default false. */
  batchFirst?: boolean
}
export interface EnforceSortedOption {
  /** Whether the sequences must come from the longest to the shortest; otherwise they are sorted. Default true. */
  enforceSorted?: boolean
}
export interface PackPaddedOptions extends BatchFirstOption, EnforceSortedOption {}
export interface PadSequenceOptions extends BatchFirstOption {
  /** What stands where a sequence has ended. Default 0. */
  paddingValue?: number
  /** Which end is filled up. Default 'right'. */
  paddingSide?: 'right' | 'left'
}
export interface PadPackedOptions extends BatchFirstOption {
  /** What stands where a sequence has ended. Default 0. */
  paddingValue?: number
  /** The number of steps of the result, at least the longest sequence's. Default null: the longest sequence's. */
  totalLength?: number | null
}
/** How many steps each sequence has: a vector of int64, or an array. */
export type Lengths = Tensor | readonly number[]

const lengthsOf = (lengths: Lengths): number[] => (lengths instanceof Tensor ? numbersOf(lengths) : [...lengths])

/** x as [T, N, …]: its own inverse. */
const timeFirst = (x: Tensor, batchFirst: boolean): Tensor => (batchFirst ? transpose(x, 0, 1) : x)

/** `count` times the value, in rows like those of `x`. */
const filling = (x: Tensor, count: number, value: number): Tensor =>
  full([count, ...x.shape.slice(1)], value, { dtype: x.dtype, device: x.device })

function checkLengths(lengths: readonly number[], steps: number, batch: number, enforceSorted: boolean): void {
  if (lengths.length !== batch)
    throw new ShapeError(
      `Expected \`len(lengths)\` to be equal to batch_size, but got ${lengths.length} (batch_size=${batch})`,
    )
  const bad = lengths.find((length) => !Number.isInteger(length) || length <= 0)
  if (bad !== undefined)
    throw new ArgumentError(
      `Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0: ${bad}`,
    )
  const long = lengths.find((length) => length > steps)
  if (long !== undefined) throw new ShapeError(`packPaddedSequence: a length of ${long} in an input of ${steps} steps`)
  if (enforceSorted && lengths.some((length, i) => i > 0 && length > lengths[i - 1]!))
    throw new ArgumentError(
      `\`lengths\` array must be sorted in decreasing order when \`enforce_sorted\` is True, got [${lengths}]. You can pass { enforceSorted: false } to sidestep this requirement`,
    )
}

/**
 * Packs padded sequences: input [T, N, …] ([N, T, …] with batchFirst) and the N lengths. Throws ShapeError for lengths that do not fit
 * the input, ArgumentError for a length below 1 and, unless `enforceSorted` is false, where they grow.
 */
export function packPaddedSequence(input: Tensor, lengths: Lengths, options: PackPaddedOptions = {}): PackedSequence {
  checkOptions(options, ['batchFirst', 'enforceSorted'], 'packPaddedSequence')
  const { batchFirst = false, enforceSorted = true } = options
  if (input.ndim < 2 || input.numel() === 0)
    throw new ShapeError(
      `packPaddedSequence: Cannot pack empty tensors, or ones without time and batch: ${input.shape}`,
    )
  const given = lengthsOf(lengths)
  const [steps, batch] = timeFirst(input, batchFirst).shape as unknown as [number, number]
  checkLengths(given, steps, batch, enforceSorted)
  // The longest first; those of one length stay in their order.
  const order = given.map((_, i) => i).sort((a, b) => given[b]! - given[a]!)
  const places = (indices: number[]): Tensor | null => (enforceSorted ? null : integers(indices, input.device))
  const [sorted, unsorted] = [places(order), places(inverted(order))]
  const sizes = Array.from({ length: Math.max(...given) }, (_, t) => given.filter((length) => length > t).length)
  const data = lean((x: Tensor) => {
    const ordered = inOrder(timeFirst(x, batchFirst), 1, sorted)
    return cat(sizes.map((size, t) => narrow(select(ordered, 0, t), 0, 0, size)))
  })(input)
  return new PackedSequence(data, integers(sizes, cpu), sorted, unsorted)
}

/** On cpu, unless the order is only known where it is not read. */
function lengthsInOrder(lengths: readonly number[], indices: Tensor | null): Tensor {
  if (indices && !indices.device.array) return inOrder(integers(lengths, indices.device), 0, indices)
  return integers(indices ? numbersOf(indices).map((place) => lengths[place]!) : lengths, cpu)
}

/**
 * The inverse of `packPaddedSequence`: [the padded sequences [T, N, …] ([N, T, …] with batchFirst), their lengths [N], int64], in the
 * order in which they once came. Throws ArgumentError where `totalLength` is less than the longest.
 */
export function padPackedSequence(sequence: PackedSequence, options: PadPackedOptions = {}): [Tensor, Tensor] {
  checkOptions(options, ['batchFirst', 'paddingValue', 'totalLength'], 'padPackedSequence')
  const { batchFirst = false, paddingValue = 0, totalLength = null } = options
  const { data, batchSizes, unsortedIndices } = sequence
  const sizes = numbersOf(batchSizes)
  const batch = sizes[0] ?? 0
  if (totalLength !== null && totalLength < sizes.length)
    throw new ArgumentError(
      `Expected total_length to be at least the length of the longest sequence in input, but got total_length=${totalLength} and max sequence length being ${sizes.length}`,
    )
  const padded = lean((rows: Tensor) => {
    let at = 0
    const steps = sizes.map((size) => {
      const step = narrow(rows, 0, at, size)
      at += size
      return size < batch ? cat([step, filling(rows, batch - size, paddingValue)]) : step
    })
    while (steps.length < (totalLength ?? 0)) steps.push(filling(rows, batch, paddingValue))
    return timeFirst(inOrder(stack(steps), 1, unsortedIndices), batchFirst)
  })(data)
  const lengths = Array.from({ length: batch }, (_, i) => sizes.filter((size) => size > i).length)
  return [padded, lengthsInOrder(lengths, unsortedIndices)]
}

/**
 * Sequences [T_i, …] of different lengths in one tensor [longest, N, …] ([N, longest, …] with batchFirst), in the first one's dtype.
 * Throws ArgumentError where there is none, ShapeError where their other axes differ.
 */
export function padSequence(sequences: Iterable<Tensor>, options: PadSequenceOptions = {}): Tensor {
  checkOptions(options, ['batchFirst', 'paddingValue', 'paddingSide'], 'padSequence')
  const { batchFirst = false, paddingValue = 0, paddingSide = 'right' } = options
  const list = [...sequences]
  const [first] = list
  if (!first) throw new ArgumentError('padSequence: received an empty list of sequences')
  if (paddingSide !== 'right' && paddingSide !== 'left')
    throw new ArgumentError(`Expected padding_side to be one of left or right, but got ${describe(paddingSide)}.`)
  const other = list.find((x) => x.ndim === 0 || String(x.shape.slice(1)) !== String(first.shape.slice(1)))
  if (other)
    throw new ShapeError(
      `padSequence: sequences agree in all axes but the first, got ${first.shape} and ${other.shape}`,
    )
  const longest = Math.max(...list.map((x) => x.shape[0]!))
  const pad = (x: Tensor): Tensor => {
    const missing = filling(first, longest - x.shape[0]!, paddingValue)
    const values = to(x, first.dtype)
    return cat(paddingSide === 'right' ? [values, missing] : [missing, values])
  }
  return lean((_first: Tensor) => stack(list.map(pad), batchFirst ? 0 : 1))(first)
}

/** The inverse of `padSequence`: sequences [T_i, …] of padded ones [T, N, …] ([N, T, …] with batchFirst). Throws ShapeError unless there are N lengths. */
export function unpadSequence(padded: Tensor, lengths: Lengths, options: BatchFirstOption = {}): Tensor[] {
  checkOptions(options, ['batchFirst'], 'unpadSequence')
  const x = timeFirst(padded, !(options.batchFirst ?? false))
  const given = lengthsOf(lengths)
  if (x.ndim < 2 || given.length !== x.shape[0])
    throw new ShapeError(`unpadSequence: got ${given.length} lengths for sequences ${padded.shape}`)
  return given.map((length, i) => to(narrow(select(x, 0, i), 0, 0, Math.min(length, x.shape[1]!)), { copy: true }))
}

/** Packs sequences [T_i, …], from the longest to the shortest unless `enforceSorted` is false. Throws as padSequence and packPaddedSequence do. */
export function packSequence(sequences: Iterable<Tensor>, options: EnforceSortedOption = {}): PackedSequence {
  checkOptions(options, ['enforceSorted'], 'packSequence')
  const list = [...sequences]
  return packPaddedSequence(
    padSequence(list),
    list.map((x) => x.shape[0]!),
    options,
  )
}

/** The inverse of `packSequence`: the sequences [T_i, …] in the order in which they once came. */
export function unpackSequence(packed: PackedSequence): Tensor[] {
  const [padded, lengths] = padPackedSequence(packed, { batchFirst: true })
  return unpadSequence(padded, lengths, { batchFirst: true })
}
