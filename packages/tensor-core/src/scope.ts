import { runTidy } from './memory'
import { Tensor } from './tensor'

/**
 * Runs `fn` and disposes every tensor made meanwhile, less those in its result (a tensor, or an array or object of
 * them) and those that were `keep`t. `fn` must not be asynchronous.
 */
export const tidy = <T>(fn: () => T): T => runTidy(fn, [], (value) => value instanceof Tensor)
