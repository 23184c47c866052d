/*
 * Matrix products, the plain way: tiles of 16 by 16 in workgroup memory, a thread for each element of out. Bounded by workgroup
 * memory. It takes any strides and any dtype; the kernels of fused/gemm.ts take its place where they can.
 */
import type { PrimitiveKernels } from '@torchlet/tensor-core/ops'
import { expressionOf } from '../expression'
import { bufferOf } from '../program'
import type { Recorder } from '../recorder'
import { Shader } from '../wgsl/shader'

const TILE = 16

export function matmulKernels(recorder: Recorder): Pick<PrimitiveKernels, 'matmul'> {
  return {
    matmul(x, y, out) {
      const [batch, m, n] = out.shape as [number, number, number]
      const k = x.shape[2]!
      if (batch * m * n === 0) return
      const shader = new Shader()
      for (const side of [x, y]) recorder.forced(side)
      const type = shader.element('left', expressionOf(recorder.node(x), x.shape))
      shader.element('right', expressionOf(recorder.node(y), y.shape))
      const to = shader.output(recorder.written(bufferOf(out)))
      const [rows, columns, depth] = [m, n, k].map((size) => shader.uniform(size))
      const [down, across] = [m, n].map((size) => Math.ceil(size / TILE)) as [number, number]
      const [tilesDown, tilesAcross, count] = [down, across, batch].map((size) => shader.uniform(size))
      shader.add(`var<workgroup> lefts: array<${type}, ${TILE * TILE}>;
var<workgroup> rights: array<${type}, ${TILE * TILE}>;`)
      shader.main(
        `let b = group / (${tilesDown} * ${tilesAcross});
  if (b >= ${count}) { return; }
  let tile = group % (${tilesDown} * ${tilesAcross});
  let r = lane / ${TILE}u;
  let c = lane % ${TILE}u;
  let row = tile / ${tilesAcross} * ${TILE}u + r;
  let column = tile % ${tilesAcross} * ${TILE}u + c;
  var sum = ${type}(0);
  for (var first = 0u; first < ${depth}; first += ${TILE}u) {
    var left = ${type}(0);
    var right = ${type}(0);
    if (row < ${rows} && first + c < ${depth}) { left = left_at(b, row, first + c); }
    if (column < ${columns} && first + r < ${depth}) { right = right_at(b, first + r, column); }
    lefts[lane] = left;
    rights[lane] = right;
    workgroupBarrier();
    for (var k = 0u; k < ${TILE}u; k++) { sum += lefts[r * ${TILE}u + k] * rights[k * ${TILE}u + c]; }
    workgroupBarrier();
  }
  if (row < ${rows} && column < ${columns}) { ${to}[(b * ${rows} + row) * ${columns} + column] = sum; }`,
        TILE * TILE,
      )
      shader.add(`fn left_at(b: u32, i: u32, j: u32) -> ${type} { return left((b * ${rows} + i) * ${depth} + j); }
fn right_at(b: u32, i: u32, j: u32) -> ${type} { return right((b * ${depth} + i) * ${columns} + j); }`)
      recorder.dispatch('matmul', shader, batch * down * across)
    },
  }
}
