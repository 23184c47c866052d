import { op } from '../dispatch'
import { ArgumentError } from '../errors'
import { defaultGenerator, type Generator } from '../random/generator'
import type { Tensor } from '../tensor'
import { cast, checkOptions } from './allocate'
import { checkFloats, checkNdim, checkWhole } from './checks'
import { empty, fromTypedArray } from './make'
import type { GeneratorOption } from './random'

export interface MultinomialOptions extends GeneratorOption {
  /** Whether a place may be drawn more than once. Default false. */
  replacement?: boolean
}

/**
 * Places drawn with probabilities in proportion to the weights in x. x: [n] or [rows, n] → int64 [numSamples] or
 * [rows, numSamples]. Throws where weights are negative, not finite or all zero, or too few without replacement.
 */
export const multinomial = op(
  'multinomial',
  (x: Tensor, numSamples: number, options: MultinomialOptions = {}): Tensor => {
    checkOptions(options, ['replacement', 'generator'], 'multinomial')
    const { replacement = false, generator = defaultGenerator } = options
    checkFloats('multinomial', x.dtype)
    checkNdim('multinomial', x, 1, 2)
    const count = x.shape.at(-1)!
    checkWhole('multinomial: numSamples', numSamples, 1, replacement ? undefined : count)
    const shape = x.shape.with(-1, numSamples)
    if (x.device.valueless) return empty(shape, { dtype: 'int64', device: x.device })
    const rows = x.ndim === 1 ? 1 : x.shape[0]!
    const weights = cast(x, 'float64').data as Float64Array
    checkWeights(weights, rows, count)
    const round = x.dtype === 'float64' ? (value: number) => value : Math.fround
    const draw = replacement ? withReplacement : byRace
    const places = draw(weights, rows, count, numSamples, generator, round)
    return fromTypedArray(places, shape, { device: x.device })
  },
)

function checkWeights(weights: Float64Array, rows: number, count: number): void {
  for (let row = 0; row < rows; row++) {
    const part = weights.subarray(row * count, (row + 1) * count)
    if (part.some((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY)))
      throw new ArgumentError('multinomial: the weights contain either inf, nan or an element < 0')
    if (part.every((weight) => weight === 0))
      throw new ArgumentError('multinomial: invalid distribution (sum of probabilities <= 0)')
  }
}

type DrawPlaces = (
  weights: Float64Array,
  rows: number,
  count: number,
  samples: number,
  generator: Generator,
  round: (value: number) => number,
) => BigInt64Array

/** Weights divided by exponential numbers: the places of the greatest quotients are a draw without replacement. */
const byRace: DrawPlaces = (weights, rows, count, samples, generator, round) => {
  const places = new BigInt64Array(rows * samples)
  const finish = Float64Array.from(weights, (weight) => round(weight / round(-Math.log(1 - generator.uniform53()))))
  for (let row = 0; row < rows; row++) {
    const order = Array.from({ length: count }, (_, i) => i)
    order.sort((i, j) => finish[row * count + j]! - finish[row * count + i]!)
    for (let k = 0; k < samples; k++) places[row * samples + k] = BigInt(order[k]!)
  }
  return places
}

/** A binary search in the running sum of the weights for each sample. */
const withReplacement: DrawPlaces = (weights, rows, count, samples, generator, round) => {
  const places = new BigInt64Array(rows * samples)
  for (let row = 0; row < rows; row++) {
    let sum = 0
    const running = Float64Array.from({ length: count }, (_, i) => (sum = round(sum + weights[row * count + i]!)))
    for (let i = 0; i < count; i++) running[i] = round(running[i]! / sum)
    running[count - 1] = 1
    for (let k = 0; k < samples; k++) {
      const drawn = generator.uniform53()
      let [left, right] = [0, count]
      while (left < right) {
        const middle = (left + right) >> 1
        if (running[middle]! < drawn) left = middle + 1
        else right = middle
      }
      places[row * samples + k] = BigInt(left)
    }
  }
  return places
}
