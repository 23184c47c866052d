/*
 * One op over strided operands, broadcast. The innermost axis is a run; what does not lie one behind the other in it is brought to
 * a small workspace first, 512 elements at a time (they stay in the first cache), so that every op needs a single loop. An operand
 * that is one number along the run fills its workspace once. The last one to three elements of a run go through the workspace
 * too: no loop has a tail.
 */
import { beginOf, lineOf } from '../parts'
import { Loop } from './loops'
import { CHOICE, FIRST_COMPARISON, loopOf } from './table'

const CHUNK: i32 = 512
/** Bytes of each operand's workspace; a thread has four of them. */
const ROOM: usize = (CHUNK as usize) << 2
/** The step of an operand that the op does not take: no elements lie one byte apart but bytes. */
const UNUSED: usize = 1

/** Copies n elements, of 1 or 4 bytes, to or from places `step` bytes apart. */
function move(n: i32, size: usize, to: usize, toStep: usize, from: usize, fromStep: usize): void {
  if (size == 1)
    for (let i = 0; i < n; i++, to += toStep, from += fromStep) store<u8>(to, load<u8>(from))
  else for (let i = 0; i < n; i++, to += toStep, from += fromStep) store<u32>(to, load<u32>(from))
}

/** n, a multiple of 4, elements of an operand: where they lie, if one behind the other, else their copy in `room`. */
// @ts-expect-error: decorator
@inline
function ready(n: i32, size: usize, from: usize, step: usize, room: usize): usize {
  if (step == size || step == UNUSED) return from
  if (step != 0) move(n, size, room, size, from, step)
  return room
}

/** Where a step is 0, the number fills the workspace for the whole run. */
// @ts-expect-error: decorator
@inline
function spread(n: i32, size: usize, from: usize, step: usize, room: usize): void {
  if (step == 0) move(min(n + 3 & ~3, CHUNK), size, room, size, from, 0)
}

function run(
  loop: Loop,
  n: i32,
  outSize: usize,
  xSize: usize,
  room: usize,
  out: usize,
  outStep: usize,
  x: usize,
  xStep: usize,
  y: usize,
  yStep: usize,
  z: usize,
  zStep: usize,
): void {
  const roomX = room + ROOM
  const roomY = roomX + ROOM
  const roomZ = roomY + ROOM
  spread(n, xSize, x, xStep, roomX)
  spread(n, 4, y, yStep, roomY)
  spread(n, 4, z, zStep, roomZ)
  const isFlat = outStep == outSize && xStep == xSize && (yStep == 4 || yStep == UNUSED) && (zStep == 4 || zStep == UNUSED)
  const most = isFlat ? n & ~3 : CHUNK
  let left = n & ~3
  while (left > 0) {
    const m = min(left, most)
    const to = outStep == outSize ? out : room
    loop(m, to, ready(m, xSize, x, xStep, roomX), ready(m, 4, y, yStep, roomY), ready(m, 4, z, zStep, roomZ))
    if (to != out) move(m, outSize, out, outStep, room, outSize)
    out += outStep * (m as usize)
    x += xStep * (m as usize)
    y += yStep * (m as usize)
    z += zStep * (m as usize)
    left -= m
  }
  const rest = n & 3
  if (rest == 0) return
  if (xStep != 0) move(rest, xSize, roomX, xSize, x, xStep)
  if (yStep > UNUSED) move(rest, 4, roomY, 4, y, yStep)
  if (zStep > UNUSED) move(rest, 4, roomZ, 4, z, zStep)
  loop(4, room, roomX, roomY, roomZ)
  move(rest, outSize, out, outStep, room, outSize)
}

/**
 * out = op(x, y, z), a run of n elements for each place of the axes around it. Steps are in bytes, 1 for what the op does not take.
 * `axes`: the number of outer axes, and for each, innermost first, its size and the steps of out, x, y and z.
 */
export function pointwise(
  slot: i32,
  part: i32,
  parts: i32,
  op: i32,
  n: i32,
  workspace: usize,
  axes: usize,
  out: usize,
  outStep: usize,
  x: usize,
  xStep: usize,
  y: usize,
  yStep: usize,
  z: usize,
  zStep: usize,
): void {
  const loop = loopOf(op)
  const outSize: usize = op >= FIRST_COMPARISON ? 1 : 4
  const xSize: usize = op == CHOICE ? 1 : 4
  const room = workspace + (slot as usize) * 4 * ROOM
  const rank = load<i32>(axes)
  if (rank == 0) {
    const from = lineOf(n, part, parts)
    const until = lineOf(n, part + 1, parts)
    const at = from as usize
    run(loop, until - from, outSize, xSize, room, out + at * outStep, outStep, x + at * xStep, xStep, y + at * yStep, yStep, z + at * zStep, zStep)
    return
  }
  let runs: i64 = 1
  for (let axis = 0; axis < rank; axis++) runs *= load<i32>(axes + 4 + axis * 20)
  const until = beginOf(runs, part + 1, parts)
  for (let i = beginOf(runs, part, parts); i < until; i++) {
    let rest = i
    let o = out
    let p = x
    let q = y
    let r = z
    for (let axis = 0, entry = axes + 4; axis < rank; axis++, entry += 20) {
      const size = load<i32>(entry)
      const at = axis == rank - 1 ? rest : rest % size
      rest /= size
      o += at * load<i32>(entry, 4)
      p += at * load<i32>(entry, 8)
      q += at * load<i32>(entry, 12)
      r += at * load<i32>(entry, 16)
    }
    run(loop, n, outSize, xSize, room, o, outStep, p, xStep, q, yStep, r, zStep)
  }
}
