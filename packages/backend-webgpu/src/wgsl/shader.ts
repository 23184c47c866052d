/*
 * Writes shaders: counts bindings and uniforms, and makes of expressions functions of an element's number. What differs from call to
 * call without changing the text (sizes, strides, offsets, constants) goes into uniforms; the text is the pipeline's key.
 */
import type { Expression, Node } from '../expression'
import { isFlat, isScalar, mergeAxes } from '../layout'
import type { Value } from '../value'
import { functionsIn } from './functions'
import { FLAT_GROUP, GROUP_SIZE } from './prelude'
import { filled } from './template'
import { type WordType, wordType } from './words'

type UniformType = 'u32' | 'i32' | 'f32'

export class Shader {
  readonly reads: Value[] = []
  readonly writes: Value[] = []
  readonly uniforms: number[] = []
  readonly #members: string[] = []
  readonly #parts: string[] = []
  readonly #prefix: string

  /** Names of what is declared here begin with `prefix`, so that a second shader's text may stand beside it. */
  constructor(prefix = '') {
    this.#prefix = prefix
  }

  /** A uniform, as the text calls it. */
  uniform(word: number, type: UniformType = 'u32'): string {
    this.uniforms.push(word)
    this.#members.push(type)
    return `${this.#prefix}u.m${this.uniforms.length - 1}`
  }

  /** The name of a buffer that is read. */
  input(value: Value): string {
    let at = this.reads.indexOf(value)
    if (at < 0) at = this.reads.push(value) - 1
    return `${this.#prefix}in${at}`
  }

  /** The name of a buffer that is written. */
  output(value: Value): string {
    return `${this.#prefix}out${this.writes.push(value) - 1}`
  }

  add(text: string): void {
    this.#parts.push(text)
  }

  /**
   * Defines `fn name(i: u32)`: the element of the expression whose number in row-major order is i. `known` are nodes whose value
   * the caller has already: as a second argument `value`.
   */
  element(name: string, { root, shape, nodes, leaves }: Expression, known?: ReadonlySet<Node>): WordType {
    const lines: string[] = []
    const merged = leaves.filter((leaf) => !known?.has(leaf))
    const walk = mergeAxes(
      shape,
      merged.map(({ layout }) => layout.strides),
    )
    const places = merged.map(({ layout }) => this.#place(shape, layout.strides))
    if (places.includes('strided')) lines.push(...this.#counters(walk.sizes))
    const names = new Map<Node, string>()
    for (const node of known ?? []) names.set(node, 'value')
    for (const node of nodes) {
      if (names.has(node)) continue
      let text: string
      if (node.kind === 'constant') text = this.uniform(node.word, node.type)
      else if (node.kind === 'op')
        text = filled(
          node.template,
          node.inputs.map((input) => names.get(input)!),
        )
      else {
        const at = merged.indexOf(node)
        const terms = places[at] === 'flat' ? ['i'] : []
        if (places[at] === 'strided')
          walk.strides[at]!.forEach((step, axis) => {
            if (step !== 0) terms.push(`i${axis} * ${this.uniform(step >>> 0)}`)
          })
        if (node.layout.offset !== 0 || terms.length === 0) terms.push(this.uniform(node.layout.offset))
        text = `${this.input(node.value)}[${terms.join(' + ')}]`
      }
      names.set(node, `v${names.size}`)
      lines.push(`let ${names.get(node)} = ${text};`)
    }
    const parameters = known ? 'i: u32, value: f32' : 'i: u32'
    this.add(`fn ${name}(${parameters}) -> ${root.type} {\n  ${lines.join('\n  ')}\n  return ${names.get(root)};\n}`)
    return root.type
  }

  #place(shape: readonly number[], strides: readonly number[]): 'flat' | 'scalar' | 'strided' {
    if (isScalar(shape, strides)) return 'scalar'
    return isFlat(shape, strides) ? 'flat' : 'strided'
  }

  /** Splits `i` into the positions along axes of these sizes: i0, i1, … */
  #counters(sizes: readonly number[]): string[] {
    if (sizes.length === 1) return ['let i0 = i;']
    const lines = ['var rest = i;']
    for (let axis = sizes.length - 1; axis > 0; axis--) {
      const size = this.uniform(sizes[axis]!)
      lines.push(`let i${axis} = rest % ${size};`, `rest = rest / ${size};`)
    }
    lines.push('let i0 = rest;')
    return lines
  }

  /** Defines `fn name(i: u32) -> u32`: where the element of this number lies in a buffer. */
  address(name: string, shape: readonly number[], strides: readonly number[], offset: number): void {
    const walk = mergeAxes(shape, [strides])
    const terms: string[] = [this.uniform(offset)]
    const lines = isScalar(shape, strides) ? [] : this.#counters(walk.sizes)
    if (lines.length > 0)
      walk.strides[0]!.forEach((step, axis) => {
        if (step !== 0) terms.push(`i${axis} * ${this.uniform(step >>> 0)}`)
      })
    this.add(`fn ${name}(i: u32) -> u32 {\n  ${lines.join('\n  ')}\n  return ${terms.join(' + ')};\n}`)
  }

  /** The entry point. `body` sees `group` (the workgroup's number in a flat count) and `lane` (the thread's in its workgroup). */
  main(body: string, size: number = GROUP_SIZE): void {
    this.add(`${FLAT_GROUP}
@compute @workgroup_size(${size})
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let group = flat_group(id, groups);
  ${body}
}`)
  }

  /** An entry point that runs `body` for every number `i` below `count`. Gives how many workgroups it needs. */
  each(count: number, body: string): number {
    const n = this.uniform(count)
    this.main(`let i = group * ${GROUP_SIZE}u + lane;\n  if (i >= ${n}) { return; }\n  ${body}`)
    return Math.ceil(count / GROUP_SIZE)
  }

  /** The text without the functions that it calls: equal texts, equal shaders. Bindings count from `first` on. */
  key(first = 0, atomic = false): string {
    let binding = first
    const p = this.#prefix
    const declarations = [
      ...this.reads.map(
        (value, i) =>
          `@group(0) @binding(${binding++}) var<storage, read> ${p}in${i}: array<${wordType(value.dtype)}>;`,
      ),
      ...this.writes.map((value, i) => {
        const type = atomic ? 'atomic<u32>' : wordType(value.dtype)
        return `@group(0) @binding(${binding++}) var<storage, read_write> ${p}out${i}: array<${type}>;`
      }),
    ]
    if (this.#members.length > 0) {
      const members = this.#members.map((type, i) => `m${i}: ${type}`)
      declarations.push(
        `struct ${p}Uniforms { ${members.join(', ')} }`,
        `@group(0) @binding(${binding}) var<uniform> ${p}u: ${p}Uniforms;`,
      )
    }
    return [...declarations, ...this.#parts].join('\n')
  }
}

/** A shader's text with the functions that it calls, to stand beside another one. */
export const complete = (key: string, beside = ''): string => `${functionsIn(key, beside)}\n${key}`
