"""Linear layers, containers, convolutions, pools, pads, embeddings, dropouts and vision."""
import torch.nn as nn

from cases.inputs import *
from cases.nn_row import Module as m


def linear():
    x = grid([2, 3])
    for one in [m('Linear', 3, 4), m('Linear', 3, 2, bias=False), m('Linear', 3, 1)]:
        yield one.on(x)
    yield m('Linear', 3, 4).on(grid([2, 2, 3]))
    yield m('Linear', 3, 4).on(grid([3]))
    yield m('Linear', 3, 4).on(grid([2, 4]))
    yield m('Linear', 20, 5).on(grid([1, 20]))
    for v in [x, t(2.5), grid([2], i64)]:
        yield m('Identity').on(v)
    for one in [m('Bilinear', 3, 2, 4), m('Bilinear', 3, 2, 1, bias=False), m('Bilinear', 3, 2, 2)]:
        yield one.on(x, grid([2, 2], shift=1))
    for one in [m('LazyLinear', 4), m('LazyLinear', 2, bias=False), m('LazyLinear', 1)]:
        yield one.on(x)


def containers():
    x = grid([2, 3])
    yield m('Sequential', m('Linear', 3, 4), m('ReLU'), m('Linear', 4, 2)).on(x)
    yield m('Sequential', m('Linear', 3, 13), m('Tanh'), m('Linear', 13, 1)).on(x)
    yield m('Sequential').on(x)
    yield m('Sequential', {'first': m('Linear', 3, 2), 'act': m('Sigmoid')}).on(x)
    yield m('Sequential', m('Sequential', m('Linear', 3, 2), m('Dropout', p=0.5)), m('Identity')).on(x)
    yield m('Sequential', m('Conv2d', 1, 2, 3, padding=1), m('BatchNorm2d', 2), m('ReLU'), m('MaxPool2d', 2), m('Flatten'),
            m('Linear', 8, 2)).on(grid([2, 1, 4, 4]))
    yield m('ModuleList', [m('Linear', 3, 4), m('ReLU'), m('Linear', 4, 2)])
    # 2.x folds equal ones when it prints; 1.13 lists them
    yield m('ModuleList', [m('Linear', 2, 2), m('Linear', 2, 2), m('Linear', 2, 2)])
    yield m('ModuleList')
    yield m('ModuleDict', {'conv': m('Conv1d', 1, 2, 3), 'act': m('PReLU')})
    yield m('ModuleDict')
    yield m('ModuleDict', {'outer': m('ModuleDict', {'inner': m('Linear', 1, 1)}), 'list': m('ModuleList', [m('ReLU')])})
    yield m('ParameterList', [grid([2, 3]), grid([4])])
    yield m('ParameterList')
    yield m('ParameterList', [t(2.5)])
    yield m('ParameterDict', {'left': grid([2, 3]), 'right': grid([2], f64)})
    yield m('ParameterDict')
    yield m('ParameterDict', {'b': t([1.0]), 'a': t([2.0])})


def convolutions():
    sizes = {1: [6], 2: [5, 4], 3: [3, 3, 3]}
    for n in [1, 2, 3]:
        x = grid([1, 2, *sizes[n]])
        for options in [{}, {'stride': 2, 'padding': 1}, {'bias': False, 'dilation': 2 if n < 3 else 1}, {'groups': 2},
                {'padding': 'same'}, {'padding': 'valid'}]:
            k = 2 if 'dilation' in options or n == 3 else 3
            yield m(f'Conv{n}d', 2, 2, k, **options).on(x)
        for mode in ['reflect', 'replicate', 'circular']:
            yield m(f'Conv{n}d', 2, 2, 3 if n < 3 else 2, padding=1, padding_mode=mode).on(x)
        yield m(f'Conv{n}d', 2, 2, 3, padding='same', padding_mode='circular').on(x)
        yield m(f'Conv{n}d', 2, 1, 2).on(x[0])
        yield m(f'Conv{n}d', 3, 2, 2).on(x)
        x = grid([1, 2, *[3, 3, 2][:n]])
        for options in [{}, {'stride': 2, 'padding': 1, 'output_padding': 1}, {'bias': False, 'dilation': 2}, {'groups': 2}]:
            yield m(f'ConvTranspose{n}d', 2, 2, 2, **options).on(x)
        yield m(f'ConvTranspose{n}d', 2, 1, 2, stride=2).on(x, output_size=[2 * size + 1 for size in x.shape[2:]])
        for options in [{}, {'stride': 2, 'padding': 1}, {'bias': False}]:
            yield m(f'LazyConv{n}d', 2, 2, **options).on(x)
        yield m(f'LazyConv{n}d', 2, 2).on(x.unsqueeze(0))
    x = grid([2, 2, 5, 4])
    for k, options in [([3, 2], {}), ([2, 1], {'stride': [2, 1], 'padding': [1, 0]}),
            ([1, 3], {'padding': 'same', 'dilation': [1, 2]})]:
        yield m('Conv2d', 2, 2, k, **options).on(x)
    yield m('ConvTranspose2d', 2, 2, [3, 2], stride=[1, 2], padding=[1, 0]).on(grid([1, 2, 2, 3]))
    for k, options in [(2, {}), ([2, 3], {'stride': 2, 'padding': 1}), (2, {'dilation': 2})]:
        yield m('Unfold', k, **options).on(x[:1])
    for size, k, options, shape in [([3, 4], 2, {}, [1, 4, 6]), ([4, 4], 2, {'stride': 2}, [1, 8, 4]),
            ([4, 4], 2, {'padding': 1, 'stride': 2}, [1, 4, 9])]:
        yield m('Fold', size, k, **options).on(grid(shape))


def pools():
    shapes = {1: [1, 2, 6], 2: [1, 1, 5, 4], 3: [1, 1, 4, 3, 3]}
    for n, shape in shapes.items():
        x = grid(shape)
        for options in [{}, {'stride': 1, 'padding': 1}, {'ceil_mode': True, 'stride': 3}, {'dilation': 2, 'stride': 1},
                {'return_indices': True}]:
            yield m(f'MaxPool{n}d', 2, **options).on(x)
        for options in [{}, {'stride': 1, 'padding': 1}, {'ceil_mode': True, 'stride': 3},
                {'padding': 1, 'count_include_pad': False}]:
            yield m(f'AvgPool{n}d', 2, **options).on(x)
        for size in [1, 2, [2, 3, 2][:n]]:
            yield m(f'AdaptiveAvgPool{n}d', size).on(x)
            yield m(f'AdaptiveMaxPool{n}d', size).on(x)
        yield m(f'AdaptiveMaxPool{n}d', 2, return_indices=True).on(x)
        even = grid([1, 1, *[4, 4, 2][:n]])
        pooled, indices = getattr(nn, f'MaxPool{n}d')(2, return_indices=True)(even)
        yield m(f'MaxUnpool{n}d', 2).on(pooled, indices)
        yield m(f'MaxUnpool{n}d', 2, stride=2).on(pooled[0], indices[0])
        yield m(f'MaxUnpool{n}d', 2).on(pooled, indices, output_size=list(even.shape[2:]))
        for p, k, options in [(2, 2, {}), (1, 3, {'stride': 1}), (3, 2, {'ceil_mode': True})]:
            yield m(f'LPPool{n}d', p, k, **options).on(x.abs())
    # Of several NaN in a window the last is the place of the greatest; padding does not make room for a volume that is too small.
    holes = torch.where(grid([1, 1, 3, 4, 4]) > 0.5, float('nan'), grid([1, 1, 3, 4, 4]))
    for n, x in {1: holes.reshape(1, 1, 48), 2: holes.reshape(1, 1, 8, 6), 3: holes}.items():
        yield m(f'MaxPool{n}d', 3, stride=2, padding=1, return_indices=True).on(x)
        yield m(f'AdaptiveMaxPool{n}d', 2, return_indices=True).on(x)
    for options in [{}, {'ceil_mode': True}, {'ceil_mode': True, 'padding': 1}]:
        yield m('AvgPool3d', 3, stride=2, **options).on(grid([1, 1, 3, 2, 3]))
    yield m('MaxPool2d', [2, 1], stride=[1, 2]).on(grid([1, 1, 4, 4]))
    yield m('AvgPool2d', [2, 1], divisor_override=3).on(grid([1, 1, 4, 4]))
    yield m('AdaptiveAvgPool2d', [None, 2]).on(grid([1, 1, 3, 4]))


def pads():
    inputs = {1: grid([1, 2, 4]), 2: grid([1, 1, 3, 4]), 3: grid([1, 1, 2, 3, 2])}
    several = {1: [2, 1], 2: [1, 2, 0, 1], 3: [1, 0, 1, 2, 0, 1]}
    for n, x in inputs.items():
        for kind in ['Reflection', 'Replication', 'Circular', 'Zero']:
            for padding in [1, several[n], [0] * (2 * n)]:
                yield m(f'{kind}Pad{n}d', padding).on(x)
        for padding, value in [(1, 2.5), (several[n], -1.0), ([-1] + [0] * (2 * n - 1), 0.5)]:
            yield m(f'ConstantPad{n}d', padding, value).on(x)


def embeddings():
    i = t([[0, 2], [4, 4]], i64)
    for options in [{}, {'padding_idx': 2}, {'padding_idx': -1}, {'max_norm': 1.0},
            {'max_norm': 1.0, 'norm_type': 1.0, 'scale_grad_by_freq': True}]:
        yield m('Embedding', 5, 3, **options).on(i)
    for mode in ['sum', 'mean', 'max']:
        yield m('EmbeddingBag', 5, 3, mode=mode).on(i)
        yield m('EmbeddingBag', 5, 3, mode=mode).on(t([1, 2, 4, 0, 3], i64), t([0, 2, 2], i64))
    yield m('EmbeddingBag', 5, 3, mode='sum').on(i, None, t([[0.5, 2.0], [1.0, -1.0]]))
    yield m('EmbeddingBag', 5, 3, padding_idx=4).on(i)
    yield m('EmbeddingBag', 5, 3, include_last_offset=True).on(t([1, 2, 4, 0, 3], i64), t([0, 2, 5], i64))


def dropouts():
    x = grid([2, 3, 4])
    for cls in ['Dropout', 'Dropout1d', 'Dropout2d', 'Dropout3d', 'AlphaDropout', 'FeatureAlphaDropout']:
        v = {'Dropout2d': grid([2, 3, 2, 2]), 'Dropout3d': grid([2, 3, 1, 2, 2])}.get(cls, x)
        for options in [{}, {'p': 0.2}, {'p': 0.0}, {'p': 0.7, 'inplace': True}]:
            yield m(cls, **options).on(v)
    # Masks are drawn in the order of the axes, however the input lies in memory.
    for cls in ['Dropout', 'AlphaDropout', 'FeatureAlphaDropout']:
        for v in [x.permute(2, 0, 1), x[:, :, ::2].transpose(0, 1), x[:, :1].expand(2, 3, 4)]:
            yield m(cls).on(v)
    yield m('FeatureAlphaDropout', p=1.0).on(grid([4]))  # nothing is drawn, so that no channels are needed
    # Shapes that PyTorch warns of and takes, as networks have them that drop channels behind a linear layer; and some that it refuses.
    for cls, shape in [('Dropout2d', [4, 3]), ('Dropout2d', [2, 2, 1, 2, 2]), ('Dropout3d', [4, 3]), ('Dropout3d', [5]),
            ('Dropout1d', [2, 2, 2, 2]), ('Dropout2d', [4])]:
        yield m(cls, p=0.5).on(grid(shape))


def vision():
    x = grid([1, 1, 2, 3])
    for factor, shape in [(2, [1, 4, 1, 2]), (3, [1, 9, 1, 1]), (2, [1, 8, 2, 1])]:
        yield m('PixelShuffle', factor).on(count(shape))
    for factor, shape in [(2, [1, 1, 2, 4]), (3, [1, 1, 3, 3]), (2, [2, 2, 2])]:
        yield m('PixelUnshuffle', factor).on(count(shape))
    for groups, shape in [(2, [1, 4, 2, 1]), (3, [1, 6, 1, 2]), (2, [1, 6, 1, 1])]:
        yield m('ChannelShuffle', groups).on(count(shape))
    for options in [{'scale_factor': 2}, {'size': [3, 5]}, {'scale_factor': [2.0, 1.5], 'mode': 'bilinear'},
            {'size': 4, 'mode': 'bilinear', 'align_corners': True}, {'scale_factor': 2.0, 'mode': 'bicubic'}]:
        yield m('Upsample', **options).on(x)
    yield m('Upsample', scale_factor=2.0, mode='linear').on(grid([1, 2, 3]))
    yield m('Upsample', scale_factor=[0.5], mode='linear').on(grid([1, 2, 3]))
    yield m('Upsample', scale_factor=1.3, mode='linear').on(grid([1, 2, 3]))  # as long as before: a copy
    yield m('Upsample', size=4, recompute_scale_factor=True).on(x)
    yield m('Upsample', scale_factor=2.0, mode='trilinear').on(grid([1, 1, 2, 1, 2]))
    for cls in ['UpsamplingNearest2d', 'UpsamplingBilinear2d']:
        for options in [{'scale_factor': 2}, {'size': [3, 5]}, {'size': 4}]:
            yield m(cls, **options).on(x)
    for options in [{}, {'start_dim': 0}, {'start_dim': 1, 'end_dim': 2}]:
        yield m('Flatten', **options).on(grid([2, 3, 2, 1]))
    for dim, sizes, shape in [(1, [2, 2], [2, 4]), (0, [2, 1], [2, 4]), (-1, [3, -1], [2, 6])]:
        yield m('Unflatten', dim, sizes).on(grid(shape))
    a, b = grid([2, 3]), grid([2, 3], shift=1)
    for options in [{}, {'dim': 0}, {'eps': 100.0}]:
        yield m('CosineSimilarity', **options).on(a, b)
    for options in [{}, {'p': 1.0}, {'keepdim': True, 'eps': 0.1}]:
        yield m('PairwiseDistance', **options).on(a, b)


ROWS = [*linear(), *containers(), *convolutions(), *pools(), *pads(), *embeddings(), *dropouts(), *vision()]
