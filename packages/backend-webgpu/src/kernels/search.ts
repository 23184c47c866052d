/* Binary search: a thread takes one value. Bounded by the scattered reads of its steps. */
import type { PrimitiveKernels } from '@torchlet/tensor-core/ops'
import { expressionOf } from '../expression'
import { numelOf } from '../layout'
import { bufferOf } from '../program'
import type { Recorder } from '../recorder'
import { Shader } from '../wgsl/shader'

export function searchKernels(recorder: Recorder): Pick<PrimitiveKernels, 'searchSorted'> {
  return {
    searchSorted(sorted, values, right, out) {
      const count = numelOf(values.shape)
      if (count === 0) return
      const shader = new Shader()
      recorder.forced(sorted)
      const type = shader.element('element', expressionOf(recorder.node(sorted), sorted.shape))
      shader.element('wanted', expressionOf(recorder.node(values), values.shape))
      const to = shader.output(recorder.written(bufferOf(out)))
      const [n, m] = [sorted.shape[1]!, values.shape[1]!].map((size) => shader.uniform(size))
      // NaN is the greatest.
      const isLess = type === 'f32' ? 'x < y || (is_nan(y) && !is_nan(x))' : 'x < y'
      shader.add(`fn is_less(x: ${type}, y: ${type}) -> bool { return ${isLess}; }`)
      const goesOn = right ? '!is_less(value, found)' : 'is_less(found, value)'
      const workgroups = shader.each(
        count,
        `let value = wanted(i);
  let row = i / ${m} * ${n};
  var first = 0u;
  var last = ${n};
  while (first < last) {
    let middle = (first + last) / 2u;
    let found = element(row + middle);
    if (${goesOn}) { first = middle + 1u; } else { last = middle; }
  }
  ${to}[i] = i32(first);`,
      )
      recorder.dispatch('searchSorted', shader, workgroups)
    },
  }
}
