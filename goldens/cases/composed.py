"""Questions that PyTorch 1.13 has no single function for, put together from those it has."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


def index(text):
    """':' '1:3' '::2' '...' as Python reads them between brackets; everything else is itself."""
    if text == '...':
        return Ellipsis
    if isinstance(text, str):
        return slice(*(int(part) if part else None for part in text.split(':')))
    return text


def at(x, *indices):
    return x[tuple(index(i) for i in indices)]


def set_at_(x, indices, value):
    x[tuple(index(i) for i in indices)] = value
    return x



def rms_norm(x, normalized_shape, weight=None, eps=None):
    """2.4's: x / sqrt(mean(x²) + eps), eps being the dtype's when None; halves are computed in float32."""
    dims = list(range(-len(normalized_shape), 0))
    eps = torch.finfo(x.dtype).eps if eps is None else eps
    wide = x if x.dtype == torch.float64 else x.float()
    y = wide * torch.rsqrt(wide.pow(2).mean(dims, keepdim=True) + eps)
    return (y if weight is None else y * weight).to(x.dtype)


def scaled_dot_product_attention(q, k, v, attn_mask=None, is_causal=False, scale=None, enable_gqa=False):
    """2.5's documented definition, without dropout."""
    if enable_gqa:
        k, v = (x.repeat_interleave(q.size(-3) // x.size(-3), -3) for x in (k, v))
    bias = torch.zeros(q.size(-2), k.size(-2), dtype=q.dtype)
    if is_causal:
        bias = bias.masked_fill(torch.ones_like(bias).tril() == 0, -math.inf)
    if attn_mask is not None:
        bias = bias + (torch.zeros(attn_mask.shape, dtype=q.dtype).masked_fill(~attn_mask,
                -math.inf) if attn_mask.dtype == torch.bool else attn_mask)
    scale = 1 / math.sqrt(q.size(-1)) if scale is None else scale
    return torch.softmax(q @ k.transpose(-2, -1) * scale + bias, -1) @ v


COMPOSED = {
    'at': at,
    'set_at_': set_at_,
    'to': lambda x, dtype: x.to(getattr(torch, dtype)),
    'one_hot': F.one_hot,
    'fft': lambda x, **options: torch.view_as_real(torch.fft.fft(torch.view_as_complex(x.contiguous()), **options)),
    'rfft': lambda x, **options: torch.view_as_real(torch.fft.rfft(x, **options)),
    'irfft': lambda x, **options: torch.fft.irfft(torch.view_as_complex(x.contiguous()), **options),
    'stft': lambda x, n_fft, **options: torch.stft(x, n_fft, return_complex=False, **options),
    'istft': lambda x, n_fft, **options: torch.istft(torch.view_as_complex(x.contiguous()), n_fft, **options),
    'rms_norm': rms_norm,
    'scaled_dot_product_attention': scaled_dot_product_attention,
}


class RMSNorm(nn.Module):
    def __init__(self, normalized_shape, eps=None, elementwise_affine=True):
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        self.register_parameter('weight', nn.Parameter(torch.ones(self.normalized_shape)) if elementwise_affine else None)

    def forward(self, x):
        return rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self):
        return f'{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}'


class Pad(nn.Module):
    """2.1's pads: as many numbers as twice the dims, or one for all."""

    def __init__(self, padding):
        super().__init__()
        dims = int(type(self).__name__[-2])
        self.padding = (padding,) * (2 * dims) if isinstance(padding, int) else tuple(padding)

    def forward(self, x):
        return F.pad(x, self.padding, 'circular' if 'Circular' in type(self).__name__ else 'constant')

    def extra_repr(self):
        return f'{self.padding}'


class LPPool3d(nn.modules.pooling._LPPoolNd):
    def forward(self, x):
        k = self.kernel_size
        means = F.avg_pool3d(x.pow(self.norm_type), k, self.stride, 0, self.ceil_mode)
        sums = means * (k**3 if isinstance(k, int) else math.prod(k))
        return (torch.sign(sums) * torch.relu(torch.abs(sums))).pow(1 / self.norm_type)


LATER = {'RMSNorm': RMSNorm, 'LPPool3d': LPPool3d, **{name: type(name, (Pad,),
        {}) for name in 'CircularPad1d CircularPad2d CircularPad3d ZeroPad1d ZeroPad3d'.split()}}
