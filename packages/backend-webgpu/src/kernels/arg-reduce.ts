/* Positions of extremes. Bounded by reading x once; the same two ways as in reduce.ts, over pairs of an element and its position. */
import type { PrimitiveKernels } from '@torchlet/tensor-core/ops'
import { expressionOf } from '../expression'
import { bufferOf } from '../program'
import type { Recorder } from '../recorder'
import { Shader } from '../wgsl/shader'
import { linesOf, shareOf } from './lines'

export function argReduceKernels(recorder: Recorder): Pick<PrimitiveKernels, 'argReduce'> {
  return {
    argReduce(largest, x, dim, out) {
      const lines = linesOf(x, [dim])
      if (lines.count === 0) return
      const shader = new Shader()
      const type = shader.element('element', expressionOf(recorder.node(lines.view), lines.view.shape))
      const to = shader.output(recorder.written(bufferOf(out)))
      const n = shader.uniform(lines.length)
      // NaN is beyond every number, and of two equals the first one wins.
      const nan = (name: string) => (type === 'f32' ? `is_nan(${name})` : 'false')
      shader.add(`fn wins(x: ${type}, at: u32, best: ${type}, best_at: u32) -> bool {
  if (${nan('x')} != ${nan('best')}) { return ${nan('x')}; }
  if (x == best || ${nan('x')}) { return at < best_at; }
  return x ${largest ? '>' : '<'} best;
}`)
      const threads = shareOf(lines, recorder.onProcessor)
      if (threads === 'thread') {
        const workgroups = shader.each(
          lines.count,
          `var best = element(i * ${n});
  var best_at = 0u;
  for (var k = 1u; k < ${n}; k++) {
    let x = element(i * ${n} + k);
    if (wins(x, k, best, best_at)) { best = x; best_at = k; }
  }
  ${to}[i] = i32(best_at);`,
        )
        recorder.dispatch('argReduce', shader, workgroups)
        return
      }
      const count = shader.uniform(lines.count)
      shader.add(`var<workgroup> bests: array<${type}, ${threads}>;\nvar<workgroup> places: array<u32, ${threads}>;`)
      shader.main(
        `if (group >= ${count}) { return; }
  // Threads beyond a short line repeat its first element.
  var best_at = select(0u, lane, lane < ${n});
  var best = element(group * ${n} + best_at);
  for (var k = lane + ${threads}u; k < ${n}; k += ${threads}u) {
    let x = element(group * ${n} + k);
    if (wins(x, k, best, best_at)) { best = x; best_at = k; }
  }
  bests[lane] = best;
  places[lane] = best_at;
  for (var half = ${threads / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half && wins(bests[lane + half], places[lane + half], bests[lane], places[lane])) {
      bests[lane] = bests[lane + half];
      places[lane] = places[lane + half];
    }
  }
  if (lane == 0u) { ${to}[group] = i32(places[0]); }`,
        threads,
      )
      recorder.dispatch('argReduce', shader, lines.count)
    },
  }
}
