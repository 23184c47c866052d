import { defaultGenerator } from '@torchlet/tensor-core/ops'

/** What `make` makes, without moving the random stream on: for layers whose first values are replaced at once. */
export function undrawn<T>(make: () => T): T {
  const stream = defaultGenerator.getState()
  const made = make()
  defaultGenerator.setState(stream)
  return made
}
