/* Pooling that is a composition; the rest comes from tensor-core. */
import {
  avgPool1d,
  avgPool2d,
  avgPool3d,
  checkOptions,
  type PoolOptions,
  perAxis,
  type SizePerAxis,
} from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  abs,
  IndexError,
  mul,
  pow,
  relu,
  reshape,
  ShapeError,
  scatter,
  sign,
  squeeze,
  type Tensor,
  unsqueeze,
  zeros,
} from '@torchlet/tensor-core/ops'
import { lean } from './lean'

export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  maxPool1d,
  maxPool2d,
  maxPool3d,
} from '@torchlet/tensor-core/fused'

export type LPPoolOptions = Omit<PoolOptions, 'padding'>
type AvgPool = typeof avgPool1d

const lpPool = (axes: number, pool: AvgPool) =>
  lean((x: Tensor, normType: number, kernelSize: SizePerAxis, options: LPPoolOptions = {}): Tensor => {
    checkOptions(options, ['stride', 'ceilMode'], `lpPool${axes}d`)
    const places = perAxis(kernelSize, axes, 1, `lpPool${axes}d: kernelSize`).reduce(
      (product, size) => product * size,
      1,
    )
    const means = pool(pow(x, normType), kernelSize, options)
    // Odd powers may be negative: their sums count as 0.
    return pow(mul(mul(sign(means), relu(abs(means))), places), 1 / normType)
  })

/** (Σ xᵖ)^(1/p) over each window. x: [N, C, L] or [C, L]. Throws ShapeError where no window fits. */
export const lpPool1d = /* @__PURE__ */ lpPool(1, avgPool1d)
/** The same for images. x: [N, C, H, W] or [C, H, W]. */
export const lpPool2d = /* @__PURE__ */ lpPool(2, avgPool2d)
/** The same for volumes. x: [N, C, D, H, W] or [C, D, H, W]. */
export const lpPool3d = /* @__PURE__ */ lpPool(3, avgPool3d)

export interface MaxUnpoolOptions {
  /** Default: the kernel's size. */
  stride?: SizePerAxis | null
  /** Default 0. */
  padding?: SizePerAxis
  /** The size to restore, where pooling did not divide. Default null: the least. */
  outputSize?: readonly number[] | null
}

const maxUnpool = (axes: number) => {
  const name = `maxUnpool${axes}d`
  const run = (x: Tensor, indices: Tensor, kernelSize: SizePerAxis, options: MaxUnpoolOptions = {}): Tensor => {
    checkOptions(options, ['stride', 'padding', 'outputSize'], name)
    if (String(x.shape) !== String(indices.shape))
      throw new ShapeError(
        `${name}: expected shape of indices to be same as that of the input, got ${indices.shape} and ${x.shape}`,
      )
    if (x.ndim === axes + 1) return squeeze(run(unsqueeze(x, 0), unsqueeze(indices, 0), kernelSize, options), 0)
    if (x.ndim !== axes + 2) throw new ShapeError(`${name}: expected ${axes + 1} or ${axes + 2} axes, got ${x.shape}`)
    const kernel = perAxis(kernelSize, axes, 1, `${name}: kernelSize`)
    const stride = perAxis(options.stride ?? kernel, axes, 1, `${name}: stride`)
    const padding = perAxis(options.padding ?? 0, axes, 0, `${name}: padding`)
    const least = kernel.map((size, axis) => (x.shape[axis + 2]! - 1) * stride[axis]! + size - 2 * padding[axis]!)
    const sizes = options.outputSize?.slice(-axes) ?? least
    if (sizes.length !== axes || sizes.some((size, axis) => Math.abs(size - least[axis]!) >= stride[axis]!))
      throw new ArgumentError(`${name}: invalid outputSize [${sizes}]: it must lie within a stride of [${least}]`)
    const area = sizes.reduce((product, size) => product * size, 1)
    const lead = x.shape.slice(0, 2)
    checkPlaces(name, indices, area, sizes)
    const flat = zeros([...lead, area], { dtype: x.dtype, device: x.device })
    return reshape(scatter(flat, 2, reshape(indices, [...lead, -1]), reshape(x, [...lead, -1])), [...lead, ...sizes])
  }
  return lean(run)
}

function checkPlaces(name: string, indices: Tensor, area: number, sizes: readonly number[]): void {
  if (!indices.device.array) return
  for (const index of indices.data)
    if (index < 0 || index >= area)
      throw new IndexError(
        `${name}: found an invalid max index: ${index} (output volumes are of size ${sizes.join('x')})`,
      )
}

/** Undoes maxPool1d with its indices; all else is 0. x, indices: [N, C, L] or [C, L]. Throws IndexError, ShapeError. */
export const maxUnpool1d = /* @__PURE__ */ maxUnpool(1)
/** The same for images. x, indices: [N, C, H, W] or [C, H, W]. */
export const maxUnpool2d = /* @__PURE__ */ maxUnpool(2)
/** The same for volumes. x, indices: [N, C, D, H, W] or [C, D, H, W]. */
export const maxUnpool3d = /* @__PURE__ */ maxUnpool(3)
