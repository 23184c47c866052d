/* How far back a value sees, op by op. */
import { Tensor } from '@torchlet/tensor-core/ops'

/** Along each axis of the picture, in pixels of the network's input. */
export interface Field {
  /** How many input pixels a value depends on. */
  readonly size: readonly number[]
  /** How far apart the fields of neighbours are. */
  readonly stride: readonly number[]
  /** Where the first value's field begins; below 0 in the padding. */
  readonly start: readonly number[]
}

/** `whole`: every value depends on the whole input. `point`: the input itself, of as many axes as the first op takes it to have. */
export type Sight = Field | 'whole' | 'point'

interface WindowGeometry {
  readonly kernel: readonly number[]
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  /** Before the first pixel. */
  readonly before: readonly number[]
}

type Options = Record<string, number | readonly number[] | string | null | undefined>

const perAxis = (value: unknown, axes: number, fallback: number): number[] =>
  Array.isArray(value)
    ? Array.from({ length: axes }, (_, i) => Number(value[value.length === 1 ? 0 : i]))
    : new Array<number>(axes).fill(typeof value === 'number' ? value : fallback)

/** The windows of a convolution or pooling, from the op's name and arguments; undefined for any other op. */
export function windowsOf(name: string, args: readonly unknown[]): WindowGeometry | undefined {
  const found = /^(?:conv|(?:max|avg|lp)Pool)([123])d$/.exec(name)
  if (!found) return undefined
  const axes = Number(found[1])
  const isConv = name.startsWith('conv')
  const [, second] = args
  const options = (args.findLast(
    (arg) => typeof arg === 'object' && arg !== null && !(arg instanceof Tensor || Array.isArray(arg)),
  ) ?? {}) as Options
  const kernel =
    isConv && second instanceof Tensor
      ? second.shape.slice(2)
      : perAxis(name.startsWith('lp') ? args[2] : second, axes, 1)
  const stride = options.stride == null && !isConv ? kernel : perAxis(options.stride, axes, 1)
  const dilation = perAxis(options.dilation, axes, 1)
  const before =
    options.padding === 'same'
      ? kernel.map((size, i) => Math.floor((dilation[i]! * (size - 1)) / 2))
      : perAxis(options.padding, axes, 0)
  return { kernel, stride, dilation, before }
}

/** What is seen through one more layer of windows. */
export function through(sight: Sight, { kernel, stride, dilation, before }: WindowGeometry): Sight {
  if (sight === 'whole') return sight
  const ones = kernel.map(() => 1)
  const from = sight === 'point' ? { size: ones, stride: ones, start: kernel.map(() => 0) } : sight
  return {
    size: from.size.map((size, i) => size + (kernel[i]! - 1) * dilation[i]! * from.stride[i]!),
    stride: from.stride.map((step, i) => step * stride[i]!),
    start: from.start.map((at, i) => at - before[i]! * from.stride[i]!),
  }
}

/** What a value sees that is computed from several: all that each of them sees. */
export function union(sights: readonly Sight[]): Sight {
  const fields = sights.filter((sight) => sight !== 'point')
  if (fields.some((sight) => sight === 'whole')) return 'whole'
  const [first, ...rest] = fields as Field[]
  if (first === undefined) return 'point'
  return rest.reduce((sum, field) => {
    const start = sum.start.map((at, i) => Math.min(at, field.start[i]!))
    const end = sum.start.map((at, i) => Math.max(at + sum.size[i]!, field.start[i]! + field.size[i]!))
    return { start, size: end.map((at, i) => at - start[i]!), stride: sum.stride }
  }, first)
}
