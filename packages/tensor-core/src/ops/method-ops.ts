/* The other ops that are also methods under their own names. */
export { copy_, fill_, zero_ } from './in-place'
export { indexSelect } from './index-select'
export { setAt_ } from './indexing'
export { chunk, split, splitWithSizes, tensorSplit } from './join'
export { newFull, newOnes, newZeros } from './make'
export { isfinite, isinf, isnan } from './math'
export { bmm, dot, matmul, mm, mv, outer } from './matmul'
export { to } from './move'
export { bernoulli_, normal_, uniform_ } from './random'
export { flip, fliplr, flipud, kron, repeat, repeatInterleave, roll, rot90, tile } from './rearrange'
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
export { diagonal, unfold } from './strided'
export { diag, diagEmbed, tril, triu } from './triangle'
export {
  asStrided,
  broadcastTo,
  expand,
  expandAs,
  flatten,
  movedim,
  narrow,
  permute,
  ravel,
  reshape,
  reshapeAs,
  select,
  squeeze,
  swapaxes,
  t,
  transpose,
  unbind,
  unflatten,
  unsqueeze,
  view,
  viewAs,
} from './views'
