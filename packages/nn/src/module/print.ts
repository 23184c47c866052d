import { type AnyModule, isModule } from './module'

const indented = (text: string): string => text.replaceAll('\n', '\n  ')

const printing = new Set<AnyModule>()

/** `Name(options)`, or the options and submodules on lines of their own. */
export function print(module: AnyModule): string {
  const name = module.constructor.name
  // A module that contains itself is printed once.
  if (printing.has(module)) return `${name}(...)`
  printing.add(module)
  try {
    const extra = module.extraRepr()
    const extraLines = extra ? extra.split('\n') : []
    const childLines: string[] = []
    // A shared module stands under each of its names.
    for (const [key, child] of module.members())
      if (isModule(child)) childLines.push(`(${key}): ${indented(String(child))}`)
    if (extraLines.length + childLines.length === 0) return `${name}()`
    if (extraLines.length === 1 && childLines.length === 0) return `${name}(${extraLines[0]})`
    return `${name}(\n  ${[...extraLines, ...childLines].join('\n  ')}\n)`
  } finally {
    printing.delete(module)
  }
}
