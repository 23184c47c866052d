/* Ways through a tree of modules. Each module, parameter and buffer is met once, in PyTorch's order. */
import { checkOptions } from '@torchlet/tensor-core/fused'
import { ArgumentError, type Tensor } from '@torchlet/tensor-core/ops'
import { type AnyModule, isModule } from './module'

export const joined = (prefix: string, name: string): string => (prefix ? `${prefix}.${name}` : name)

export interface NamedModulesOptions {
  /** Put before every name. Default ''. */
  prefix?: string
  /** Whether what is shared comes once, under its first name, instead of under each. Default true. */
  removeDuplicate?: boolean
}
export interface TraversalOptions extends NamedModulesOptions {
  /** Whether modules below count too. Default true. */
  recurse?: boolean
}

/** A module under `prefix`, and all below it, depth first. */
export function* namedModules(root: AnyModule, options: NamedModulesOptions): IterableIterator<[string, AnyModule]> {
  checkOptions(options, ['prefix', 'removeDuplicate'], 'namedModules')
  const { prefix = '', removeDuplicate = true } = options
  // A module that is met again; where duplicates count, one that contains itself.
  const seen = new Set<AnyModule>()
  function* walk(module: AnyModule, path: string): IterableIterator<[string, AnyModule]> {
    if (seen.has(module)) return
    seen.add(module)
    yield [path, module]
    for (const [name, child] of module.members()) if (isModule(child)) yield* walk(child, joined(path, name))
    if (!removeDuplicate) seen.delete(module)
  }
  yield* walk(root, prefix)
}

/** The parameters or buffers of a module, and of those below it, with their full names; a shared one under its first. */
export function* namedMembers<T extends Tensor>(
  root: AnyModule,
  kind: new (...args: never[]) => T,
  options: TraversalOptions,
): IterableIterator<[string, T]> {
  checkOptions(options, ['prefix', 'recurse', 'removeDuplicate'], root.constructor.name)
  const { recurse = true, ...others } = options
  const { prefix = '', removeDuplicate = true } = others
  const seen = new Set<T>()
  const modules: Iterable<[string, AnyModule]> = recurse ? namedModules(root, others) : [[prefix, root]]
  for (const [path, module] of modules)
    for (const [name, member] of module.members())
      if (member instanceof kind && !seen.has(member)) {
        if (removeDuplicate) seen.add(member)
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
  if (!(member instanceof kind)) throw new ArgumentError(`\`${name}\` is not ${what}`)
  return member
}
