"""Fourier transforms as pairs of reals: complex numbers are a last axis of two."""
import torch

from cases.inputs import *

real, pairs = grid([2, 6]), grid([2, 4, 2])
wave = torch.sin(torch.arange(20.0) * 0.7) + torch.arange(20.0) * 0.05


def rows():
    for norm in ['backward', 'ortho', 'forward']:
        yield row('rfft', real, norm=norm)
        yield row('irfft', pairs, norm=norm)
        yield row('fft', pairs, norm=norm)
    for x in [grid([5]), grid([1]), grid([8]), real.t(), real.double(), real[:, ::2], grid([2, 1, 3])]:
        yield row('rfft', x)
    for n in [3, 6, 9]:
        yield row('rfft', real, n=n)
        yield row('irfft', pairs, n=n)
        yield row('fft', pairs, n=n)
    yield row('rfft', real, dim=0)
    for x in [grid([3, 2]), grid([1, 2]), grid([5, 2]), pairs.double(), pairs.transpose(0, 1)]:
        yield row('fft', x)
        if x.shape[-2] > 1:
            yield row('irfft', x)
    yield row('fft', pairs, dim=0)
    window = torch.hann_window(8)
    for options in [{}, {'hop_length': 3}, {'window': window}, {'win_length': 6}, {'center': False}, {'pad_mode': 'constant'},
            {'normalized': True}, {'onesided': False}, {'hop_length': 4, 'window': window, 'center': False},
            {'win_length': 6, 'window': torch.hann_window(6), 'hop_length': 2}]:
        yield row('stft', wave, 8, **options)
    yield row('stft', wave.reshape(2, 10), 4, hop_length=2)
    yield row('stft', wave.double(), 8, window=window.double())
    yield row('stft', wave, 64, center=False)  # longer than the signal
    pair_of = lambda n, **k: torch.stft(wave, n, return_complex=False, **k)
    for n, options in [(8, {'window': window}), (8, {'hop_length': 2}), (8, {'window': window, 'hop_length': 2}),
            (8, {'normalized': True, 'window': window}), (8, {'onesided': False, 'window': window}),
            (4, {'hop_length': 1, 'window': torch.hann_window(4)}),
            (8, {'win_length': 6, 'hop_length': 2, 'window': torch.hann_window(6)}), (8, {})]:
        yield row('istft', pair_of(n, **options), n, **options)
    yield row('istft', pair_of(8, window=window), 8, window=window, length=20)
    yield row('istft', pair_of(8, window=window), 8, window=window, length=12)
    for n in [4, 5]:  # the half that is a mirror is not looked at
        yield row('istft', grid([n, 5, 2]), n, onesided=False, normalized=n == 5)


ROWS = [r.within(1e-5, 1e-5) for r in rows()]  # the smaller terms come of cancellation
