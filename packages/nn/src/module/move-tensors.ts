import { describe } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  type Device,
  type DType,
  isDType,
  isFloating,
  type Tensor,
  type ToOptions,
  to,
} from '@torchlet/tensor-core/ops'
import { Buffer, inRoleOf, Parameter } from '../parameter'
import type { AnyModule } from './module'

/**
 * Moves the parameters and buffers of a module and those below it to a device, or casts those that are floats. A shared
 * tensor is converted once and stays shared.
 */
export function moveTensors<M extends AnyModule>(root: M, target: DType | Device | ToOptions): M {
  if (typeof target !== 'string' && (typeof target !== 'object' || target === null))
    throw new ArgumentError(`nn.Module.to takes a dtype, a device or { dtype, device }, got ${describe(target)}`)
  const options: ToOptions =
    typeof target === 'string' ? { dtype: target } : 'kernels' in target ? { device: target } : target
  const { dtype, ...rest } = options
  if (dtype !== undefined && !isDType(dtype))
    throw new ArgumentError(`nn.Module.to: no dtype is called '${String(dtype)}', and devices are objects`)
  if (dtype !== undefined && !isFloating(dtype))
    throw new ArgumentError(`nn.Module.to only accepts floating point dtypes, but got desired dtype=${dtype}`)
  const convert = (x: Tensor): Tensor => to(x, dtype !== undefined && isFloating(x.dtype) ? { ...rest, dtype } : rest)
  const done = new Map<Tensor, Tensor>()
  for (const module of root.modules())
    for (const [name, member] of [...module.members()]) {
      if (!(member instanceof Parameter) && !(member instanceof Buffer)) continue
      const converted = done.get(member) ?? inRole(member, convert(member))
      done.set(member, converted)
      if (converted !== member) module.setMember(name, converted)
    }
  return root
}

/** The converted tensor as a parameter or buffer like `member`, which alone holds its memory from here on. */
function inRole(member: Parameter | Buffer, x: Tensor): Tensor {
  if (x === member) return member
  const inPlaceOf = inRoleOf(member, x)
  x.dispose()
  return inPlaceOf
}
