/*
 * A recurrent network's way through sequences. The rows of all steps lie one step after the other, [Σ counts, size]; `counts` says
 * how many each step has. They never grow: where sequences end before others, those come last (see PackedSequence); a plain
 * [T, N, size] has N at every step.
 */
import { linear } from '@torchlet/tensor-core/fused'
import { cat, narrow, select, stack, type Tensor } from '@torchlet/tensor-core/ops'
import type { Memory, Step } from '../functional/recurrent'

/** What one direction of one layer computes with. */
export interface Direction {
  readonly step: Step
  readonly weightIh: Tensor
  readonly weightHh: Tensor
  readonly biasIh: Tensor | null
  readonly biasHh: Tensor | null
  readonly weightHr: Tensor | null
}

const rowsOf = (memory: Memory, start: number, count: number): Memory =>
  memory.map((part) => (start === 0 && count === part.shape[0] ? part : narrow(part, 0, start, count)))
const together = (memories: readonly Memory[]): Memory =>
  memories.length === 1 ? memories[0]! : memories[0]!.map((_, i) => cat(memories.map((memory) => memory[i]!)))

/** Through all steps, from the first or from the last. Gives the rows of all outputs, and each sequence's last memory. */
function runDirection(
  x: Tensor,
  counts: readonly number[],
  start: Memory,
  { step, weightIh, weightHh, biasIh, biasHh, weightHr }: Direction,
  backward: boolean,
): [Tensor, Memory] {
  // The input's part of all steps at once: one large product instead of many small ones.
  const inputs = linear(x, weightIh, biasIh)
  const outputs: Tensor[] = []
  const ended: Memory[] = []
  let active = backward ? 0 : counts[0]!
  let memory = rowsOf(start, 0, active)
  let at = backward ? x.shape[0]! : 0
  for (const count of backward ? counts.toReversed() : counts) {
    if (count < active) {
      ended.unshift(rowsOf(memory, count, active - count))
      memory = rowsOf(memory, 0, count)
    } else if (count > active) {
      // From the end, the longest sequence begins alone; others join it with their own first memory.
      const joining = rowsOf(start, active, count - active)
      memory = active === 0 ? joining : together([memory, joining])
    }
    active = count
    if (backward) at -= count
    memory = step(narrow(inputs, 0, at, count), memory, weightHh, biasHh, weightHr)
    if (!backward) at += count
    outputs.push(memory[0]!)
  }
  if (backward) outputs.reverse()
  return [cat(outputs), together([memory, ...ended])]
}

/**
 * Layer upon layer, each of one or two directions; `between` stands between layers. `start` and the memory that it gives lie
 * layer by layer, [layers·directions, N, size].
 */
export function runLayers(
  x: Tensor,
  counts: readonly number[],
  start: Memory,
  layers: readonly (readonly Direction[])[],
  between: (x: Tensor) => Tensor,
): [Tensor, Memory] {
  const last: Memory[] = []
  let rows = x
  for (const directions of layers) {
    const input = last.length === 0 ? rows : between(rows)
    const outputs = directions.map((direction, i) => {
      const own = start.map((part) => select(part, 0, last.length))
      const [output, memory] = runDirection(input, counts, own, direction, i === 1)
      last.push(memory)
      return output
    })
    rows = outputs.length === 1 ? outputs[0]! : cat(outputs, -1)
  }
  return [rows, start.map((_, i) => stack(last.map((memory) => memory[i]!)))]
}
