import {
  ArgumentError,
  type Device,
  type DType,
  isFloating,
  type Tensor,
  type ToOptions,
  to,
} from '@torchlet/tensor-core/ops'
import { Buffer, Parameter } from '../parameter'
import type { AnyModule } from './module'

/**
 * Moves the parameters and buffers of a module and those below it to a device, or casts those that are floats. A shared
 * tensor is converted once and stays shared.
 */
export function moveTensors<M extends AnyModule>(root: M, target: DType | Device | ToOptions): M {
  const options: ToOptions =
    typeof target === 'string' ? { dtype: target } : 'kernels' in target ? { device: target } : target
  const { dtype, ...rest } = options
  if (dtype !== undefined && !isFloating(dtype))
    throw new ArgumentError(`nn.Module.to only accepts floating point dtypes, but got desired dtype=${dtype}`)
  const convert = (x: Tensor): Tensor => to(x, dtype !== undefined && isFloating(x.dtype) ? { ...rest, dtype } : rest)
  const done = new Map<Tensor, Tensor>()
  for (const module of root.modules())
    for (const [name, member] of [...module.members()]) {
      if (!(member instanceof Parameter) && !(member instanceof Buffer)) continue
      const converted = done.get(member) ?? withRoleOf(member, convert(member))
      done.set(member, converted)
      if (converted !== member) module.setMember(name, converted)
    }
  return root
}

function withRoleOf(member: Parameter | Buffer, x: Tensor): Tensor {
  if (x === member) return member
  if (member instanceof Parameter) return new Parameter(x, { requiresGrad: member.requiresGrad })
  return new Buffer(x, { persistent: member.persistent })
}
