/* The other ops that are also methods under their own names. */
export { allclose, equal, isclose } from './closeness'
export { floatPower, floatPower_ } from './float-pairs'
export { copy_, fill_, zero_ } from './in-place'
export { gather, indexSelect, take, takeAlongDim } from './index-select'
export { indexPut, indexPut_, setAt_ } from './indexing'
export { chunk, split, splitWithSizes, tensorSplit } from './join'
export { newFull, newOnes, newZeros } from './make'
export { maskedFill, maskedFill_, maskedScatter, maskedScatter_, maskedSelect } from './masks'
export { isfinite, isinf, isnan, isneginf, isposinf, positive, signbit } from './math'
export { bmm, dot, matmul, mm, mv, outer } from './matmul'
export { to } from './move'
export { argwhere, nonzero } from './nonzero'
export { logsumexp, norm } from './norm'
export { bernoulli_, normal_, uniform_ } from './random'
export { flip, fliplr, flipud, kron, repeat, repeatInterleave, roll, rot90, tile } from './rearrange'
export {
  all,
  amax,
  amin,
  aminmax,
  any,
  argmax,
  argmin,
  countNonzero,
  max,
  mean,
  min,
  nanmean,
  nansum,
  prod,
  sum,
} from './reduce'
export {
  indexAdd,
  indexAdd_,
  indexCopy,
  indexCopy_,
  indexFill,
  indexFill_,
  scatter,
  scatter_,
  scatterAdd,
  scatterAdd_,
  scatterReduce,
  scatterReduce_,
} from './scatter'
export { logSoftmax, softmax } from './softmax'
export { diagonal, unfold } from './strided'
export { diag, diagEmbed, tril, triu } from './triangle'
export { std, stdMean, variance as var, varMean } from './variance'
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
