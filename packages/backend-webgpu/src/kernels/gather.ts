/* Elements picked by positions, and written to positions. Bounded by scattered memory; a thread takes one element of index. */
import type { PrimitiveKernels, ScatterMode, View } from '@torchlet/tensor-core/ops'
import { type Expression, expressionOf, valuesOf } from '../expression'
import { numelOf } from '../layout'
import { bufferOf } from '../program'
import type { Recorder } from '../recorder'
import type { Value } from '../value'
import { BufferView } from '../view'
import { Shader } from '../wgsl/shader'
import { narrowed, wordType } from '../wgsl/words'

const without = (of: readonly number[], dim: number): number[] => of.map((step, axis) => (axis === dim ? 0 : step))

/** Floats' own comparisons lose NaN. */
const COMBINE: Record<Exclude<ScatterMode, 'set'>, { f32: string; i32: string }> = {
  add: { f32: 'old + new_value', i32: 'old + new_value' },
  mul: { f32: 'old * new_value', i32: 'old * new_value' },
  max: { f32: 'maximum(old, new_value)', i32: 'max(old, new_value)' },
  min: { f32: 'minimum(old, new_value)', i32: 'min(old, new_value)' },
}

export function gatherKernels(recorder: Recorder): Pick<PrimitiveKernels, 'gather' | 'scatter'> {
  /** An expression of x that does not read `target`: a copy where it does. Gives what is to be freed, too. */
  function apart(x: View, target: Value): { expression: Expression; free: () => void } {
    const expression = expressionOf(recorder.node(x), x.shape)
    if (!valuesOf(expression).includes(target)) return { expression, free: () => {} }
    const copy = recorder.allocate(x.dtype, numelOf(x.shape))
    const view = new BufferView(copy, x.shape)
    recorder.store('copy', expression.root, view)
    recorder.force(copy.value)
    return { expression: expressionOf(recorder.node(view), x.shape), free: () => recorder.free(copy) }
  }

  return {
    gather(x, dim, index, out) {
      const count = numelOf(out.shape)
      if (count === 0) return
      const shader = new Shader()
      // Any element may be asked for: x itself must be there.
      recorder.forced(x)
      const from = shader.input(bufferOf(x).value)
      shader.element('position', expressionOf(recorder.node(index), out.shape))
      shader.address('base', out.shape, without(x.strides, dim), x.offset)
      const to = shader.output(recorder.written(bufferOf(out)))
      const along = shader.uniform(x.strides[dim]! >>> 0)
      const workgroups = shader.each(count, `${to}[i] = ${from}[base(i) + u32(position(i)) * ${along}];`)
      recorder.dispatch('gather', shader, workgroups)
    },

    scatter(mode, src, dim, index, out) {
      const count = numelOf(index.shape)
      if (count === 0) return
      const target = recorder.written(bufferOf(out), true)
      const [values, positions] = [apart(src, target), apart(index, target)]
      const shader = new Shader()
      const type = shader.element('element', values.expression)
      shader.element('position', positions.expression)
      shader.address('base', index.shape, without(out.strides, dim), out.offset)
      const to = shader.output(target)
      const along = shader.uniform(out.strides[dim]! >>> 0)
      const place = `${to}[base(i) + u32(position(i)) * ${along}]`
      if (mode === 'set') recorder.dispatch('scatter', shader, shader.each(count, `${place} = element(i);`), true)
      else {
        const held = wordType(out.dtype)
        shader.add(`fn combined(old: ${held}, new_value: ${type}) -> u32 {
  return bitcast<u32>(${narrowed(`(${COMBINE[mode][held]})`, out.dtype)});
}`)
        const workgroups = shader.each(
          count,
          `let value = element(i);
  let place = base(i) + u32(position(i)) * ${along};
  var old = atomicLoad(&${to}[place]);
  loop {
    let tried = atomicCompareExchangeWeak(&${to}[place], old, combined(bitcast<${held}>(old), value));
    if (tried.exchanged) { break; }
    old = tried.old_value;
  }`,
        )
        recorder.dispatch('scatter', shader, workgroups, true, true)
      }
      values.free()
      positions.free()
    },
  }
}
