/* The text of `emit`: what a program's elements go through before they are written. */
import type { Dispatch } from '../command'
import type { Node } from '../expression'
import type { Value } from '../value'
import { Shader } from './shader'

/** Text and bindings that stand behind those of the program itself. */
export interface Emitted {
  readonly shader: Shader
  readonly key: string
}

/**
 * Defines `emit` for a program. The buffer that the program writes is the first output here, where it is wanted (`isKept`); an
 * epilogue's is the next. Bindings count from `first` on.
 */
export function emitted({ outputs, epilogue }: Dispatch, isKept: boolean, first: number): Emitted {
  const shader = new Shader('emit_')
  const [made] = outputs as [Value]
  const lines: string[] = []
  if (isKept) lines.push(`${shader.output(made)}[i] = value;`)
  if (epilogue) {
    const { expression, out } = epilogue
    const known = new Set<Node>(expression.leaves.filter((leaf) => leaf.value === made))
    const to = shader.output(out)
    shader.element('emit_chain', expression, known)
    lines.push(`${to}[i] = emit_chain(i, value);`)
  }
  shader.add(`fn emit(i: u32, value: f32) {\n  ${lines.join('\n  ')}\n}`)
  return { shader, key: shader.key(first) }
}
