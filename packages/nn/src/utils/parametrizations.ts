/* torch.nn.utils.parametrizations: the newer ways to compute weights. */
export { parametrizedSpectralNorm as spectralNorm } from './spectral-norm'
export { parametrizedWeightNorm as weightNorm } from './weight-norm'
