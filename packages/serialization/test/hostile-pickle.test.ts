import { describe, expect, test } from 'vitest'
import { load, loadCheckpoint } from '../src/index'
import { decode } from '../src/torch'
import { call, dict, global, int, legacy, ORDERED, pt, sizes, storage, str, tensor, tuple, V2 } from './builders'
import { described, refusal } from './helpers'

test('the builders build what is read', async () => {
  for (const file of [await pt(dict(str('a'), tensor())), legacy(dict(str('a'), tensor()))])
    expect(described(await load(file))).toMatchObject({ a: { $tensor: { shape: [2], values: [0, 0] } } })
})

const MANY = 3_000_000

describe('a pickle that is no data is refused', () => {
  const cases: [what: string, pickle: string, message: RegExp][] = [
    ['os.system', call(global('os', 'system'), str('id')), /asks for os\.system, which is refused/],
    ['eval', call(global('builtins', 'eval'), str('1')), /asks for builtins\.eval/],
    ['eval by its old name', call(global('__builtin__', 'eval'), str('1')), /asks for builtins\.eval/],
    ['a name by STACK_GLOBAL', `${str('os')}${str('system')}\x93`, /asks for os\.system/],
    [
      'an innocent name of an unknown module',
      global('mymodel', 'Config'),
      /asks for mymodel\.Config.*load it in Python/s,
    ],
    [
      'a name with dots',
      `${str('torch._utils')}${str('_rebuild_tensor_v2.__globals__')}\x93`,
      /asks for torch\._utils\._rebuild_tensor_v2\.__globals__/,
    ],
    ['getattr of torch', call(global('builtins', 'getattr'), global('torch', 'Size'), str('x')), /builtins\.getattr/],
    ['a name of Object.prototype', global('torch', 'toString'), /asks for torch\.toString/],
    ['a storage called constructor', global('torch', 'constructorStorage'), /asks for torch/],
    ['torch.load in a pickle', global('torch.storage', '_load_from_bytes'), /_load_from_bytes/],
    ['a number called as a function', `${int(1)})R`, /expects a function/],
    ['torch.Tensor called', call(global('torch', 'Tensor'), int(3)), /expects a function, not torch\.Tensor/],
    ['an instance by INST', '(ios\nsystem\n', /unknown instruction/],
    ['an instance by OBJ', '(o', /unknown instruction/],
    ['an extension', '\x82\x01', /unknown instruction/],
    ['a buffer out of band', '\x97', /unknown instruction/],
    ['attributes set on a tensor', `${tensor()}${dict()}b`, /expects a Map/],
    ['a persistent id that is no storage', storage(2, { kind: 'module' }), /whole pickled model/],
    ['a persistent id that is a string', `${str('x')}Q`, /expects a tuple/],
    ['an unknown protocol', '\x80\x09', /unknown pickle protocol/],
    ['an unknown instruction', '\xff', /unknown instruction 0xff/],
    ['values left on the stack', `${int(1)}${int(2)}`, /has 2 values instead of one/],
    ['an empty stack', '0', /expects a value/],
    ['a value from below a mark', `${int(1)}(0`, /expects a value/],
    ['a group that was never opened', 't', /expects a group/],
    ['a memo that was never stored', 'h\x05', /expects memo 5/],
    ['appending to a dict', `}${int(1)}a`, /expects a Array/],
    ['a key that is a dict', dict(dict(), int(1)), /as a key/],
    ['two keys that read the same', dict(int(1), int(1), str('1'), int(2)), /key '1' twice/],
    ['the key __proto__', dict(str('__proto__'), dict(str('polluted'), '\x88')), /key '__proto__'/],
    ['a function as data', dict(str('f'), V2), /is torch\._utils\._rebuild_tensor_v2, no data/],
    ['a list that contains itself', ']q\x00h\x00a', /contains itself/],
    ['a dict that contains itself', `}q\x00${str('a')}h\x00s`, /\['a'\] contains itself/],
    ['nesting ten thousand deep', `${']'.repeat(10_000)}${'a'.repeat(9_999)}`, /nested too deep/],
    ['three million lists', `](${']'.repeat(MANY)}e`, /builds too much/],
    [
      'a set made again and again of one large list',
      `](${int(1).repeat(1000)}eq\x000${`${global('builtins', 'set')}h\x00\x85R0`.repeat(400)}N`,
      /builds too much/,
    ],
    ['a string of 4 GB', `X\xff\xff\xff\xff`, /needs 4294967295 bytes/],
    ['bytes of 2^63', `\x8e${'\xff'.repeat(8)}`, /needs 18446744073709552000 bytes/],
    ['an integer of a gigabyte', '\x8b\x00\x00\x00\x40', /an integer of 1073741824 bytes/],
    ['a line without an end', `c${'x'.repeat(100_000)}`, /asks for|needs 65536 bytes/],
    ['sets that double', `${global('builtins', 'set')}](${int(1)}e\x85R`, /no state_dict/],
  ]
  for (const [what, pickle, message] of cases)
    test(what, async () => {
      const file = await pt(pickle)
      expect(await refusal(() => load(file))).toMatch(message)
      await (/no state_dict/.test(message.source) ? decode(file) : refusal(() => decode(file)))
      await refusal(() => load(legacy(pickle)))
      // Where names that are no data are skipped, it may be harmless: read, or refused, and nothing else.
      await loadCheckpoint(file, { foreign: 'skip' }).catch((error) => expect(error.name).toBe('CheckpointError'))
    })

  test('nothing on Object.prototype was touched', () =>
    expect(({} as Record<string, unknown>).polluted).toBeUndefined())
})

describe('a tensor that its storage cannot hold is refused', () => {
  const cases: [what: string, pickle: string, message: RegExp][] = [
    ['a size beyond the storage', tensor(sizes(3)), /needs 12 bytes of a storage of 8/],
    ['a stride beyond the storage', tensor(sizes(2), sizes(5)), /needs 24 bytes of a storage of 8/],
    ['an offset beyond the storage', tensor(sizes(2), sizes(1), int(1)), /needs 12 bytes/],
    ['a negative size', tensor(sizes(-1)), /sizes \[-1\]/],
    ['a negative stride', tensor(sizes(2), sizes(-1), int(1)), /sizes \[-1\]/],
    ['a negative offset', tensor(sizes(2), sizes(1), int(-1)), /from -1 on/],
    ['sizes and strides of different length', tensor(sizes(2), sizes(1, 1)), /with strides \[1, 1\]/],
    ['a size that is no number', tensor(tuple(str('2'))), /sizes \[2\]/],
    ['a size beyond 2^53', tensor(sizes(2n ** 60n), sizes(0)), /sizes \[1152921504606846976\]/],
    [
      'sizes whose product overflows',
      tensor(sizes(2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1), sizes(0, 0, 0)),
      /too many elements/,
    ],
    ['a gigabyte out of one element', tensor(sizes(2 ** 28), sizes(0)), /has 1073741824 bytes of a storage of 8/],
    ['a hundred dims', tensor(tuple(int(1).repeat(100)), tuple(int(1).repeat(100))), /sizes/],
    ['a tensor of no storage', tensor(sizes(2), sizes(1), int(0), int(5)), /expects a storage, not 5/],
    [
      'a storage of another size than its record',
      tensor(sizes(2), sizes(1), int(0), storage(3)),
      /has 8 bytes instead of 12/,
    ],
    [
      'a gigabyte announced in a kilobyte',
      tensor(sizes(2), sizes(1), int(0), storage(2 ** 28)),
      /has 8 bytes instead of 1073741824/,
    ],
    [
      'a storage of 2^60 elements',
      tensor(sizes(2), sizes(1), int(0), storage(2n ** 60n)),
      /a storage of 1152921504606846976/,
    ],
    ['a storage of minus one element', tensor(sizes(0), sizes(1), int(0), storage(-1)), /a storage of -1/],
    [
      'a record that is not there',
      tensor(sizes(2), sizes(1), int(0), storage(2, { key: 'x' })),
      /data\/x has no bytes/,
    ],
    ['a key that climbs out', tensor(sizes(2), sizes(1), int(0), storage(2, { key: '../data.pkl' })), /has no bytes/],
    ['one storage of two sizes', tuple(tensor(), tensor(sizes(1), sizes(1), int(0), storage(1))), /elsewhere 8/],
    [
      'one storage of two types',
      tuple(tensor(), tensor(sizes(1), sizes(1), int(0), storage(1, { type: 'DoubleStorage' }))),
      /of float64, elsewhere/,
    ],
    ['a storage of unknown type', storage(2, { type: 'QInt8Storage' }), /QInt8Storage.*dequantize/s],
    [
      'a size list changed afterwards',
      `${sizes(2)}q\x000${call(V2, storage(2), int(0), 'h\x00', sizes(1), '\x89', ORDERED)}h\x00${int(2 ** 30)}a0`,
      /no state_dict/,
    ],
  ]
  for (const [what, pickle, message] of cases)
    test(what, async () => expect(await refusal(async () => load(await pt(pickle)))).toMatch(message))
})
