/* Einstein's summation: products of tensors written as a line of axis names. */
import { op } from '../dispatch'
import { ArgumentError, ShapeError } from '../errors'
import { numelOf, showShape } from '../shape'
import type { Tensor } from '../tensor'
import { checkTensor, commonDevice } from './allocate'
import { mul } from './arithmetic'
import { misfit } from './checks'
import { bmm } from './matmul'
import { sum } from './reduce'
import { diagonal } from './strided'
import { expand, permute, reshape, unsqueeze } from './views'

/** A tensor whose axes have names, each once. Axes under an ellipsis are called '.0', '.1', … from the last one on. */
interface Named {
  readonly x: Tensor
  readonly labels: readonly string[]
}

const hidden = (count: number): string[] => Array.from({ length: count }, (_, i) => `.${count - 1 - i}`)

/** The names in one operand's (or the result's) part of the equation; an ellipsis stands for `count` axes. */
function labelsOf(part: string, count: number): string[] {
  const match = /^([A-Za-z]*)(\.\.\.)?([A-Za-z]*)$/.exec(part)
  if (!match) throw new ArgumentError(`'${part}' is not made of letters and at most one '...'`)
  return [...match[1]!, ...(match[2] ? hidden(count) : []), ...match[3]!]
}

/** An operand with its axes named; a name that it has twice means their diagonal. */
function named(x: Tensor, part: string): Named {
  const letters = part.replace('...', '').length
  const open = part.includes('...')
  if (open ? letters > x.ndim : letters !== x.ndim)
    throw new ShapeError(`'${part}' does not name the axes of ${showShape(x.shape)}`)
  let labels = labelsOf(part, x.ndim - letters)
  let y = x
  for (;;) {
    const second = labels.findIndex((label, i) => labels.indexOf(label) !== i)
    if (second < 0) return { x: y, labels }
    const label = labels[second]!
    const first = labels.indexOf(label)
    if (y.shape[first] !== y.shape[second]) misfit([y.shape[first]!], [y.shape[second]!], `subscript ${label}`)
    y = diagonal(y, first, second)
    labels = [...labels.filter((other) => other !== label), label]
  }
}

/** Without the axes whose names nobody needs: summed. */
function drop({ x, labels }: Named, isNeeded: (label: string) => boolean): Named {
  const dims = labels.flatMap((label, axis) => (isNeeded(label) ? [] : [axis]))
  return dims.length === 0 ? { x, labels } : { x: sum(x, dims), labels: labels.filter(isNeeded) }
}

/** Axes in the order of `labels`; those that x lacks have size 1. */
function aligned({ x, labels }: Named, order: readonly string[]): Tensor {
  const present = order.filter((label) => labels.includes(label))
  const y = permute(
    x,
    present.map((label) => labels.indexOf(label)),
  )
  return order.reduce((z, label, axis) => (labels.includes(label) ? z : unsqueeze(z, axis)), y)
}

/** Two operands as one, summed over the names that nobody needs afterwards. */
function contract(
  left: Named,
  right: Named,
  sizes: ReadonlyMap<string, number>,
  isNeeded: (l: string) => boolean,
): Named {
  const inBoth = (label: string) => left.labels.includes(label) && right.labels.includes(label)
  const a = drop(left, (label) => isNeeded(label) || inBoth(label))
  const b = drop(right, (label) => isNeeded(label) || inBoth(label))
  const shared = a.labels.filter((label) => b.labels.includes(label))
  const batch = shared.filter(isNeeded)
  const summed = shared.filter((label) => !isNeeded(label))
  const [rows, columns] = [a, b].map(({ labels }) => labels.filter((label) => !shared.includes(label))) as [
    string[],
    string[],
  ]
  const labels = [...batch, ...rows, ...columns]
  if (summed.length === 0) return { x: mul(aligned(a, labels), aligned(b, labels)), labels }
  const shape = (of: readonly string[]) => of.map((label) => sizes.get(label)!)
  // As batches of matrices, [batch, rows, summed]·[batch, summed, columns]; a size of 1 broadcasts.
  const matrices = (operand: Named, groups: readonly (readonly string[])[]) => {
    const order = groups.flat()
    return reshape(
      expand(aligned(operand, order), shape(order)),
      groups.map((group) => numelOf(shape(group))),
    )
  }
  const product = bmm(matrices(a, [batch, rows, summed]), matrices(b, [batch, summed, columns]))
  return { x: reshape(product, shape(labels)), labels }
}

/** The size of every name, from all operands. */
function sizesOf(operands: readonly Named[]): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const { x, labels } of operands)
    labels.forEach((label, axis) => {
      const [size, known] = [x.shape[axis]!, sizes.get(label) ?? 1]
      if (size !== known && size !== 1 && known !== 1) misfit([known], [size], `subscript ${label}`)
      if (size !== 1 || !sizes.has(label)) sizes.set(label, size)
    })
  return sizes
}

/** The names of the result: those after the arrow, or those that appear once, in order, behind the ellipsis. */
function outputLabels(output: string | undefined, operands: readonly Named[], parts: readonly string[]): string[] {
  const all = operands.flatMap(({ labels }) => labels)
  const hiddenCount = all.reduce(
    (most, label) => (label[0] === '.' ? Math.max(most, Number(label.slice(1)) + 1) : most),
    0,
  )
  if (output === undefined) {
    const letters = parts.join('').replaceAll('.', '')
    const once = [...letters].filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter))
    return [...hidden(hiddenCount), ...once.sort()]
  }
  const labels = labelsOf(output, hiddenCount)
  for (const [i, label] of labels.entries()) {
    if (labels.indexOf(label) !== i || !all.includes(label))
      throw new ArgumentError(`subscript ${label} of the output '${output}' is there twice, or in no operand`)
  }
  return labels
}

const contracted = op('einsum', (operands: readonly Tensor[], equation: string): Tensor => {
  for (const x of operands) checkTensor(x, 'operand')
  commonDevice(operands)
  const [input = '', output, ...more] = equation.replaceAll(' ', '').split('->')
  const parts = input.split(',')
  if (more.length > 0 || parts.length !== operands.length)
    throw new ArgumentError(`'${equation}' is for ${parts.length} operands, got ${operands.length}`)
  const all = operands.map((x, i) => named(x, parts[i]!))
  const sizes = sizesOf(all)
  const result = outputLabels(output, all, parts)
  const neededFrom = (next: number) => (label: string) =>
    result.includes(label) || all.slice(next).some(({ labels }) => labels.includes(label))
  const total = all.reduce((left, right, i) => contract(left, right, sizes, neededFrom(i + 1)))
  return aligned(
    drop(total, (label) => result.includes(label)),
    result,
  )
})

/**
 * Σ of products, as the equation names the axes: 'ij,jk->ik' is the matrix product, 'ii' the trace, 'bij->bji' a transpose.
 * '...' stands for axes that broadcast. Operands are contracted from left to right, in pairs.
 */
export const einsum = (equation: string, ...operands: (Tensor | readonly Tensor[])[]): Tensor =>
  contracted(operands.flat() as Tensor[], equation)
