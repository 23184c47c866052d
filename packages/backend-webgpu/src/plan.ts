/* From recorded commands to what is bound and dispatched: which run at all, and each one's text, bindings and uniforms. */
import type { Command, Dispatch } from './command'
import type { PipelineSource } from './pipelines'
import type { Value } from './value'
import { emitted } from './wgsl/epilogue'
import { complete } from './wgsl/shader'

/** A dispatch with all that it is bound to. */
export interface Bound extends PipelineSource {
  /** By binding number; undefined where there is none. */
  readonly values: readonly (Value | undefined)[]
  /** Uniform words by binding number. */
  readonly uniforms: ReadonlyMap<number, readonly number[]>
  readonly workgroups: Dispatch['program']['workgroups']
}

/** The commands whose results somebody will look at, in their order. */
export function neededOf(commands: readonly Command[]): Set<Command> {
  const wanted = new Set<Value>()
  const needed = new Set<Command>()
  for (let i = commands.length - 1; i >= 0; i--) {
    const command = commands[i]!
    if (command.kind !== 'download' && !command.writes.some((value) => value.isHeld || wanted.has(value))) continue
    needed.add(command)
    for (const value of command.reads) wanted.add(value)
    if (command.keeps) for (const value of command.writes) wanted.add(value)
  }
  return needed
}

/** Binds a dispatch. `isWanted` says of an output whether anybody will look at it. */
export function bind(dispatch: Dispatch, isWanted: (value: Value) => boolean): Bound {
  const { op, program, inputs, outputs, epilogue } = dispatch
  const { key, wgsl, uniforms: words = [], workgroups, emits } = program
  const values: (Value | undefined)[] = [...inputs, ...(emits ? [undefined] : outputs)]
  const uniforms = new Map<number, readonly number[]>()
  let bindings = 'r'.repeat(inputs.length) + (emits ? '-' : 'w').repeat(outputs.length)
  if (words.length > 0) {
    uniforms.set(values.push(undefined) - 1, words)
    bindings += 'u'
  }
  if (!emits) return { op, key: `${key}\n${bindings}`, bindings, wgsl, values, uniforms, workgroups }
  const { shader, key: tail } = emitted(dispatch, !epilogue || isWanted(outputs[0]!), values.length)
  values.push(...shader.reads, ...shader.writes)
  bindings += 'r'.repeat(shader.reads.length) + 'w'.repeat(shader.writes.length)
  if (shader.uniforms.length > 0) {
    uniforms.set(values.push(undefined) - 1, shader.uniforms)
    bindings += 'u'
  }
  return {
    op,
    key: `${key}\n${bindings}\n${tail}`,
    bindings,
    wgsl: () => complete(`${wgsl()}\n${tail}`),
    values,
    uniforms,
    workgroups,
  }
}
