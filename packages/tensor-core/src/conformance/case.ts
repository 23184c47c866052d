/* What a conformance case is, and how one is checked. No test runner is needed: `check` says what is wrong, or nothing. */
import type { Device } from '../device'
import { type DType, isFloating } from '../dtype'
import { cast } from '../ops/allocate'
import { to, toCpu } from '../ops/move'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'

export interface ConformanceCase {
  readonly name: string
  /** Dtypes that the device must hold for the case to mean anything to it. */
  readonly dtypes: readonly DType[]
  /** Operands, on cpu. They lose their strides on the way to the device: a case makes its layouts there. */
  readonly inputs: readonly Tensor[]
  /** What is computed on the device that is tried. */
  readonly actual: (...inputs: Tensor[]) => Tensor
  /** What it must be, computed on cpu. For a fused kernel, its composition out of primitives. Default: `actual`. */
  readonly expected?: (...inputs: Tensor[]) => Tensor
  /** |actual − expected| ≤ atol + rtol·|expected|. Defaults 1e-5 and 1e-6; integers and bool are compared exactly. */
  readonly rtol?: number
  readonly atol?: number
}

/** Whether the device holds all the dtypes of a case. */
export const applies = (device: Device, { dtypes }: ConformanceCase): boolean =>
  dtypes.every((dtype) => device.dtypes.has(dtype))

/** Runs a case on a device. Gives undefined where it conforms, else a sentence that says what differs. */
export async function check(
  device: Device,
  { inputs, actual, expected = actual, rtol = 1e-5, atol = 1e-6 }: ConformanceCase,
): Promise<string | undefined> {
  const want = expected(...inputs)
  const result = actual(...inputs.map((input) => to(input, device)))
  if (result.device !== device) return `the result is on ${result.device.name}, not on ${device.name}`
  return difference(await toCpu(result), want, rtol, atol)
}

function difference(got: Tensor, want: Tensor, rtol: number, atol: number): string | undefined {
  if (got.dtype !== want.dtype || showShape(got.shape) !== showShape(want.shape))
    return `got ${got.dtype} ${showShape(got.shape)}, expected ${want.dtype} ${showShape(want.shape)}`
  const exact = !isFloating(want.dtype)
  const [ours, theirs] = [valuesOf(got), valuesOf(want)]
  for (let i = 0; i < theirs.length; i++) {
    const [a, b] = [ours[i]!, theirs[i]!]
    if (a === b || (a !== a && b !== b)) continue
    if (exact || !(Math.abs(Number(a) - Number(b)) <= atol + rtol * Math.abs(Number(b))))
      return `element ${i}: got ${a}, expected ${b}`
  }
  return undefined
}

const valuesOf = (x: Tensor): ArrayLike<number | bigint> => (isFloating(x.dtype) ? cast(x, 'float64') : x).data

/** The same value by the same formula everywhere: spread over −2 … 2, no two neighbours alike. */
export const spread = (i: number, seed = 0): number => (((i + 1) * 7919 + seed * 104729) % 401) / 100 - 2
