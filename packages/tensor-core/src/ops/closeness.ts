/* Whether two tensors are the same, or nearly. */
import { op } from '../dispatch'
import { isFloating } from '../dtype'
import { sameShape } from '../shape'
import type { Tensor } from '../tensor'
import { cast, checkOptions } from './allocate'
import { add, mul, sub } from './arithmetic'
import { checkAlike } from './checks'
import { eq, le, logicalAnd, logicalOr } from './compare'
import { abs, isfinite, isnan } from './math'
import { all } from './reduce'

export interface CloseOptions {
  /** Allowed difference relative to |y|. Default 1e-5. */
  rtol?: number
  /** Allowed difference besides. Default 1e-8. */
  atol?: number
  /** Whether NaN is close to NaN. Default false. */
  equalNan?: boolean
}

/** |x − y| ≤ atol + rtol·|y|, broadcast. Both of one dtype. */
export const isclose = op('isclose', (x: Tensor, y: Tensor, options: CloseOptions = {}): Tensor => {
  checkOptions(options, ['rtol', 'atol', 'equalNan'])
  checkAlike(x, y)
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options
  const [a, b] = isFloating(x.dtype) ? [x, y] : [cast(x, 'float32'), cast(y, 'float32')]
  const difference = abs(sub(a, b))
  const near = logicalAnd(isfinite(difference), le(difference, add(mul(abs(b), rtol), atol)))
  const close = logicalOr(eq(x, y), near)
  return equalNan ? logicalOr(close, logicalAnd(isnan(x), isnan(y))) : close
})

/** Whether every element is close: see `isclose`. Reads the result, so that the device must be read synchronously. */
export const allclose = op('allclose', (x: Tensor, y: Tensor, options: CloseOptions = {}): boolean =>
  Boolean(all(isclose(x, y, options)).item()),
)

/** Whether x and y have one shape and the same elements. Reads the result, so that the device must be read synchronously. */
export const equal = op(
  'equal',
  (x: Tensor, y: Tensor): boolean => sameShape(x.shape, y.shape) && Boolean(all(eq(x, y)).item()),
)
