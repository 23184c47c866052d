/* Pixels for channels, channels among each other. */
import { apart } from '@torchlet/tensor-core/fused'
import { permute, reshape, ShapeError, type Tensor, transpose } from '@torchlet/tensor-core/ops'

export { fold, unfold } from '@torchlet/tensor-core/fused'

/** Channels, height and width at the end of x's shape, and what comes before. */
function parts(name: string, x: Tensor): { lead: number[]; channels: number; height: number; width: number } {
  if (x.ndim < 3) throw new ShapeError(`${name} expects input to have at least 3 dimensions, but got ${x.shape}`)
  const [channels, height, width] = x.shape.slice(-3) as unknown as [number, number, number]
  return { lead: [...x.shape.slice(0, -3)], channels, height, width }
}

/** The last five axes of x in this order, behind those that lead. */
const reordered = (x: Tensor, lead: number, order: readonly number[]): Tensor =>
  permute(x, [...Array.from({ length: lead }, (_, axis) => axis), ...order.map((axis) => axis + lead)])

/** r² channels as r × r pixels. x: [..., C·r², H, W] → [..., C, H·r, W·r]. Throws ShapeError where channels do not divide. */
export function pixelShuffle(x: Tensor, upscaleFactor: number): Tensor {
  const { lead, channels, height, width } = parts('pixelShuffle', x)
  const r = upscaleFactor
  if (channels % (r * r) !== 0)
    throw new ShapeError(
      `pixelShuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but ${channels} is not divisible by ${r * r}`,
    )
  const c = channels / (r * r)
  const split = reshape(x, [...lead, c, r, r, height, width])
  return apart(x, reshape(reordered(split, lead.length, [0, 3, 1, 4, 2]), [...lead, c, height * r, width * r]))
}

/** r × r pixels as r² channels. x: [..., C, H·r, W·r] → [..., C·r², H, W]. Throws ShapeError where sizes do not divide. */
export function pixelUnshuffle(x: Tensor, downscaleFactor: number): Tensor {
  const { lead, channels, height, width } = parts('pixelUnshuffle', x)
  const r = downscaleFactor
  if (height % r !== 0 || width % r !== 0)
    throw new ShapeError(
      `pixelUnshuffle expects height and width to be divisible by downscale_factor ${r}, got ${x.shape}`,
    )
  const split = reshape(x, [...lead, channels, height / r, r, width / r, r])
  const shape = [...lead, channels * r * r, height / r, width / r]
  return apart(x, reshape(reordered(split, lead.length, [0, 2, 4, 1, 3]), shape))
}

/** Channels in groups, dealt like cards: one of each in turn. x: [N, C, …]. Throws ShapeError where C does not divide. */
export function channelShuffle(x: Tensor, groups: number): Tensor {
  const [batch, channels, ...rest] = x.shape as unknown as [number, number, ...number[]]
  if (x.ndim < 3) throw new ShapeError(`channelShuffle expects input with > 2 dims, but got ${x.shape}`)
  if (channels % groups !== 0)
    throw new ShapeError(
      `Number of channels must be divisible by groups. Got ${channels} channels and ${groups} groups.`,
    )
  return apart(x, reshape(transpose(reshape(x, [batch, groups, channels / groups, ...rest]), 1, 2), x.shape))
}
