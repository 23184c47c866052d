/*
 * What belongs to a module. Its own fields, in the order in which they were assigned, are looked through for parameters,
 * buffers and modules; built-in layers register theirs, which makes the field check what is assigned to it.
 */
import { Tensor, tensorName } from '@torchlet/tensor-core/ops'
import { Buffer, Parameter } from '../parameter'
import { defineAccessor } from './accessors'
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

const TYPES: Record<Role, string> = {
  parameter: 'torch.nn.Parameter or None',
  buffer: 'torch.Tensor or None',
  'child module': 'torch.nn.Module or None',
}

/** The value to keep when `value` is given to a member of this role; undefined where it does not fit. */
function accepted(role: Role, value: unknown, isModule: (value: unknown) => boolean): unknown {
  if (value === null || value === undefined) return null
  if (role === 'parameter' && value instanceof Parameter) return value
  if (role === 'buffer' && value instanceof Tensor) return value instanceof Buffer ? value : new Buffer(value)
  return role === 'child module' && isModule(value) ? value : undefined
}

const roleByGetter = /* @__PURE__ */ new WeakMap<object, Role>()

/** Whether `module` has something of this name that a new member of this role must not displace. */
function isTaken(module: object, role: Role, name: string, isModule: (value: unknown) => boolean): boolean {
  const field = Object.getOwnPropertyDescriptor(module, name)
  if (!field) return name in module
  if (field.get) return roleByGetter.get(field.get) !== role
  // A field that is declared and empty is what TypeScript makes of a declaration: nothing is lost. One of the same role is replaced.
  return accepted(role, field.value, isModule) === undefined
}

/** Checks a new member in PyTorch's words, and gives what is to be kept of it. */
function checkMember(
  module: object,
  role: Role,
  name: string,
  value: unknown,
  isModule: (v: unknown) => boolean,
): unknown {
  const what = role === 'child module' ? 'module' : role
  if (typeof name !== 'string') throw new TypeError(`${what} name should be a string. Got ${typeName(name)}`)
  if (name.includes('.')) throw new TypeError(`${what} name can't contain ".", got: ${name}`)
  if (name === '') throw new TypeError(`${what} name can't be empty string ""`)
  if (isTaken(module, role, name, isModule)) throw new TypeError(`attribute '${name}' already exists`)
  const kept = accepted(role, value, isModule)
  if (kept !== undefined) return kept
  if (role === 'child module') throw new TypeError(`${typeName(value)} is not a Module subclass`)
  throw new TypeError(`cannot assign '${typeName(value)}' object to ${role} '${name}' (${TYPES[role]} required)`)
}

/** Gives `module` a field that holds a member of one role and refuses everything else. */
export function defineMember(
  module: AnyModule,
  role: Role,
  name: string,
  value: unknown,
  isModule: (value: unknown) => boolean,
): void {
  let current = checkMember(module, role, name, value, isModule)
  const get = (): unknown => current
  const set = (next: unknown): void => {
    const kept = accepted(role, next, isModule)
    if (kept === undefined)
      throw new TypeError(`cannot assign '${typeName(next)}' as ${role} '${name}' (${TYPES[role]} expected)`)
    current = kept
  }
  roleByGetter.set(get, role)
  defineAccessor(module, name, { get, set, enumerable: true }, (owner, copy) =>
    defineMember(owner as AnyModule, role, name, copy(current), isModule),
  )
}
