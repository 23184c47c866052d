/* Linear algebra and Fourier transforms: identities, and loops that say what they mean. */
import { describe, expect, it } from 'vitest'
import {
  einsum,
  eye,
  fft,
  irfft,
  istft,
  linalg,
  manualSeed,
  rand,
  randn,
  rfft,
  stft,
  type Tensor,
  tensor,
  zeros,
} from '../src/index'

const float64 = { dtype: 'float64' } as const
const distance = (x: Tensor, y: Tensor): number => Number(x.sub(y).abs().max().item())

const SIZES: [number, number][] = [
  [1, 1],
  [3, 5],
  [5, 3],
  [12, 12],
  [40, 17],
]

describe.each(SIZES)('decompositions of [2, %d, %d]', (m, n) => {
  manualSeed(m * n)
  const x = randn([2, m, n], float64)
  const k = Math.min(m, n)

  it.each(['reduced', 'complete'] as const)('qr, %s', (mode) => {
    const { Q, R } = linalg.qr(x, { mode })
    expect(distance(Q.matmul(R), x)).toBeLessThan(1e-13)
    expect(distance(Q.mT.matmul(Q), eye(Q.shape.at(-1)!, float64))).toBeLessThan(1e-13)
    expect(distance(R, R.triu())).toBe(0)
  })

  it.each([true, false])('svd, fullMatrices %s', (fullMatrices) => {
    const { U, S, Vh } = linalg.svd(x, { fullMatrices })
    const [u, v] = [U.narrow(-1, 0, k), Vh.narrow(-2, 0, k)]
    expect(distance(u.mul(S.unsqueeze(-2)).matmul(v), x)).toBeLessThan(1e-12)
    for (const basis of [U.mT.matmul(U), Vh.matmul(Vh.mT)])
      expect(distance(basis, eye(basis.shape.at(-1)!, float64))).toBeLessThan(1e-12)
    expect([...S.data].every((value, i, all) => value >= 0 && (i % k === 0 || value <= all[i - 1]!))).toBe(true)
  })

  it('eigh, inv, solve, det, cholesky of its square', () => {
    const square = x.matmul(x.mT).add(eye(m, float64))
    const { eigenvalues, eigenvectors } = linalg.eigh(square)
    const back = eigenvectors.mul(eigenvalues.unsqueeze(-2)).matmul(eigenvectors.mT)
    expect(distance(back, square)).toBeLessThan(1e-11)
    expect(distance(linalg.inv(square).matmul(square), eye(m, float64))).toBeLessThan(1e-10)
    expect(distance(linalg.solve(square, square.matmul(x)), x)).toBeLessThan(1e-10)
    expect(distance(linalg.det(square).log(), eigenvalues.log().sum(-1))).toBeLessThan(1e-10)
    const L = linalg.cholesky(square)
    expect(distance(L.matmul(L.mT), square)).toBeLessThan(1e-12)
  })
})

it('svd and qr of matrices of less than full rank', () => {
  for (const x of [
    zeros([4, 3], float64),
    tensor(
      [
        [1, 2],
        [2, 4],
        [3, 6],
      ],
      float64,
    ),
    tensor(
      [
        [1e-200, 0],
        [0, 0],
      ],
      float64,
    ),
  ]) {
    const { U, S, Vh } = linalg.svd(x)
    expect(distance(U.mT.matmul(U), eye(x.shape[0]!, float64))).toBeLessThan(1e-14)
    expect(distance(U.narrow(1, 0, S.numel()).mul(S).matmul(Vh), x)).toBeLessThan(1e-14)
    const { Q, R } = linalg.qr(x)
    expect(distance(Q.matmul(R), x)).toBeLessThan(1e-14)
  }
})

const EQUATIONS: [string, number[][]][] = [
  [
    'abc,cd,de->bae',
    [
      [2, 3, 4],
      [4, 5],
      [5, 2],
    ],
  ],
  [
    'ab,ab,ab->b',
    [
      [4, 3],
      [4, 3],
      [4, 3],
    ],
  ],
  [
    'aab,bcc->ca',
    [
      [3, 3, 2],
      [2, 4, 4],
    ],
  ],
  [
    'ab,cd->dacb',
    [
      [2, 3],
      [4, 5],
    ],
  ],
  ['ab,b->', [[3, 4], [4]]],
  ['ba,a', [[3, 4], [4]]],
  [
    'ab,cb->ac',
    [
      [3, 1],
      [2, 5],
    ],
  ],
]

it.each(EQUATIONS)('einsum %s', (equation, shapes) => {
  manualSeed(4)
  const operands = shapes.map((shape) => rand(shape, float64))
  const [input, output] = equation.split('->') as [string, string | undefined]
  const parts = input.split(',')
  const letters = [...new Set(parts.join(''))]
  const once = letters.filter((letter) => parts.join('').split(letter).length === 2).sort()
  const result = output === undefined ? once : [...output]
  const sizes = new Map(
    letters.map((letter) => [
      letter,
      Math.max(...parts.map((part, i) => (part.includes(letter) ? shapes[i]![part.indexOf(letter)]! : 1))),
    ]),
  )
  const want = zeros(
    result.map((letter) => sizes.get(letter)!),
    float64,
  )
  // Every combination of places, one after the other.
  const total = letters.reduce((product, letter) => product * sizes.get(letter)!, 1)
  for (let flat = 0; flat < total; flat++) {
    let rest = flat
    const place = new Map(
      letters.map((letter) => {
        const at = rest % sizes.get(letter)!
        rest = Math.floor(rest / sizes.get(letter)!)
        return [letter, at]
      }),
    )
    const term = operands.reduce(
      (product, x, i) =>
        product *
        Number(x.at(...[...parts[i]!].map((letter, axis) => Math.min(place.get(letter)!, x.shape[axis]! - 1))).item()),
      1,
    )
    want.at(...result.map((letter) => place.get(letter)!)).add_(term)
  }
  const got = einsum(equation, ...operands)
  expect([...got.shape]).toEqual([...want.shape])
  expect(distance(got, want)).toBeLessThan(1e-12)
})

describe('Fourier transforms', () => {
  it.each([1, 2, 3, 4, 7, 16, 30, 97, 128, 1000])('of length %d', (n) => {
    manualSeed(n)
    const x = randn([n, 2], float64)
    const values = x.data as Float64Array
    const want = Array.from({ length: n }, (_, k) => {
      let [re, im] = [0, 0]
      for (let j = 0; j < n; j++) {
        const angle = (-2 * Math.PI * ((j * k) % n)) / n
        re += values[2 * j]! * Math.cos(angle) - values[2 * j + 1]! * Math.sin(angle)
        im += values[2 * j]! * Math.sin(angle) + values[2 * j + 1]! * Math.cos(angle)
      }
      return [re, im]
    })
    expect(distance(fft(x), tensor(want, float64))).toBeLessThan(1e-10)
    const real = randn([3, n], float64)
    expect(distance(irfft(rfft(real), { n }), real)).toBeLessThan(1e-13)
  })

  it('istft undoes stft', () => {
    manualSeed(5)
    const x = randn([2, 101])
    expect(distance(istft(stft(x, 16, { normalized: true }), 16, { normalized: true, length: 101 }), x)).toBeLessThan(
      1e-5,
    )
  })
})
