"""Embeddings, padding, folding, shuffling and resizing."""
from cases.inputs import *


def embeddings():
    w, i = grid([5, 3]), t([[0, 2], [4, 4]], i64)
    for index in [i, t(3, i64), t([], i64), i.t(), i.int(), t([5], i64), t([-1], i64), t([1.0])]:
        yield row('embedding', index, w)
    yield row('embedding', i, w, padding_idx=2)
    yield row('embedding', i, w.double())
    yield row('embedding', i, grid([3, 5]).t())
    for options in [{'max_norm': 1.0}, {'max_norm': 2.0, 'norm_type': 1.0}]:
        yield row('embedding', i, w.clone(), **options).changes(1)  # looked-up rows are scaled in place
    flat, offsets = t([1, 2, 4, 0, 3], i64), t([0, 2, 2], i64)
    for mode in ['sum', 'mean', 'max']:
        yield row('embedding_bag', i, w, mode=mode)
        yield row('embedding_bag', flat, w, offsets, mode=mode)  # the second bag is empty
        yield row('embedding_bag', i, w, mode=mode, padding_idx=4)
        yield row('embedding_bag', flat, w, t([0, 2, 5], i64), mode=mode, include_last_offset=True)
    yield row('embedding_bag', i, w, mode='sum', per_sample_weights=t([[0.5, 2.0], [1.0, -1.0]]))
    yield row('embedding_bag', i, w.clone(), mode='sum', max_norm=1.0).changes(1)
    for x in [t([0, 2, 1], i64), t([[0, 1], [2, 0]], i64)]:
        yield row('one_hot', x)
        yield row('one_hot', x, num_classes=4)


def moves():
    one, two, three = grid([2, 2, 4]), grid([1, 2, 3, 4]), grid([1, 1, 2, 3, 3])
    for x, pads in [(one, [[1, 2], [2, 0], [0, 3]]), (two, [[1, 2, 1, 1], [2, 0, 0, 2], [0, 1, 2, 0]]),
            (three, [[1, 1, 1, 2, 1, 0], [2, 0, 0, 1, 1, 1]])]:
        for pad in pads:
            for mode in ['constant', 'reflect', 'replicate', 'circular']:
                yield row('pad', x, pad, mode=mode)
        yield row('pad', x[0], pads[0], mode='reflect')
        yield row('pad', x.transpose(-1, -2), pads[0][:2] + [0] * (2 * x.ndim - 6), mode='replicate')
        yield row('pad', x, pads[1], mode='constant', value=-7.5)
        yield row('pad', x, [-1] * len(pads[0]))
        yield row('pad', x, [9] * len(pads[0]), mode='reflect')
    for x, pad in [(grid([3]), [1, 2]), (grid([2, 3]), [1, 1, 0, 2]), (grid([2, 3]), [0, 0]), (grid([2, 3]), [-1, 1]),
            (grid([2, 3], i64), [1, 0]), (grid([3], b1), [1, 1]), (grid([2, 3]), [1]), (grid([3]), [1, 1, 1, 1]),
            (two, [1, 0, 0, 1, 1, 0, 0, 2]), (t([]), [1, 1])]:
        yield row('pad', x, pad)
    for pad in [[-1, 2], [3, -1], [-1, -1], [2, -2]]:  # cut off first
        yield row('pad', one, pad, mode='circular')
    yield row('pad', grid([2, 3], i64), [1, 0], value=9.0)
    yield row('pad', grid([2, 3]), [1, 1], mode='reflect')
    yield row('pad', grid([3]), [1, 1], mode='mirror')
    image, columns = grid([1, 2, 4, 5]), grid([1, 8, 6])
    for kernel, options in [(2, {}), ([2, 3], {}), (2, {'stride': 2}), (2, {'padding': 1, 'stride': 2}), (2, {'dilation': 2}),
            ([3, 2], {'dilation': [1, 2], 'padding': [1, 0], 'stride': [2, 1]}), (9, {})]:
        yield row('unfold', image, kernel, **options)
    yield row('unfold', image[0], 2)
    yield row('unfold', image.transpose(2, 3), 2)
    yield row('unfold', image.double(), 3)
    for x, size, kernel, options in [(columns, [3, 4], 2, {}), (columns, [4, 6], 2, {'stride': 2}),
            (grid([1, 8, 12]), [4, 5], 2, {}), (grid([8, 6]), [3, 4], 2, {}), (grid([1, 4, 12]), [4, 5], 2, {}),
            (grid([1, 4, 12]), [4, 4], 2, {'stride': 2, 'padding': 1}),
            (grid([1, 4, 9]), [4, 4], 2, {'stride': 2, 'padding': 1}), (grid([1, 4, 4]), [4, 4], 2, {'dilation': 2}),
            (columns, [5, 5], 2, {}), (grid([1, 7, 6]), [3, 4], 2, {}), (grid([1, 12, 4]), [3, 4], [2, 3], {}),
            (columns.double(), [3, 4], 2, {})]:
        yield row('fold', x, size, kernel, **options)
    for shape in [[1, 4, 2, 3], [2, 8, 1, 1], [4, 2, 2], [1, 1, 4, 2, 1]]:
        yield row('pixel_shuffle', count(shape), 2)
    yield row('pixel_shuffle', count([1, 9, 1, 2]), 3)
    yield row('pixel_shuffle', count([1, 3, 2, 2]), 2)
    for shape, factor in [([1, 1, 4, 6], 2), ([2, 2, 2], 2), ([1, 1, 3, 6], 3), ([1, 1, 3, 3], 2)]:
        yield row('pixel_unshuffle', count(shape), factor)
    for shape, groups in [([1, 4, 2, 2], 2), ([1, 6, 1, 2], 3), ([1, 6, 1, 2], 2), ([2, 4, 3], 2), ([1, 4, 1, 1], 3)]:
        yield row('channel_shuffle', count(shape), groups)


def resizes():
    x1, x2, x3 = grid([1, 2, 5]), grid([1, 2, 3, 4]), grid([1, 1, 2, 3, 2])
    for x, modes in [(x1, ['nearest', 'nearest-exact', 'linear', 'area']),
            (x2, ['nearest', 'nearest-exact', 'bilinear', 'bicubic', 'area']),
            (x3, ['nearest', 'nearest-exact', 'trilinear', 'area'])]:
        n = x.ndim - 2
        for mode in modes:
            smooth = mode in ('linear', 'bilinear', 'bicubic', 'trilinear')
            for size in [3, [7, 2, 3][:n], 1, list(x.shape[2:])]:
                yield row('interpolate', x, size=size, mode=mode)
                if smooth:
                    yield row('interpolate', x, size=size, mode=mode, align_corners=True)
            for factor in [2.0, 0.5, 1.7]:
                if n < 3 or factor < 2:
                    yield row('interpolate', x, scale_factor=factor, mode=mode)
                    if factor == 1.7:
                        yield row('interpolate', x, scale_factor=factor, mode=mode, recompute_scale_factor=True)
                        if smooth:
                            yield row('interpolate', x, scale_factor=factor, mode=mode, align_corners=True)
            yield row('interpolate', x.transpose(-1, -2) if n > 1 else grid([5, 2]).t().unsqueeze(0), size=4, mode=mode)
            yield row('interpolate', x.double(), size=4, mode=mode)
    yield row('interpolate', x2, scale_factor=[2.0, 0.5], mode='bilinear')
    for mode in ['bilinear', 'bicubic']:
        for size in [[2, 2], [5, 3], [3, 8]]:
            yield row('interpolate', grid([1, 1, 5, 7]), size=size, mode=mode, antialias=True)
            yield row('interpolate', grid([1, 1, 5, 7]), size=size, mode=mode, antialias=True, align_corners=True)
    yield row('interpolate', x2)
    yield row('interpolate', x2, size=3, scale_factor=2.0)
    yield row('interpolate', x2, size=3, mode='trilinear')
    yield row('interpolate', x2, size=3, mode='nearest', align_corners=True)
    theta = t([[[1.0, 0.2, 0.1], [-0.3, 0.8, 0.0]]])
    for align in [False, True]:
        for size in [[1, 1, 3, 4], [1, 2, 1, 1], [1, 1, 2, 2]]:
            yield row('affine_grid', theta, size, align_corners=align)
        yield row('affine_grid', t([[[1.0, 0.1, 0.0, 0.2], [0.0, 0.9, 0.0, -0.1], [0.2, 0.0, 1.1, 0.0]]]), [1, 1, 2, 2, 2],
                align_corners=align)
        points = t([[[[-1.0, -1.0], [0.0, 0.0], [0.3, -0.7]], [[1.0, 1.0], [1.4, 0.2], [-2.5, 3.0]]]])
        for mode in ['bilinear', 'nearest', 'bicubic']:
            for padding in ['zeros', 'border', 'reflection']:
                yield row('grid_sample', x2, points, mode=mode, padding_mode=padding, align_corners=align).within(1e-4, 1e-5)
        for mode in ['bilinear', 'nearest']:
            yield row('grid_sample', x3, grid([1, 2, 1, 2, 3]) * 0.25, mode=mode, align_corners=align)
    yield row('grid_sample', x2, t([[[[nan, 0.0], [0.5, 0.5]]]]))
    yield row('grid_sample', x2, grid([2, 1, 1, 2]))


ROWS = [*embeddings(), *moves(), *resizes()]
