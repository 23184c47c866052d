import type { AnyModule } from '@torchlet/nn'
import { checkModule } from './arguments'
import { printable } from './text/printable'
import { thousands } from './text/units'

/** A module, what it holds and the modules in it. Prints as a tree. */
export interface ModuleNode {
  /** Its name in its parent; '' for the root. */
  readonly name: string
  /** Its full name: 'layer1.0.conv1'; '' for the root. */
  readonly path: string
  /** The class: 'Conv2d'. */
  readonly type: string
  /** What the layer prints between its parentheses. */
  readonly extra: string
  /** Numbers in its own parameters and in those below it; shared ones count once in each node. */
  readonly parameters: number
  readonly children: readonly ModuleNode[]
  toString(): string
}

/** A module and everything below it as plain nodes. `String(tree)` draws it. */
export function moduleTree(module: AnyModule): ModuleNode {
  checkModule(module, 'moduleTree')
  return nodeOf(module, '', '', new Set())
}

function nodeOf(module: AnyModule, name: string, path: string, above: ReadonlySet<AnyModule>): ModuleNode {
  const around = new Set(above).add(module)
  const children = Array.from(module.namedChildren())
    // A module that contains itself is not walked twice.
    .filter(([, child]) => !around.has(child))
    .map(([key, child]) => nodeOf(child, key, path ? `${path}.${key}` : key, around))
  const node = {
    name,
    path,
    type: module.constructor.name,
    extra: module.extraRepr(),
    parameters: module.numParameters(),
    children,
  }
  return printable(node, () => draw(node).join('\n'))
}

function draw(node: Omit<ModuleNode, 'toString'>): string[] {
  const label = `${node.name ? `${node.name}: ` : ''}${node.type}`
  const lines = [node.parameters > 0 ? `${label}  ${thousands(node.parameters)}` : label]
  node.children.forEach((child, i) => {
    const last = i === node.children.length - 1
    const [first, ...rest] = draw(child)
    lines.push(`${last ? '└─ ' : '├─ '}${first}`, ...rest.map((line) => (last ? '   ' : '│  ') + line))
  })
  return lines
}
