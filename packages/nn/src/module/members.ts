/*
 * What belongs to a module. Its own fields, in the order in which they were assigned, are looked through for parameters,
 * buffers and modules; built-in layers register theirs, which makes the field check what is assigned to it.
 */
import { Tensor, tensorName } from '@torchlet/tensor-core/ops'
import { Buffer, Parameter } from '../parameter'
import type { AnyModule } from './module'

export type Role = 'parameter' | 'buffer' | 'child module'

/** What PyTorch would call the type of a value, in its messages. */
export function typeName(value: unknown): string {
  if (value instanceof Parameter) return 'torch.nn.parameter.Parameter'
  if (value instanceof Tensor) return tensorName(value.dtype)
  if (value === null || value === undefined) return 'NoneType'
  if (typeof value === 'object' || typeof value === 'function') return value.constructor?.name ?? typeof value
  const names: Partial<Record<string, string>> = { string: 'str', boolean: 'bool', bigint: 'int' }
  return names[typeof value] ?? (Number.isInteger(value) ? 'int' : 'float')
}

const EXPECTED: Record<Role, string> = {
  parameter: 'torch.nn.Parameter or None expected',
  buffer: 'torch.Tensor or None expected',
  'child module': 'torch.nn.Module or None expected',
}

/** The value to keep when `value` is assigned to a member of this role. Throws PyTorch's TypeError where it does not fit. */
function accept(role: Role, name: string, value: unknown, isModule: (value: unknown) => boolean): unknown {
  if (value === null || value === undefined) return null
  if (role === 'parameter' && value instanceof Parameter) return value
  if (role === 'buffer' && value instanceof Tensor) return value instanceof Buffer ? value : new Buffer(value)
  if (role === 'child module' && isModule(value)) return value
  throw new TypeError(`cannot assign '${typeName(value)}' as ${role} '${name}' (${EXPECTED[role]})`)
}

/** Checks the name of a new member in PyTorch's words. */
function checkName(module: object, role: Role, name: string): void {
  const what = role === 'child module' ? 'module' : role
  if (typeof name !== 'string') throw new TypeError(`${what} name should be a string. Got ${typeName(name)}`)
  if (name.includes('.')) throw new TypeError(`${what} name can't contain ".", got: ${name}`)
  if (name === '') throw new TypeError(`${what} name can't be empty string ""`)
  if (name in module && !Object.hasOwn(module, name)) throw new TypeError(`attribute '${name}' already exists`)
}

/** Gives `module` a field that holds a member of one role and refuses everything else. */
export function defineMember(
  module: AnyModule,
  role: Role,
  name: string,
  value: unknown,
  isModule: (value: unknown) => boolean,
): void {
  checkName(module, role, name)
  let current = accept(role, name, value, isModule)
  Object.defineProperty(module, name, {
    get: () => current,
    set: (next: unknown) => {
      current = accept(role, name, next, isModule)
    },
    enumerable: true,
    configurable: true,
  })
}
