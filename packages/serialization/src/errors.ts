/** Marks torchlet's errors across packages and module formats, where `instanceof` alone would miss a second copy. */
const BRAND = Symbol.for('torchlet.error')

/**
 * A checkpoint that cannot be read or written. The message says where, what was found and what was expected.
 * The formats do not import tensor-core, so this is a class of its own; tensor-core's classes know it by the brand.
 */
export class CheckpointError extends Error {
  readonly [BRAND] = true

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CheckpointError'
  }
}

export function refuse(message: string, cause?: unknown): never {
  throw new CheckpointError(message, cause === undefined ? undefined : { cause })
}

/** The error with the place in front, if it is one of ours; any other as it is. */
export const withPlace = (place: string, error: unknown): unknown =>
  error instanceof CheckpointError ? new CheckpointError(`${place}: ${error.message}`, { cause: error.cause }) : error

/** Runs `work`; what it refuses is told with `place` in front. */
export function located<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw withPlace(place, error)
  }
}
