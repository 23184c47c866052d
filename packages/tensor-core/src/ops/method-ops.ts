/* The other ops that are also methods under their own names. */
export { copy_, fill_, zero_ } from './in-place'
export { indexSelect } from './index-select'
export { setAt_ } from './indexing'
export { chunk, split } from './join'
export { newFull, newOnes, newZeros } from './make'
export { isfinite, isinf, isnan } from './math'
export { bmm, dot, matmul, mm, mv, outer } from './matmul'
export { to } from './move'
export { bernoulli_, normal_, uniform_ } from './random'
export {
  all,
  amax,
  amin,
  any,
  argmax,
  argmin,
  countNonzero,
  max,
  mean,
  min,
  prod,
  std,
  sum,
  variance as var,
} from './reduce'
export { logSoftmax, softmax } from './softmax'
export {
  asStrided,
  broadcastTo,
  expand,
  expandAs,
  flatten,
  narrow,
  permute,
  reshape,
  select,
  squeeze,
  swapaxes,
  t,
  transpose,
  unbind,
  unflatten,
  unsqueeze,
  view,
} from './views'
