/* torch.nn.utils: layers fused, weights computed, parameters as vectors, keys without prefixes, sequences packed. */
export { type FuseOptions, fuseConvBn, fuseLinearBn } from './fuse'
export * as parametrizations from './parametrizations'
export * as rnn from './rnn'
export { type SpectralNormOptions, spectralNorm } from './spectral-norm'
export { parametersToVector, stripPrefix, vectorToParameters } from './vectors'
export { removeWeightNorm, type WeightNormOptions, weightNorm } from './weight-norm'
