/* What becomes of ops before anything runs: chains are one command, what nobody reads is none, producers take along what follows. */
import type { DType, PointwiseOp } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import type { GpuBuffer } from '../src/buffer'
import { elementwiseKernels } from '../src/kernels/elementwise'
import { bind, neededOf } from '../src/plan'
import { Recorder } from '../src/recorder'
import { BufferView } from '../src/view'

const plus: PointwiseOp = { name: 'add', f: (x: number, y: number) => x + y, wgsl: 'x + y', result: 'same' }

/** A recorder without a device, and ops on it by views. */
function bench(mostBuffers = 8) {
  const dead: unknown[] = []
  const recorder: Recorder = new Recorder(
    { mostBuffers, onProcessor: false },
    (value) => dead.push(value),
    () => {},
  )
  const kernels = elementwiseKernels(recorder)
  const make = (shape: number[], dtype: DType = 'float32') =>
    new BufferView(
      recorder.allocate(
        dtype,
        shape.reduce((n, size) => n * size, 1),
      ),
      shape,
    )
  /** A tensor whose memory is there. */
  const given = (shape: number[]) => {
    const view = make(shape)
    recorder.written(view.buffer)
    return view
  }
  const add = (x: BufferView, y: BufferView | number) => {
    const out = make([...x.shape])
    kernels.map(plus, [x, y], 'float32', out)
    return out
  }
  /** A program that emits its elements, as a convolution does. */
  const produce = (...reads: BufferView[]) => {
    const out = make([4])
    recorder.run({
      op: 'produce',
      key: 'produce',
      wgsl: () => 'fn main() {}',
      reads: reads.map(({ buffer }) => buffer),
      writes: [out.buffer],
      emits: true,
      workgroups: 1,
    })
    return out
  }
  const force = (view: BufferView) => recorder.force(view.buffer.value)
  const free = (...buffers: { buffer: GpuBuffer }[]) => buffers.forEach(({ buffer }) => recorder.free(buffer))
  return { recorder, kernels, make, given, add, produce, force, free, dead }
}

describe('elementwise ops', () => {
  it('are recorded when they are read, all of a chain at once', () => {
    const { recorder, given, add, force } = bench()
    const x = given([4])
    const y = add(add(add(x, 1), 2), x)
    expect(recorder.commands).toEqual([])
    force(y)
    expect(recorder.commands.map(({ op }) => op)).toEqual(['map'])
    expect(recorder.commands[0]!.reads).toEqual([x.buffer.value])
  })

  it('are cut where they bind too much', () => {
    const { recorder, given, add, force } = bench(4)
    const sum = Array.from({ length: 9 }, () => given([4])).reduce((total, part) => add(total, part))
    force(sum)
    expect(recorder.commands.length).toBeGreaterThan(1)
    for (const { reads, writes } of recorder.commands) expect(reads.length + writes.length).toBeLessThanOrEqual(4)
  })

  it('keep the memory of operands that are freed', () => {
    const { given, add, free, dead } = bench()
    const x = given([4])
    const { value } = x.buffer
    const y = add(x, 1)
    free(x)
    expect(dead).not.toContain(value)
    free(y)
    expect(dead).toContain(value)
  })
})

describe('a producer', () => {
  it('takes along what follows, and is not written where nobody reads it', () => {
    const { recorder, given, add, produce, force, free } = bench()
    const made = produce(given([4]))
    const y = add(made, 1)
    force(y)
    free(made)
    expect(recorder.commands.length).toBe(1)
    const command = recorder.commands[0]!
    if (command.kind !== 'dispatch') throw new Error('no dispatch')
    expect(command.epilogue?.out).toBe(y.buffer.value)
    expect(bind(command, () => false).bindings).toBe('r-wu')
    expect(bind(command, () => true).bindings).toBe('r-wwu')
  })

  it('does not take along what reads something that comes later', () => {
    const { recorder, given, add, produce, force } = bench()
    const first = produce(given([4]))
    const later = given([4])
    recorder.run({ op: 'other', key: 'other', wgsl: () => '', reads: [], writes: [later.buffer], workgroups: 1 })
    force(add(first, later))
    expect(recorder.commands.map(({ op }) => op)).toEqual(['produce', 'other', 'map'])
  })

  it('takes along one chain only', () => {
    const { recorder, given, add, produce, force } = bench()
    const made = produce(given([4]))
    force(add(made, 1))
    force(add(made, 2))
    expect(recorder.commands.map(({ op }) => op)).toEqual(['produce', 'map'])
  })
})

describe('what nobody reads', () => {
  it('does not run', () => {
    const { recorder, given, produce, free } = bench()
    const [a, b] = [produce(given([4])), produce(given([4]))]
    free(a)
    expect([...neededOf(recorder.commands)]).toEqual([recorder.commands[1]])
    free(b)
    expect(neededOf(recorder.commands).size).toBe(0)
  })

  it('runs where another that is read needs it', () => {
    const { recorder, given, produce, free } = bench()
    const a = produce(given([4]))
    produce(a)
    free(a)
    expect(neededOf(recorder.commands).size).toBe(2)
  })
})

it('zeros that are read are cleared, not computed', () => {
  const { recorder, make, force } = bench()
  force(make([4]))
  expect(recorder.commands.map(({ kind }) => kind)).toEqual(['clear'])
})

it('a program that binds more than a shader can is refused with both numbers', () => {
  const { produce, given } = bench(3)
  expect(() => produce(given([4]), given([4]), given([4]))).toThrow(/produce: 4 buffers, .* has 3/)
})
