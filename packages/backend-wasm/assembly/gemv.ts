/*
 * A matrix times a vector: out[i] = activation(init[i] + Σₖ matrix[i, k]·vector[k]). Every element of the matrix is used once, so
 * that reading it is what bounds this; nothing is packed. Where a lane's elements lie side by side four lanes are summed at a time,
 * eight elements each; where the lanes do, 32 of them.
 */
import { activate } from './activation'
import { packOne } from './pack'
import { beginOf, stepsOf } from './parts'
import { fma } from './simd'
import { highHalves, highPairs, lowHalves, lowPairs } from './transpose'

/**
 * `lane` and `step` are bytes from one lane and from one depth of the matrix to the next. Lane i begins with init[i]; `initStep` is 4, or
 * 0 where `init` are zeros. Each thread takes `workBytes` of `work`: the vector, where its elements do not lie side by side.
 */
export function gemv(
  slot: i32,
  part: i32,
  parts: i32,
  matrix: usize,
  lane: i32,
  step: i32,
  vector: usize,
  vectorStep: i32,
  init: usize,
  initStep: i32,
  out: usize,
  lanes: i32,
  depth: i32,
  work: usize,
  workBytes: usize,
  activation: i32,
): void {
  if (vectorStep != 4) {
    packOne(vector, vectorStep, depth, work + (slot as usize) * workBytes, 4)
    vector = work + (slot as usize) * workBytes
  }
  const lines = stepsOf(lanes, 32)
  const begin = beginOf(lines, part, parts) * 32
  let at = begin
  const end = min(lanes, beginOf(lines, part + 1, parts) * 32)
  if (step == 4)
    for (; at + 4 <= end; at += 4) dotFour(matrix + at * lane, lane, vector, depth, init + at * initStep, out + at * 4)
  else if (lane == 4) {
    for (; at + 32 <= end; at += 32)
      sumLanes(matrix + at * 4, step, vector, depth, init + at * initStep, initStep, out + at * 4)
    for (; at + 4 <= end; at += 4) sumFour(matrix + at * 4, step, vector, depth, init + at * initStep, out + at * 4)
  }
  for (; at < end; at++) {
    let sum = load<f32>(init + at * initStep)
    let from = matrix + at * lane
    for (let k = 0; k < depth; k++) {
      sum += load<f32>(from) * load<f32>(vector + (k as usize) * 4)
      from += step
    }
    store<f32>(out + at * 4, sum)
  }
  if (activation) activate(activation, out + begin * 4, end - begin)
}

function dotFour(from: usize, lane: i32, vector: usize, depth: i32, init: usize, out: usize): void {
  let a0 = f32x4.splat(0)
  let a1 = f32x4.splat(0)
  let a2 = f32x4.splat(0)
  let a3 = f32x4.splat(0)
  let b0 = f32x4.splat(0)
  let b1 = f32x4.splat(0)
  let b2 = f32x4.splat(0)
  let b3 = f32x4.splat(0)
  const from1 = from + lane
  const from2 = from1 + lane
  const from3 = from2 + lane
  const bytes = (depth as usize) * 4
  let at: usize = 0
  for (; at + 32 <= bytes; at += 32) {
    const v = v128.load(vector + at)
    const w = v128.load(vector + at, 16)
    a0 = fma(v128.load(from + at), v, a0)
    a1 = fma(v128.load(from1 + at), v, a1)
    a2 = fma(v128.load(from2 + at), v, a2)
    a3 = fma(v128.load(from3 + at), v, a3)
    b0 = fma(v128.load(from + at, 16), w, b0)
    b1 = fma(v128.load(from1 + at, 16), w, b1)
    b2 = fma(v128.load(from2 + at, 16), w, b2)
    b3 = fma(v128.load(from3 + at, 16), w, b3)
  }
  a0 = f32x4.add(a0, b0)
  a1 = f32x4.add(a1, b1)
  a2 = f32x4.add(a2, b2)
  a3 = f32x4.add(a3, b3)
  // The four lanes' sums, transposed: one vector of each quarter.
  const low01 = lowPairs(a0, a1)
  const low23 = lowPairs(a2, a3)
  const high01 = highPairs(a0, a1)
  const high23 = highPairs(a2, a3)
  const even = f32x4.add(lowHalves(low01, low23), highHalves(low01, low23))
  const odd = f32x4.add(lowHalves(high01, high23), highHalves(high01, high23))
  let sum = f32x4.add(v128.load(init), f32x4.add(even, odd))
  for (; at < bytes; at += 4) {
    let rest = v128.load32_zero(from + at)
    rest = v128.load32_lane(from1 + at, rest, 1)
    rest = v128.load32_lane(from2 + at, rest, 2)
    rest = v128.load32_lane(from3 + at, rest, 3)
    sum = fma(rest, v128.load32_splat(vector + at), sum)
  }
  v128.store(out, sum)
}

function sumFour(from: usize, step: i32, vector: usize, depth: i32, init: usize, out: usize): void {
  let sum = v128.load(init)
  for (let k = 0; k < depth; k++) {
    sum = fma(v128.load(from), v128.load32_splat(vector + (k as usize) * 4), sum)
    from += step
  }
  v128.store(out, sum)
}

function sumLanes(from: usize, step: i32, vector: usize, depth: i32, init: usize, initStep: i32, out: usize): void {
  const apart = initStep * 4
  let s0 = v128.load(init)
  let s1 = v128.load(init + apart)
  let s2 = v128.load(init + 2 * apart)
  let s3 = v128.load(init + 3 * apart)
  let s4 = v128.load(init + 4 * apart)
  let s5 = v128.load(init + 5 * apart)
  let s6 = v128.load(init + 6 * apart)
  let s7 = v128.load(init + 7 * apart)
  for (let k = 0; k < depth; k++) {
    const v = v128.load32_splat(vector + (k as usize) * 4)
    s0 = fma(v128.load(from), v, s0)
    s1 = fma(v128.load(from, 16), v, s1)
    s2 = fma(v128.load(from, 32), v, s2)
    s3 = fma(v128.load(from, 48), v, s3)
    s4 = fma(v128.load(from, 64), v, s4)
    s5 = fma(v128.load(from, 80), v, s5)
    s6 = fma(v128.load(from, 96), v, s6)
    s7 = fma(v128.load(from, 112), v, s7)
    from += step
  }
  v128.store(out, s0)
  v128.store(out, s1, 16)
  v128.store(out, s2, 32)
  v128.store(out, s3, 48)
  v128.store(out, s4, 64)
  v128.store(out, s5, 80)
  v128.store(out, s6, 96)
  v128.store(out, s7, 112)
}
