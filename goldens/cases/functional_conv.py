"""Linear maps, convolutions and pools."""
import torch
import torch.nn.functional as F

from cases.inputs import *


def linears():
    w, b = grid([4, 3], shift=1), grid([4], shift=2)
    for x in [grid([3]), grid([2, 3]), grid([2, 2, 3]), grid([0, 3]), grid([3, 2]).t(), grid([1, 3]).expand(2, 3),
            grid([2, 6])[:, ::2], t([[nan, 1.0, inf]])]:
        yield row('linear', x, w, b)
        yield row('linear', x, w, None)
    yield row('linear', grid([2, 4]), w, b)
    yield row('linear', grid([2, 3]), w, grid([3]))
    yield row('linear', grid([2, 3]), grid([3, 4]).t(), b)
    yield row('linear', grid([2, 3]), grid([3]), None)
    for dtype in [f64, f16, bf16]:
        yield row('linear', grid([2, 3], dtype), w.to(dtype), b.to(dtype))
    yield row('linear', grid([2, 3]), w.double(), None)
    w = grid([2, 3, 4], shift=1)
    for first, second in [([3], [4]), ([2, 3], [2, 4]), ([2, 2, 3], [2, 2, 4]), ([0, 3], [0, 4]), ([2, 3], [3, 4]),
            ([2, 4], [2, 4])]:
        yield row('bilinear', grid(first), grid(second, shift=2), w, grid([2]))
        yield row('bilinear', grid(first), grid(second, shift=2), w, None)


CONV = [  # options, input channels, output channels
    ({}, 2, 2), ({'stride': 2}, 2, 2), ({'padding': 1}, 2, 2), ({'dilation': 2}, 2, 2), ({'groups': 2}, 2, 4),
        ({'stride': 2, 'padding': 1, 'dilation': 2}, 2, 2), ({'padding': 'same'}, 2, 2),
    ({'padding': 'same', 'dilation': 2}, 2, 3), ({'padding': 'valid'}, 2, 2), ({'groups': 4, 'padding': 1}, 4, 4),
]


def convolutions():
    sizes = {1: [7], 2: [5, 4], 3: [4, 3, 3]}
    kernels = {1: [3], 2: [3, 2], 3: [2, 2, 2]}
    for n in [1, 2, 3]:
        op, size, k = f'conv{n}d', sizes[n], kernels[n]
        for options, channels, out in CONV:
            x = grid([1 if n == 3 else 2, channels, *size])
            yield row(op, x, grid([out, channels // options.get('groups', 1), *k], shift=1), grid([out], shift=2), **options)
        x, w = grid([1, 2, *size]), grid([2, 2, *k], shift=1)
        yield row(op, x, w, None)
        yield row(op, x[0], w, t([0.5, -0.5]))  # unbatched
        yield row(op, grid([*size, 2]).movedim(-1, 0).unsqueeze(0), w, None)  # channels last
        yield row(op, x.double(), w.double(), None)
        yield row(op, x.bfloat16(), w.bfloat16(), None)
        yield row(op, x.half(), w.half(), None)
        yield row(op, grid([0, 2, *size]), w, None)
        yield row(op, grid([1, 3, *size]), w, None)  # channels differ
        yield row(op, x, grid([2, 2, *[9] * n]), None)  # kernel larger than the input
        yield row(op, x, w, grid([3]))
        yield row(op, x, w, None, stride=2, padding='same')
        yield row(op, x, grid([2, 2, *[1] * n], shift=1), grid([2]))
        tr = f'conv_transpose{n}d'
        x, w = grid([1, 2, *[3 if n < 3 else 2] * n]), grid([2, 2, *k], shift=1)
        for options in [{}, {'stride': 2}, {'padding': 1}, {'stride': 2, 'output_padding': 1}, {'dilation': 2},
                {'stride': 3, 'padding': 1, 'output_padding': 2}, {'groups': 2, 'stride': 2}]:
            yield row(tr, x, w, grid([w.shape[1] * options.get('groups', 1)], shift=2), **options)
        yield row(tr, x, w, None)
        yield row(tr, x[0], w, None)
        yield row(tr, x.double(), w.double(), None, stride=2)
        yield row(tr, x.transpose(0, 1).contiguous().transpose(0, 1), w, None)
        yield row(tr, x, w, None, output_padding=1)  # must be smaller than stride or dilation
        yield row(tr, grid([1, 3, *[3] * n]), w, None)
    x, w = grid([2, 2, 5, 4]), grid([2, 2, 3, 2], shift=1)
    for options in [{'stride': [2, 1]}, {'padding': [1, 0]}, {'dilation': [2, 1]},
            {'stride': [1, 2], 'padding': [2, 1], 'dilation': [1, 2]}]:
        yield row('conv2d', x, w, None, **options)
        yield row('conv_transpose2d', grid([1, 2, 3, 3]), w, None, **options)
    yield row('conv2d', x.permute(0, 1, 3, 2), w.permute(0, 1, 3, 2), None)
    yield row('conv2d', grid([1, 2, 1, 4]).expand(1, 2, 5, 4), w, None)
    yield row('conv2d', x, w, None, groups=3)


def pools():
    shapes = {1: [2, 2, 7], 2: [1, 2, 5, 6], 3: [1, 1, 4, 3, 5]}
    for n, shape in shapes.items():
        x = grid(shape)
        for options in [{}, {'stride': 1}, {'stride': 2, 'padding': 1}, {'ceil_mode': True}, {'dilation': 2, 'stride': 1},
                {'padding': 1, 'ceil_mode': True}, {'stride': 3, 'ceil_mode': True}]:
            yield row(f'max_pool{n}d', x, 2, **options)
            if 'dilation' not in options:
                yield row(f'avg_pool{n}d', x, 2, **options)
                if 'padding' in options:
                    yield row(f'avg_pool{n}d', x, 2, count_include_pad=False, **options)
        yield row(f'max_pool{n}d', x, 2, return_indices=True)
        yield row(f'max_pool{n}d', x, 3, stride=2, padding=1, return_indices=True)
        for op in [f'max_pool{n}d', f'avg_pool{n}d']:
            yield row(op, x[0], 2)
            yield row(op, x.double(), 2)
            yield row(op, x.bfloat16(), 2)
            yield row(op, x.transpose(-1, -2) if n > 1 else grid([7, 2]).t().unsqueeze(0), 2)
            yield row(op, x, 9)
            yield row(op, x, 2, padding=2)  # more than half the kernel
            yield row(op, torch.where(x > 3, nan, x), 2)
        yield row(f'max_pool{n}d', torch.full_like(x, -inf), 2)
        yield row(f'max_pool{n}d', -x.abs() - 1, 3, padding=1)  # the padding is -∞, not 0
        for size in [1, 2, 3]:
            yield row(f'adaptive_avg_pool{n}d', x, size)
            yield row(f'adaptive_max_pool{n}d', x, size)
        for op in [f'adaptive_avg_pool{n}d', f'adaptive_max_pool{n}d']:
            yield row(op, x[0], 2)
            yield row(op, x, 8 if n < 3 else 5)
            yield row(op, x.double(), 2)
            if n > 1:
                yield row(op, x, [None, 2, 2][-n:])
                yield row(op, x.transpose(-1, -2), [3, 2, 2][-n:])
        yield row(f'adaptive_max_pool{n}d', x, 2, return_indices=True)
        pooled, indices = getattr(F, f'max_pool{n}d')(x, 2, return_indices=True)
        yield row(f'max_unpool{n}d', pooled, indices, 2)
        yield row(f'max_unpool{n}d', pooled, indices, 2, output_size=shape[2:])
        yield row(f'max_unpool{n}d', pooled[0], indices[0], 2)
    x = grid([1, 2, 5, 6])
    for kernel, options in [([2, 3], {}), ([3, 2], {'stride': [1, 2]}), ([2, 3], {'padding': [1, 0]}),
            ([3, 2], {'stride': [2, 1], 'padding': [1, 1], 'ceil_mode': True})]:
        yield row('max_pool2d', x, kernel, **options)
        yield row('avg_pool2d', x, kernel, **options)
    yield row('max_pool2d', x, [2, 3], dilation=[2, 1])
    yield row('avg_pool2d', x, 2, divisor_override=3)
    yield row('avg_pool2d', x, 2, stride=2, padding=1, divisor_override=1)
    for p in [1.0, 2.0, 3.0]:
        for shape, n in [([1, 2, 6], 1), ([1, 2, 4, 5], 2)]:
            yield row(f'lp_pool{n}d', grid(shape), p, 2)
            yield row(f'lp_pool{n}d', grid(shape), p, 3, stride=1)
            yield row(f'lp_pool{n}d', grid(shape).abs(), p, 2, ceil_mode=True)


ROWS = [*linears(), *convolutions(), *pools()]
