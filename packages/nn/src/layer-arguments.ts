import { checkOptions, describe } from '@torchlet/tensor-core/fused'
import { ArgumentError, Tensor } from '@torchlet/tensor-core/ops'

const isNamed = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Tensor)

/**
 * A layer's arguments by name, however they were given: `(1, 6, 5, { stride: 2 })` or `({ inChannels: 1, …, stride: 2 })`.
 * `required` lists what is positional, `defaults` every option with its default. Throws ArgumentError for what is missing,
 * for one too many, and for an option that the layer does not have.
 */
export function layerArguments<All extends object>(
  layer: string,
  args: readonly unknown[],
  required: readonly (keyof All & string)[],
  defaults: Partial<All>,
): Required<All> {
  const allNamed = required.length > 0 && args.length === 1 && isNamed(args[0])
  const given: Record<string, unknown> = {}
  if (!allNamed) required.forEach((name, i) => Object.assign(given, args[i] === undefined ? {} : { [name]: args[i] }))
  const rest = allNamed ? args : args.slice(required.length)
  if (rest.length > 1 || (rest[0] !== undefined && !isNamed(rest[0]))) {
    const options = Object.keys(defaults)
    const takes = [...required, ...(options.length > 0 ? [`{ ${options.join(', ')} }`] : [])].join(', ')
    const orNamed = required.length > 0 ? ', or all of them by name' : ''
    const wrong = describe(rest.find((value) => !isNamed(value)) ?? rest[1])
    throw new ArgumentError(`${layer}: takes (${takes})${orNamed}; got ${wrong} too many, or not by its name`)
  }
  const options = (rest[0] ?? {}) as object
  checkOptions(options, [...(allNamed ? required : []), ...Object.keys(defaults)], layer)
  // An option that is undefined was not given.
  for (const [name, value] of Object.entries(options)) if (value !== undefined) given[name] = value
  for (const name of required)
    if (!(name in given)) throw new ArgumentError(`${layer}: missing required argument '${name}'`)
  return { ...defaults, ...given } as Required<All>
}

/** Throws unless `value` is a whole number from `least` on. */
export function checkCount(layer: string, name: string, value: unknown, least = 1): void {
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw new ArgumentError(`${layer}: ${name} must be a whole number from ${least} on, got ${describe(value)}`)
}
