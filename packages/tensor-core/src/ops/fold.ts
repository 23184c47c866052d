/* Windows of an image as columns, and columns added up to an image. */
import { op } from '../dispatch'
import { computeDType } from '../dtype'
import { ShapeError } from '../errors'
import { numelOf, showShape } from '../shape'
import type { Tensor } from '../tensor'
import { apart, cast, checkOptions, checkTensor, viewOf } from './allocate'
import { add } from './arithmetic'
import { copy_ } from './in-place'
import { zeros } from './make'
import { narrow, permute, reshape, select, squeeze, unsqueeze } from './views'
import { checkWindowFits, padded, perAxis, type SizePerAxis, windowCount, windows } from './windows'

export interface FoldOptions {
  /** Steps between the elements of a window. Default 1. */
  dilation?: SizePerAxis
  /** Zeros around the image. Default 0. */
  padding?: SizePerAxis
  /** Steps between windows. Default 1. */
  stride?: SizePerAxis
}

function plan(kernelSize: SizePerAxis, options: FoldOptions) {
  checkOptions(options, ['dilation', 'padding', 'stride'])
  return {
    kernel: perAxis(kernelSize, 2, 1, 'kernelSize'),
    dilation: perAxis(options.dilation ?? 1, 2, 1, 'dilation'),
    padding: perAxis(options.padding ?? 0, 2, 0, 'padding'),
    stride: perAxis(options.stride ?? 1, 2, 1, 'stride'),
  }
}

/**
 * Each window as a column. x: [N, C, H, W] or [C, H, W] → [N, C·kh·kw, windows]. Throws ShapeError where no window fits.
 */
export const unfold = op('unfold', (x: Tensor, kernelSize: SizePerAxis, options: FoldOptions = {}): Tensor => {
  checkTensor(x, 'input')
  if (x.ndim === 3) return squeeze(unfold(unsqueeze(x, 0), kernelSize, options), 0)
  if (x.ndim !== 4) throw new ShapeError(`expected a [C, H, W] or [N, C, H, W] input, got ${showShape(x.shape)}`)
  const { kernel, dilation, padding, stride } = plan(kernelSize, options)
  checkWindowFits(x, kernel, padding, dilation)
  const counts = kernel.map((size, axis) =>
    windowCount(x.shape[axis + 2]!, size, stride[axis]!, padding[axis]!, dilation[axis]!),
  )
  const cells = permute(windows(padded(x, padding, 0), kernel, stride, dilation, counts), [0, 1, 4, 5, 2, 3])
  return apart(x, reshape(cells, [x.shape[0]!, x.shape[1]! * numelOf(kernel), numelOf(counts)]))
})

/**
 * Columns as windows of an image, added where they overlap. x: [N, C·kh·kw, windows] or without N → [N, C, …outputSize].
 * Throws ShapeError where the numbers of rows or columns do not fit.
 */
export const fold = op(
  'fold',
  (x: Tensor, outputSize: SizePerAxis, kernelSize: SizePerAxis, options: FoldOptions = {}): Tensor => {
    checkTensor(x, 'input')
    if (x.ndim === 2) return squeeze(fold(unsqueeze(x, 0), outputSize, kernelSize, options), 0)
    if (x.ndim !== 3)
      throw new ShapeError(`expected a [C·kh·kw, L] or [N, C·kh·kw, L] input, got ${showShape(x.shape)}`)
    const { kernel, dilation, padding, stride } = plan(kernelSize, options)
    const sizes = perAxis(outputSize, 2, 1, 'outputSize')
    const counts = kernel.map((size, axis) =>
      windowCount(sizes[axis]!, size, stride[axis]!, padding[axis]!, dilation[axis]!),
    )
    const [batch, rows, columns] = x.shape as unknown as [number, number, number]
    if (rows % numelOf(kernel) !== 0)
      throw new ShapeError(
        `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got ${rows} and ${showShape(kernel)}`,
      )
    if (columns !== numelOf(counts) || counts.some((count) => count < 1))
      throw new ShapeError(
        `output ${showShape(sizes)} with kernel ${showShape(kernel)} has ${showShape(counts)} windows, but the input ${showShape(x.shape)} has ${columns} columns`,
      )
    const channels = rows / numelOf(kernel)
    const compute = computeDType(x.dtype)
    const cells = reshape(cast(x, compute), [batch, channels, ...kernel, ...counts])
    const room = sizes.map((size, axis) => size + 2 * padding[axis]!)
    const out = zeros([batch, channels, ...room], { dtype: compute, device: x.device })
    const [down, right] = out.strides.slice(2) as [number, number]
    for (let i = 0; i < kernel[0]!; i++)
      for (let j = 0; j < kernel[1]!; j++) {
        // Everywhere this element of the window comes to lie: never twice on one place.
        const part = viewOf(
          out,
          [batch, channels, ...counts],
          [...out.strides.slice(0, 2), down * stride[0]!, right * stride[1]!],
          out.offset + i * dilation[0]! * down + j * dilation[1]! * right,
        )
        copy_(part, add(part, select(select(cells, 2, i), 2, j)))
      }
    return cast(narrow(narrow(out, 2, padding[0]!, sizes[0]!), 3, padding[1]!, sizes[1]!), x.dtype)
  },
)
