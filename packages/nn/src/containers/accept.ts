import { Tensor } from '@torchlet/tensor-core/ops'
import { typeName } from '../module/members'
import { type AnyModule, isModule } from '../module/module'
import { Parameter } from '../parameter'

/** What containers of modules hold. */
export function acceptModule(value: unknown): AnyModule {
  if (!isModule(value)) throw new TypeError(`${typeName(value)} is not a Module subclass`)
  return value
}

/** What containers of parameters hold; a plain tensor becomes one. */
export function acceptParameter(value: unknown): Parameter {
  if (value instanceof Parameter) return value
  if (value instanceof Tensor) return new Parameter(value)
  throw new TypeError(`${typeName(value)} is not a Parameter or Tensor`)
}
