import { inflateSync } from 'node:zlib'
import { ArgumentError, arange, reshape, ShapeError, tensor, zeros } from '@torchlet/tensor-core/ops'
import { describe, expect, it } from 'vitest'
import {
  COLORMAPS,
  colorDepth,
  colormap,
  encodePng,
  featureGrid,
  filterGrid,
  type Picture,
  renderAnsi,
  toImage,
} from '../src'

/** Pixels as '#rrggbb', transparent ones as '.'. */
function pixels({ width, data }: Picture): string[][] {
  const all: string[] = []
  for (let i = 0; i < data.length; i += 4) {
    const hex = [...data.subarray(i, i + 3)].map((value) => value.toString(16).padStart(2, '0')).join('')
    all.push(data[i + 3] === 0 ? '.' : hex)
  }
  return Array.from({ length: all.length / width }, (_, row) => all.slice(row * width, (row + 1) * width))
}

// matplotlib 3.6.3: colormaps[name](i) × 255, for i of 256.
const MATPLOTLIB: Record<string, Record<number, string>> = {
  viridis: { 0: '440154', 85: '31688e', 170: '35b779', 255: 'fde725' },
  magma: { 0: '000004', 85: '721f81', 170: 'f1605d', 255: 'fcfdbf' },
  inferno: { 0: '000004', 85: '781c6d', 170: 'ed6925', 255: 'fcffa4' },
  plasma: { 0: '0d0887', 85: '9c179e', 170: 'ed7953', 255: 'f0f921' },
  cividis: { 0: '00224e', 85: '575d6d', 170: 'a59c74', 255: 'fee838' },
  gray: { 0: '000000', 85: '555555', 170: 'aaaaaa', 255: 'ffffff' },
  RdBu: { 0: '67001f', 255: '053061' },
}

describe('colormaps', () => {
  const at = (name: (typeof COLORMAPS)[number], i: number) =>
    colormap(name)(i / 255)
      .map((value) => value.toString(16).padStart(2, '0'))
      .join('')
  it.each(COLORMAPS)('%s has the colours of matplotlib', (name) => {
    for (const [i, expected] of Object.entries(MATPLOTLIB[name]!)) expect(at(name, Number(i))).toBe(expected)
  })
  it('stays at its ends outside [0, 1]', () => expect([at('gray', -9), at('gray', 999)]).toEqual(['000000', 'ffffff']))
  it('is a function where one is given', () => expect(colormap(() => [1, 2, 3])(0.5)).toEqual([1, 2, 3]))
  it('is an error for a name that is none', () => expect(() => colormap('jet' as never)).toThrow(/viridis, magma/))
})

describe('toImage', () => {
  const { NaN: nan } = Number
  const cases: [string, Picture, string[][]][] = [
    [
      'from the least to the greatest',
      toImage(tensor([[5, 6, 7]]), { colormap: 'gray' }),
      [['000000', '808080', 'ffffff']],
    ],
    [
      'in a range',
      toImage(tensor([[-1, 1, 2]]), { colormap: 'gray', range: [0, 1] }),
      [['000000', 'ffffff', 'ffffff']],
    ],
    ['as far below zero as above', toImage(tensor([[0, 2]]), { colormap: 'RdBu' }), [['f7f7f7', '053061']]],
    ['what is not finite', toImage(tensor([[0, nan, 1]]), { colormap: 'gray' }), [['000000', 'ff00ff', 'ffffff']]],
    ['constant', toImage(zeros([1, 1, 1]), { colormap: 'gray' }), [['808080']]],
    [
      'constant, beside what is not finite',
      toImage(tensor([[nan, 2, -1 / 0]]), { colormap: 'gray' }),
      [['ff00ff', '808080', 'ff00ff']],
    ],
    [
      'larger',
      toImage(tensor([[0, 1]]), { colormap: 'gray', scale: 2 }),
      [
        ['000000', '000000', 'ffffff', 'ffffff'],
        ['000000', '000000', 'ffffff', 'ffffff'],
      ],
    ],
    ['red, green, blue', toImage(tensor([[[1, 0]], [[0, 1]], [[0, 0]]])), [['ff0000', '00ff00']]],
    ['bools', toImage(tensor([[true, false]]), { colormap: 'gray' }), [['ffffff', '000000']]],
  ]
  it.each(cases)('%s', (_, picture, expected) => expect(pixels(picture)).toEqual(expected))

  const bad: [string, () => unknown, new (m: string) => Error][] = [
    ['a vector', () => toImage(tensor([1])), ShapeError],
    ['a batch', () => toImage(zeros([2, 3, 3])), ShapeError],
    ['nothing', () => toImage(zeros([0, 3])), ShapeError],
    ['a range backwards', () => toImage(zeros([1, 1]), { range: [1, 0] }), ArgumentError],
    ['half a pixel', () => toImage(zeros([1, 1]), { scale: 0.5 }), ArgumentError],
    ['an unknown option', () => toImage(zeros([1, 1]), { color: 'gray' } as never), ArgumentError],
  ]
  it.each(bad)('refuses %s', (_, run, error) => expect(run).toThrow(error))
})

describe('grids', () => {
  const four = reshape(arange(4), [4, 1, 1, 1])
  const cases: [string, Picture, string[][]][] = [
    [
      'filters of one channel in a square',
      filterGrid(four, { colormap: 'gray' }),
      [
        ['.', '.', '.', '.', '.'],
        ['.', '000000', '.', '555555', '.'],
        ['.', '.', '.', '.', '.'],
        ['.', 'aaaaaa', '.', 'ffffff', '.'],
        ['.', '.', '.', '.', '.'],
      ],
    ],
    [
      'in one row, without gaps',
      filterGrid(four, { colormap: 'gray', columns: 4, padding: 0 }),
      [['000000', '555555', 'aaaaaa', 'ffffff']],
    ],
    [
      'a row for each output channel',
      filterGrid(reshape(arange(4), [2, 2, 1, 1]), { colormap: 'gray', padding: 0 }),
      [
        ['000000', '555555'],
        ['aaaaaa', 'ffffff'],
      ],
    ],
    ['three channels are a colour', filterGrid(tensor([[[[1]], [[0]], [[0]]]]), { padding: 0 }), [['ff0000']]],
    [
      'each tile its own range',
      filterGrid(reshape(tensor([0, 1, 5, 9]), [2, 1, 1, 2]), {
        colormap: 'gray',
        padding: 0,
        columns: 1,
        range: 'own',
      }),
      [
        ['000000', 'ffffff'],
        ['000000', 'ffffff'],
      ],
    ],
    [
      'a background',
      featureGrid(zeros([1, 1, 1, 1]), { colormap: 'gray', background: [1, 2, 3], columns: 9 }),
      [
        ['010203', '010203', '010203'],
        ['010203', '808080', '010203'],
        ['010203', '010203', '010203'],
      ],
    ],
    [
      'scaled tiles',
      featureGrid(tensor([[[0]], [[1]]]), { colormap: 'gray', scale: 2, padding: 0 }),
      [
        ['000000', '000000', 'ffffff', 'ffffff'],
        ['000000', '000000', 'ffffff', 'ffffff'],
      ],
    ],
  ]
  it.each(cases)('%s', (_, picture, expected) => expect(pixels(picture)).toEqual(expected))

  const bad: [string, () => unknown, new (m: string) => Error][] = [
    ['a vector', () => filterGrid(zeros([3])), ShapeError],
    ['a batch', () => featureGrid(zeros([2, 3, 4, 4])), ShapeError],
    ['no columns', () => filterGrid(four, { columns: 0 }), ArgumentError],
    ['a range of no name', () => filterGrid(four, { range: 'each' as never }), ArgumentError],
    ['an unknown option', () => featureGrid(zeros([1, 1, 1]), { gap: 1 } as never), ArgumentError],
  ]
  it.each(bad)('refuses %s', (_, run, error) => expect(run).toThrow(error))
})

describe('encodePng', () => {
  it('writes the signature, the size, and the pixels', async () => {
    const picture = toImage(
      tensor([
        [0, 1],
        [1, 0],
        [0, 0],
      ]),
      { colormap: 'gray' },
    )
    const png = Buffer.from(await encodePng(picture))
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2, 3])
    const length = png.readUInt32BE(33)
    expect(png.toString('latin1', 37, 41)).toBe('IDAT')
    const rows = inflateSync(png.subarray(41, 41 + length))
    expect(rows.length).toBe(3 * 9)
    expect([...rows.subarray(1, 9)]).toEqual([...picture.data.subarray(0, 8)])
    // The checksum of an empty IEND is the same in every file.
    expect(png.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082')
  })
  it.each([
    [2, 2, 3],
    [1.5, 2, 12],
    [0, 2, 0],
    [-1, -1, 4],
  ])('refuses what is no picture: %d × %d of %d bytes', (width, height, bytes) =>
    expect(encodePng({ width, height, data: new Uint8ClampedArray(bytes) })).rejects.toThrow(ArgumentError),
  )
})

describe('renderAnsi', () => {
  const two = toImage(
    tensor([
      [0, 1],
      [1, 1],
    ]),
    { colormap: 'gray' },
  )
  const three = toImage(tensor([[0], [0.5], [1]]), { colormap: 'gray' })
  const cases: [string, string, string][] = [
    [
      '24 bits',
      renderAnsi(two, { color: 'truecolor' }),
      '\x1b[0;38;2;0;0;0;48;2;255;255;255m▀\x1b[0;38;2;255;255;255;48;2;255;255;255m▀\x1b[0m',
    ],
    ['256 colours', renderAnsi(two, { color: '256' }), '\x1b[0;38;5;16;48;5;231m▀\x1b[0;38;5;231;48;5;231m▀\x1b[0m'],
    ['shades', renderAnsi(two, { color: 'none' }), '▒█'],
    ['ASCII', renderAnsi(two, { color: 'none', ascii: true }), '+@'],
    [
      'an odd number of rows',
      renderAnsi(three, { color: '256' }),
      '\x1b[0;38;5;16;48;5;244m▀\x1b[0m\n\x1b[0;38;5;231m▀\x1b[0m',
    ],
    ['made smaller', renderAnsi(toImage(zeros([80, 160])), { color: 'none', width: 4 }), '▒▒▒▒'],
    ['transparent', renderAnsi({ width: 1, height: 2, data: new Uint8ClampedArray(8) }, { color: 'truecolor' }), ' '],
  ]
  it.each(cases)('%s', (_, text, expected) => expect(text).toBe(expected))
  it('refuses a depth of no name', () =>
    expect(() => renderAnsi(two, { color: 'yes' as never })).toThrow(ArgumentError))

  const environments: [Record<string, string>, string][] = [
    [{ NO_COLOR: '1', COLORTERM: 'truecolor' }, 'none'],
    [{ COLORTERM: 'truecolor' }, 'truecolor'],
    [{ TERM: 'xterm-256color' }, '256'],
    [{ TERM: 'dumb' }, 'none'],
    [{ FORCE_COLOR: '3', TERM: 'dumb' }, 'truecolor'],
    [{ FORCE_COLOR: '0', COLORTERM: 'truecolor' }, 'none'],
  ]
  it.each(environments)('reads the environment: %o is %s', (env, depth) => expect(colorDepth(env)).toBe(depth))
})
