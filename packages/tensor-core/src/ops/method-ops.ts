/* The other ops that are also methods under their own names. */

export { cdist } from './cdist'
export { allclose, equal, isclose } from './closeness'
export { bincount, histc } from './counts'
export { diff, trapezoid } from './difference'
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
export { multinomial } from './multinomial'
export { argwhere, nonzero } from './nonzero'
export { logsumexp, norm } from './norm'
export {
  addbmm,
  addbmm_,
  addmm,
  addmm_,
  addmv,
  addmv_,
  addr,
  addr_,
  baddbmm,
  baddbmm_,
  inner,
  tensordot,
  trace,
} from './products'
export { bernoulli, bernoulli_, normal_, uniform_ } from './random'
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
export { cummax, cummin, cumprod, cumsum, logcumsumexp } from './scan'
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
export { bucketize, searchsorted } from './search'
export { logSoftmax, softmax } from './softmax'
export { argsort, kthvalue, msort, sort, topk } from './sort'
export { median, mode, nanmedian, quantile } from './statistics'
export { diagonal, unfold } from './strided'
export { diag, diagEmbed, tril, triu } from './triangle'
export { unique, uniqueConsecutive } from './unique'
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
