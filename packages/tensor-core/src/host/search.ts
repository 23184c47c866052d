import type { View } from '../device'

type Value = number | bigint

/** NaN is the greatest. */
const isLess = (a: Value, b: Value): boolean => a < b || (b !== b && a === a)

/** Binary search in each row: see PrimitiveKernels. */
export function searchSorted(sorted: View, values: View, right: boolean, out: View): void {
  const [rows, m] = values.shape as [number, number]
  const n = sorted.shape[1]!
  const [from, wanted, to] = [sorted.array, values.array, out.array as BigInt64Array]
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < m; k++) {
      const value = wanted[values.offset + row * values.strides[0]! + k * values.strides[1]!]!
      let first = 0
      let last = n
      while (first < last) {
        const middle = (first + last) >>> 1
        const element = from[sorted.offset + row * sorted.strides[0]! + middle * sorted.strides[1]!]!
        if (right ? !isLess(value, element) : isLess(element, value)) first = middle + 1
        else last = middle
      }
      to[out.offset + row * out.strides[0]! + k * out.strides[1]!] = BigInt(first)
    }
}
