import { expect, test } from 'vitest'
import { answerOf, percent } from '../src/model/answer'

/** Ten probabilities: those given, by class, and the rest shared evenly. */
function shares(given: Readonly<Record<number, number>>): number[] {
  const left = 1 - Object.values(given).reduce((sum, share) => sum + share, 0)
  const others = 10 - Object.keys(given).length
  return Array.from({ length: 10 }, (_, i) => given[i] ?? left / others)
}

test.each([
  [{ 9: 0.9 }, 'Ankle boot', 'It takes this for an ankle boot, and is sure of it.'],
  [{ 1: 0.6, 3: 0.3 }, 'Trouser', 'It takes this for a pair of trousers; its second guess is a dress.'],
  [{ 6: 0.4, 0: 0.35 }, 'Shirt', 'It hesitates, and takes this for a shirt rather than a T-shirt or top.'],
])('%j is %s', (given, title, sentence) => {
  expect(answerOf(shares(given))).toMatchObject({ title, sentence })
})

test('NaN is no answer', () => {
  expect(answerOf(new Array<number>(10).fill(Number.NaN))).toMatchObject({ best: -1, title: 'No answer' })
})

test('percent', () => {
  expect([0.8984, 0, 1, Number.NaN].map(percent)).toEqual(['89.8 %', '0.0 %', '100.0 %', '–'])
})
