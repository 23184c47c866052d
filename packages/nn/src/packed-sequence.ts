import {
  type Device,
  DeviceError,
  type DType,
  indexSelect,
  ShapeError,
  Tensor,
  type ToOptions,
  tensor,
  to,
  toCpu,
} from '@torchlet/tensor-core/ops'
import { Printable } from './module/printable'

/** int64 numbers on a device, by default where tensors are made. */
export const integers = (values: readonly number[], device?: Device): Tensor =>
  tensor(values.map(BigInt), { dtype: 'int64', ...(device && { device }) })

/** The numbers of a tensor on the host. */
export const numbersOf = (x: Tensor): number[] => Array.from(x.data as ArrayLike<number | bigint>, Number)

/** Where each place of a permutation went. */
export function inverted(places: readonly number[]): number[] {
  const inverse = new Array<number>(places.length)
  places.forEach((place, i) => {
    inverse[place] = i
  })
  return inverse
}

/** The inverse of a permutation: [n], int64 → [n]. Throws DeviceError where its device is not read synchronously. */
export const invertPermutation = (permutation: Tensor): Tensor =>
  integers(inverted(numbersOf(permutation)), permutation.device)

/**
 * Sequences of different lengths without padding: `data` [Σ lengths, …] holds the first steps of all of them, then the second steps,
 * and so on; `batchSizes` [longest], int64 on a device that is read synchronously, says how many still go on at each step. They lie there
 * from the longest to the shortest: `sortedIndices` [N] says which was which (null: they came in that order),
 * `unsortedIndices` is its inverse. Made by `packPaddedSequence` and `packSequence`; recurrent layers take and give it.
 */
export class PackedSequence extends Printable {
  static override readonly name: string = 'PackedSequence'
  readonly data: Tensor
  readonly batchSizes: Tensor
  readonly sortedIndices: Tensor | null
  readonly unsortedIndices: Tensor | null

  constructor(
    data: Tensor,
    batchSizes: Tensor,
    sortedIndices: Tensor | null = null,
    unsortedIndices: Tensor | null = sortedIndices && invertPermutation(sortedIndices),
  ) {
    super()
    for (const part of [data, batchSizes])
      if (!(part instanceof Tensor)) throw new TypeError('PackedSequence: data and batchSizes are tensors')
    if (!batchSizes.device.array)
      throw new DeviceError(
        `batch_sizes should always be on CPU, got ${batchSizes.device.name}: make packed sequences with packSequence or packPaddedSequence`,
      )
    const total = numbersOf(batchSizes).reduce((sum, size) => sum + size, 0)
    if (batchSizes.ndim !== 1 || data.ndim === 0 || total !== data.shape[0])
      throw new ShapeError(
        `PackedSequence: data ${data.shape} has not the ${total} rows of batch sizes ${batchSizes.shape}`,
      )
    this.data = data
    this.batchSizes = batchSizes
    this.sortedIndices = sortedIndices
    this.unsortedIndices = unsortedIndices
  }

  /** The data cast or moved, and the indices on its device; itself where nothing changes. */
  to(target: DType | Device | ToOptions): PackedSequence {
    const data = to(this.data, target)
    if (data === this.data) return this
    const [sorted, unsorted] = [this.sortedIndices, this.unsortedIndices].map((part) => part && to(part, data.device))
    return new PackedSequence(data, this.batchSizes, sorted, unsorted)
  }

  /** All of it on cpu, from any device. */
  async cpu(): Promise<PackedSequence> {
    const [data, sorted, unsorted] = await Promise.all(
      [this.data, this.sortedIndices, this.unsortedIndices].map((part) => part && toCpu(part)),
    )
    return data === this.data ? this : new PackedSequence(data!, this.batchSizes, sorted, unsorted)
  }

  float(): PackedSequence {
    return this.to('float32')
  }

  double(): PackedSequence {
    return this.to('float64')
  }

  half(): PackedSequence {
    return this.to('float16')
  }

  bfloat16(): PackedSequence {
    return this.to('bfloat16')
  }

  override toString(): string {
    const text = (part: Tensor | null): string => (part === null ? 'None' : String(part))
    const { data, batchSizes, sortedIndices, unsortedIndices } = this
    return `PackedSequence(data=${text(data)}, batch_sizes=${text(batchSizes)}, sorted_indices=${text(sortedIndices)}, unsorted_indices=${text(unsortedIndices)})`
  }
}

/** `x` with its axis `dim` in the order of `indices`; x itself where there are none. */
export const inOrder = (x: Tensor, dim: number, indices: Tensor | null): Tensor =>
  indices ? indexSelect(x, dim, indices) : x
