import { cpu } from '../devices/cpu'
import { op } from '../dispatch'
import { ArgumentError } from '../errors'
import { defaultGenerator, type Generator } from '../random/generator'
import type { Tensor } from '../tensor'
import { cast, checkOptions } from './allocate'
import { checkFloats, checkNdim, checkWhole } from './checks'
import { empty, fromTypedArray, wholeNumbers } from './make'
import type { GeneratorOption } from './random'
import { searchsorted } from './search'

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
    checkOptions(options, ['replacement', 'generator'])
    const { replacement = false, generator = defaultGenerator } = options
    checkFloats(x.dtype)
    checkNdim(x, 1, 2)
    const count = x.shape.at(-1)!
    checkWhole('numSamples', numSamples, 1, replacement ? undefined : count)
    const shape = x.shape.with(-1, numSamples)
    if (x.device.valueless) return empty(shape, { dtype: 'int64', device: x.device })
    const weights = cast(x, 'float64').data as Float64Array
    const rows = Array.from({ length: x.ndim === 1 ? 1 : x.shape[0]! }, (_, row) =>
      weights.subarray(row * count, (row + 1) * count),
    )
    for (const row of rows) checkWeights(row)
    const round = x.dtype === 'float64' ? (value: number) => value : Math.fround
    const draw = replacement ? withReplacement : byRace
    const places = rows.flatMap((row) => draw(row, numSamples, generator, round))
    return wholeNumbers(places, x.device, shape)
  },
)

function checkWeights(weights: Float64Array): void {
  if (weights.some((weight) => !(weight >= 0 && weight < Infinity)))
    throw new ArgumentError('the weights contain either inf, nan or an element < 0')
  if (weights.every((weight) => weight === 0))
    throw new ArgumentError('invalid distribution (sum of probabilities <= 0)')
}

type DrawPlaces = (
  weights: Float64Array,
  samples: number,
  generator: Generator,
  round: (value: number) => number,
) => (number | bigint)[]

/** Weights divided by exponential numbers: the places of the greatest quotients are a draw without replacement. */
const byRace: DrawPlaces = (weights, samples, generator, round) => {
  const finish = weights.map((weight) => round(weight / round(-Math.log(1 - generator.uniform53()))))
  return [...weights.keys()].sort((i, j) => finish[j]! - finish[i]!).slice(0, samples)
}

/** The places in the running sum of the weights. */
const withReplacement: DrawPlaces = (weights, samples, generator, round) => {
  let sum = 0
  const sums = weights.map((weight) => (sum = round(sum + weight)))
  const running = sums.map((value) => round(value / sum))
  running[running.length - 1] = 1
  const onCpu = (values: Float64Array) => fromTypedArray(values, [values.length], { device: cpu })
  const drawn = Float64Array.from({ length: samples }, () => generator.uniform53())
  return [...(searchsorted(onCpu(running), onCpu(drawn)).data as BigInt64Array)]
}
