/* What training scripts keep beside the weights and is no plain data: refused, unless it is to be skipped. Run it is never. */
import { ArgumentError } from '@torchlet/tensor-core/ops'
import { describe, expect, test } from 'vitest'
import { load, loadCheckpoint, open } from '../src/index'
import { call, dict, global, int, legacy, pt, str, tensor } from './builders'
import { described, expected, golden, goldenPath, refusal } from './helpers'

const FILES = ['training-2.pt', 'training-5.pt', 'training-2-legacy.pt', 'training-5-legacy.pt']
const skip = { foreign: 'skip' } as const

describe.each(FILES)('%s', (name) => {
  test('is refused, and told how it is read', async () =>
    expect(await refusal(() => load(golden(name)))).toMatch(/collections\.Counter, which is refused.*foreign: 'skip'/s))

  test('gives its weights', async () => {
    const state = expected['state.pt']
    expect(described(await load(golden(name), skip))).toEqual(state)
    await using file = await open(goldenPath(name), skip)
    expect(Object.keys(file.tensors)).toEqual(Object.keys(state as object))
    expect(described(await file.get('out.bias'))).toEqual((state as Record<string, unknown>)['out.bias'])
  })

  test('gives what can be told of the rest', async () => {
    const { state_dict: _, scheduler, ...rest } = (await loadCheckpoint(golden(name), skip)) as Record<string, unknown>
    expect(scheduler).toMatchObject({ gamma: 0.1, last_epoch: 0, milestones: null })
    expect(rest).toEqual({
      // A Namespace's attributes, a defaultdict's items; itself within itself is nothing.
      args: { lr: 0.1, layers: [1, 2], itself: null },
      log: { loss: [0.5, 0.25] },
      best: null,
      history: null,
      recent: null,
      started: null,
      where: null,
      range: null,
    })
  })
})

describe('what is skipped does nothing', () => {
  const evil = call(global('os', 'system'), str('id'))
  const cases: [what: string, pickle: string, content: unknown][] = [
    ['a call', evil, null],
    [
      'a call of what a call gave',
      call(call(global('builtins', 'getattr'), global('os', 'x'), str('y')), int(1)),
      null,
    ],
    ['a name alone', global('os', 'system'), null],
    ['what is appended to it', `${evil}(${int(1)}${int(2)}e`, null],
    ['what is added to it as a set', `${evil}(${int(1)}\x90`, null],
    ['its items', `${evil}(${str('a')}${int(1)}u`, { a: 1 }],
    ['its attributes', `${evil}${dict(str('a'), int(1))}b`, { a: 1 }],
    ['attributes that are no dict', `${evil}${int(1)}b`, null],
  ]
  for (const [what, pickle, content] of cases)
    test(what, async () => {
      const whole = dict(str('w'), dict(str('a'), tensor()), str('x'), pickle)
      for (const file of [await pt(whole), legacy(whole)]) {
        expect((await loadCheckpoint(file, skip)) as object).toMatchObject({ x: content })
        expect(Object.keys(await load(file, skip))).toEqual(['a'])
        expect(await refusal(() => load(file))).toMatch(/asks for (os|builtins)\./)
      }
    })

  test('a tensor of what was skipped is refused', async () => {
    const file = await pt(dict(str('a'), tensor(undefined, undefined, undefined, evil)))
    expect(await refusal(() => load(file, skip))).toMatch(/expects a storage, not what was skipped/)
  })

  test('attributes set again and again are counted', async () => {
    const items = Array.from({ length: 300 }, (_, i) => int(i) + int(i)).join('')
    const file = await pt(`}(${items}uq\x000](${`${evil}h\x00b`.repeat(400)}e`)
    expect(await refusal(() => loadCheckpoint(file, skip))).toMatch(/builds too much/)
  })
})

test("a module's extra state is left out of the tensors, other things among them are named", async () => {
  const extra = dict(str('a'), tensor(), str('norm._extra_state'), dict(str('scale'), int(1)))
  expect(Object.keys(await load(await pt(extra)))).toEqual(['a'])
  const mixed = dict(str('state_dict'), dict(str('a'), tensor(), str('names'), '('.concat('t')))
  expect(await refusal(async () => load(await pt(mixed)))).toMatch(
    /state_dict: a dict of 2, of which names is no tensor/,
  )
})

test('a tensor that is a view with its signs turned is refused', async () => {
  // _rebuild_tensor_v2's last argument, which PyTorch 2 gives where such a bit is set.
  const turned = `${tensor().slice(0, -'tR'.length)}${dict(str('neg'), '\x88')}tR`
  expect(await refusal(async () => load(await pt(dict(str('a'), turned))))).toMatch(/is negated or conjugated/)
})

describe('an option that nobody reads is an error', () => {
  const file = goldenPath('state.pt')
  const cases: [string, () => Promise<unknown>][] = [
    ['load', () => load(file, { onprogress: () => {} } as object)],
    ['load, a device in the place of options', () => load(file, { kernels: {} } as object)],
    ['loadCheckpoint', () => loadCheckpoint(file, { filter: () => true } as object)],
    ['open', () => open(file, { dtype: 'float16' } as object)],
    ['a policy that is none', () => load(file, { foreign: 'ignore' as 'skip' })],
    ['a device by name', () => load(file, { device: 'cuda' as never })],
    ['a string', () => load(file, 'float16' as never)],
  ]
  test.each(cases)('%s', async (_, act) => {
    await expect(act()).rejects.toBeInstanceOf(ArgumentError)
  })
})
