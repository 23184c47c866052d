/* Ways through a tree of modules. Each module, parameter and buffer is met once, in PyTorch's order. */
import { ArgumentError, type Tensor } from '@torchlet/tensor-core/ops'
import { type AnyModule, isModule } from './module'

export const joined = (prefix: string, name: string): string => (prefix ? `${prefix}.${name}` : name)

/** The parameters or buffers of a module, and of those below it, with their full names; a shared one under its first. */
export function* namedMembers<T extends Tensor>(
  root: AnyModule,
  kind: new (...args: never[]) => T,
  prefix: string,
  recurse: boolean,
): IterableIterator<[string, T]> {
  const seen = new Set<T>()
  const modules: Iterable<[string, AnyModule]> = recurse ? root.namedModules(prefix) : [[prefix, root]]
  for (const [path, module] of modules)
    for (const [name, member] of module.members())
      if (member instanceof kind && !seen.has(member)) {
        seen.add(member)
        yield [joined(path, name), member]
      }
}

function memberOf(module: AnyModule, name: string): unknown {
  for (const [own, member] of module.members()) if (own === name) return member
  throw new ArgumentError(`${module.constructor.name} has no attribute \`${name}\``)
}

export function submoduleAt(root: AnyModule, path: string): AnyModule {
  let module = root
  if (path === '') return module
  for (const name of path.split('.')) {
    const member = memberOf(module, name)
    if (!isModule(member)) throw new ArgumentError(`\`${name}\` is not an nn.Module`)
    module = member
  }
  return module
}

export function memberAt<T>(root: AnyModule, path: string, kind: new (...args: never[]) => T, what: string): T {
  const dot = path.lastIndexOf('.')
  const name = path.slice(dot + 1)
  const member = memberOf(submoduleAt(root, path.slice(0, Math.max(dot, 0))), name)
  if (!(member instanceof kind)) throw new ArgumentError(`\`${name}\` is not an ${what}`)
  return member
}
