/*
 * The kernels: every function exported here can be called from TypeScript (src/instance.ts tells how). One line for each file.
 *
 * The rules of this folder:
 * - No `new`, no arrays, no strings, no globals that change: threads share the memory and nothing else. What a kernel works on is
 *   handed to it as addresses; what it needs for itself is a workspace that TypeScript takes by `scratch`.
 * - A kernel that threads may share begins with (slot: i32, part: i32, parts: i32, …): it computes part `part` of `parts`
 *   (parts.ts), and the same numbers however many parts there are; `slot` says which thread runs it
 *   (0 … threads − 1), for workspace of its own.
 * - Multiply-adds are `fma` of simd.ts, which the relaxed build compiles to one instruction.
 *   `if (ASC_FEATURE_RELAXED_SIMD)` is decided by the compiler where a kernel wants more of a difference.
 */

export { fillPattern } from './fill'
export { fillBytes, heapBase } from './memory'
export { pointwise } from './pointwise/map'
export { zeros } from './block'
export { gemm, gemmWorkspace, packA, packB } from './gemm'
export { gemv } from './gemv'
export { packVector } from './pack'
export { tileRows } from './tile'
export { convTaps, convTapsWorkspace, layConvTaps, spreadBias } from './conv-taps'
export { padPlanes } from './pad'
export { castFlat } from './copy/casts'
export { copyStrided, copyTransposed } from './copy/strided'
export { gather } from './gather'
export { batchNormPlanes, batchNormScales, layerNormRows } from './rows/norms'
export { softmaxColumns, softmaxRows } from './rows/softmax'
export { argRows, foldColumns, foldResults, foldRows, foldSegments } from './rows/folds'
export { tilesBytes, winogradImages, winogradImagesWorkspace } from './winograd'
export {
  winogradBlocks,
  winogradFiltersBytes,
  winogradPack,
  winogradPackWorkspace,
  winogradProducts,
  winogradProductsWorkspace,
} from './winograd-products'
export { depthwise, depthwiseWorkspace } from './depthwise/any'
export { depthwiseThreeWorkspace } from './depthwise/strips'
export { depthwiseThree } from './depthwise/three'
export { planeMeans, pool, poolPairs } from './pool'
export { attention, attentionWorkspace } from './attention'
