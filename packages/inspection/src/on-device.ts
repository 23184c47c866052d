import { type AnyModule, Buffer, Parameter } from '@torchlet/nn'
import { type Device, Tensor, tidy, to, withDevice } from '@torchlet/tensor-core/ops'
import { mapTensors } from './nested'

/** A lazy layer's parameter has no shape until the layer was called. */
export const isLazy = (x: Tensor): boolean => x.constructor.name === 'UninitializedParameter'

/** The same tensor on another device, in the same role. */
function twinOf(x: Tensor, device: Device): Tensor {
  return tidy(() => {
    const moved = to(x, device)
    if (x instanceof Parameter) return new Parameter(moved, { requiresGrad: x.requiresGrad })
    return x instanceof Buffer ? new Buffer(moved, { persistent: x.persistent }) : moved
  })
}

/**
 * Runs `fn` with every tensor in the fields of `root`'s modules on `device` (on meta: shapes only, at no cost), and puts the
 * module's own tensors back afterwards. Tensors that are there already stay as they are; shared ones stay shared.
 */
export function onDevice<T>(root: AnyModule, device: Device, fn: () => T): T {
  const twins = new Map<Tensor, Tensor>()
  const own: [AnyModule, string, Tensor][] = []
  try {
    for (const module of root.modules())
      for (const [name, member] of [...module.members()]) {
        if (!(member instanceof Tensor) || member.device === device) continue
        own.push([module, name, member])
        // A lazy layer makes its parameters, where the input is, when it is called.
        if (isLazy(member)) continue
        const twin = twins.get(member) ?? twinOf(member, device)
        twins.set(member, twin)
        module.setMember(name, twin)
      }
    return fn()
  } finally {
    for (const [module, name, member] of own) module.setMember(name, member)
    for (const twin of twins.values()) twin.dispose()
  }
}

/** Runs a network on `device` with its arguments there too: what measures need that look at shapes. Throws what the network throws. */
export function callOn(root: AnyModule, args: readonly unknown[], device: Device): unknown {
  return onDevice(root, device, () => {
    const moved = args.map((arg) => mapTensors(arg, (x) => to(x, device)))
    return withDevice(device, () => root(...moved))
  })
}
