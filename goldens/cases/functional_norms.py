"""Activations, dropouts, normalisations, distances and attention."""
import torch

from cases.inputs import *


ACTIVATIONS = {
    'relu': [{}], 'relu6': [{}], 'leaky_relu': [{}, {'negative_slope': 0.2}], 'elu': [{}, {'alpha': 0.5}], 'selu': [{}],
    'celu': [{}, {'alpha': 0.5}], 'gelu': [{}, {'approximate': 'tanh'}], 'silu': [{}], 'mish': [{}],
    'sigmoid': [{}], 'tanh': [{}], 'hardsigmoid': [{}], 'hardswish': [{}], 'hardtanh': [{}, {'min_val': -2.0, 'max_val': 0.5}],
    'hardshrink': [{}, {'lambd': 1.0}], 'softshrink': [{}, {'lambd': 1.0}], 'tanhshrink': [{}],
    'softplus': [{}, {'beta': 2.0}, {'threshold': 1.0}], 'softsign': [{}], 'logsigmoid': [{}],
    'rrelu': [{}, {'lower': 0.2, 'upper': 0.4}],
}


def activations():
    for op, variants in ACTIVATIONS.items():
        for options in variants:
            for x in [grid([2, 3]), edges, grid([3, 2]).t(), t([-50.0, -10.0, -3.0, -0.5, 0.5, 3.0, 6.5, 25.0, 100.0])]:
                yield row(op, x, **options)
        for x in [t(-0.75), t([]), grid([4], f64), grid([4], f16), grid([4], bf16), grid([3, 1]).expand(3, 2), grid([3], i64)]:
            yield row(op, x)
        if op in ('relu', 'elu', 'celu', 'selu', 'hardtanh', 'leaky_relu', 'silu', 'mish', 'hardswish', 'hardsigmoid'):
            yield row(op, grid([2, 3]), inplace=True).changes(0)
    for op in ['softmax', 'log_softmax', 'softmin']:
        for x in [grid([2, 3]), grid([2, 3, 2]), grid([3, 2]).t(), t([[1000.0, 1001.0], [-inf, 0.0]])]:
            yield row(op, x, dim=-1)
            yield row(op, x, dim=0)
        yield row(op, grid([2, 3], f64), dim=1)
        yield row(op, grid([2, 3], bf16), dim=1)
        yield row(op, grid([2, 3]), dim=1, dtype=f64)
        yield row(op, t(2.5), dim=0)
    for x, dim in [(grid([2, 4]), -1), (grid([2, 4]), 0), (grid([4, 3]).t(), 1), (grid([2, 3]), 1), (grid([2, 4], f64), 1),
            (grid([4]), 0), (t(2.5), 0), (grid([2, 2, 2]), 1), (grid([0, 4]), 1), (grid([2, 4], bf16), -1)]:
        yield row('glu', x, dim=dim)
    for x in [grid([2, 3]), edges, grid([3, 2]).t(), grid([3], f64), grid([3], i64), t(0.5), t([]), grid([3], bf16),
            grid([3, 1]).expand(3, 2)]:
        yield row('threshold', x, 0.5, -7.0)
        if x.is_floating_point():
            yield row('prelu', x, t([0.3], x.dtype))
    yield row('threshold', grid([2, 3]), 0.1, 20.0, inplace=True).changes(0)
    for x, w in [(grid([2, 3, 2]), t([0.1, 0.2, 0.3])), (grid([2, 3]), t([0.1, 0.2, 0.3])), (grid([3]), t([0.25])),
            (grid([2, 3, 2]), t([0.1, 0.2]))]:
        yield row('prelu', x, w)


def dropouts():
    """The mask is drawn from the stream: the seed in the file's head."""
    x = grid([2, 3, 4])
    for op in ['dropout', 'alpha_dropout', 'dropout1d', 'dropout2d', 'dropout3d', 'feature_alpha_dropout']:
        v = {'dropout2d': grid([2, 3, 2, 2]), 'dropout3d': grid([2, 3, 2, 1, 2])}.get(op, x)
        for p in [0.0, 0.3, 0.5, 1.0]:
            yield row(op, v, p=p, training=True)
        yield row(op, v, p=0.5, training=False)
        yield row(op, v, p=1.5, training=True)
    yield row('dropout', grid([33]), p=0.5)
    yield row('dropout', x.double(), p=0.5)
    yield row('dropout', x.transpose(0, 2), p=0.5)
    yield row('dropout', grid([2, 3, 4]), p=0.5, training=True, inplace=True).changes(0)
    yield row('rrelu', x, training=True)
    yield row('rrelu', x, lower=0.2, upper=0.4, training=True)


def norms():
    x, w, b = grid([2, 3, 4]), grid([4], shift=1), grid([4], shift=2)
    for shape, weight, bias in [([4], None, None), ([4], w, b), ([4], w, None),
            ([3, 4], grid([3, 4], shift=1), grid([3, 4], shift=2)), ([2, 3, 4], None, None)]:
        yield row('layer_norm', x, shape, weight, bias)
        yield row('layer_norm', x, shape, weight, bias, eps=0.1)
        if bias is None:
            yield row('rms_norm', x, shape, weight)
            yield row('rms_norm', x, shape, weight, eps=0.1)
    # PyTorch's own float32 loses four digits
    yield row('layer_norm', t([[1e4, 1e4 + 1, 1e4 + 2, 1e4 + 3]]), [4], w, b).within(1e-3, 1e-6)
    for v in [grid([4, 3]).t(), x.double(), x.bfloat16(), t([[3.0, 3.0, 3.0, 3.0]]), t([[nan, 1.0, 2.0, 3.0]])]:
        yield row('layer_norm', v, [4], w.to(v.dtype), b.to(v.dtype))
        yield row('rms_norm', v, [4], w.to(v.dtype))
    yield row('layer_norm', x, [3], None, None)
    yield row('layer_norm', x, [4], grid([3]), None)
    yield row('rms_norm', x, [3, 4], grid([3, 4], shift=1))
    yield row('rms_norm', grid([4]), [4], None)
    mean, var, weight, bias = t([0.5, -1.0, 2.0]), t([1.0, 0.25, 4.0]), t([2.0, -1.0, 0.5]), t([0.1, 0.2, 0.3])
    for v in [grid([2, 3]), grid([2, 3, 4]), grid([2, 3, 2, 2]), grid([1, 3, 2, 1, 2]), grid([4, 3]).t().reshape(4, 3),
            grid([2, 4, 3]).transpose(1, 2)]:
        yield row('batch_norm', v, mean, var, weight, bias)
        yield row('batch_norm', v, mean, var)
        yield row('batch_norm', v, None, None, weight, bias, training=True)
        for momentum in [0.1, 0.5]:
            yield row('batch_norm', v, mean.clone(), var.clone(), weight, bias, training=True, momentum=momentum).changes(1, 2)
        if v.ndim > 2:
            yield row('instance_norm', v)
            yield row('instance_norm', v, None, None, weight, bias, eps=0.1)
            yield row('instance_norm', v, mean.clone(), var.clone(), weight, bias, use_input_stats=True).changes(1, 2)
            yield row('instance_norm', v, mean.clone(), var.clone(), None, None, use_input_stats=False)
    yield row('batch_norm', grid([2, 3]), mean, var, weight, bias, eps=0.1)
    yield row('batch_norm', grid([2, 3], f64), mean.double(), var.double(), None, None)
    yield row('batch_norm', grid([1, 3]), None, None, None, None, training=True)  # one value a channel
    yield row('batch_norm', grid([2, 3]), t([0.5]), t([1.0]))
    yield row('instance_norm', grid([2, 3, 1]))
    y, w6, b6 = grid([2, 6, 2]), grid([6], shift=1), grid([6], shift=2)
    for groups in [1, 2, 3, 6, 4]:
        yield row('group_norm', y, groups, None, None)
        yield row('group_norm', y, groups, w6, b6)
    for v in [grid([2, 6]), grid([1, 6, 2, 3]), y.double(), grid([2, 2, 6]).transpose(1, 2), y.bfloat16()]:
        yield row('group_norm', v, 2, w6.to(v.dtype), b6.to(v.dtype), eps=0.1)
    for v in [grid([2, 5, 3]), grid([1, 5, 2, 2]), grid([1, 4, 2, 1, 2]), grid([5, 3])]:
        for size, options in [(2, {}), (3, {'alpha': 0.5, 'beta': 0.5, 'k': 2.0}), (5, {'alpha': 0.01})]:
            yield row('local_response_norm', v, size, **options)
    z = grid([2, 3])
    for v, options in [(z, {}), (z, {'dim': 0}), (z, {'p': 1.0}), (z, {'p': inf}), (z, {'p': 3.0, 'dim': -1}),
            (torch.zeros(2, 3), {}), (z.t(), {'dim': 1}), (x, {'dim': 2, 'eps': 10.0}), (z.double(), {}),
            (t([3.0, 4.0]), {'dim': 0}), (torch.zeros(2, 3), {'eps': 1.0})]:
        yield row('normalize', v, **options)
    for a, c, options in [(z, grid([2, 3], shift=1), {}), (z, grid([3], shift=1), {'dim': 1}), (z, z, {'dim': 0}),
            (z, torch.zeros(2, 3), {}), (x, grid([2, 3, 4], shift=1), {'dim': -1}), (x, grid([1, 3, 1]), {'dim': 1}),
            (z.double(), z.double(), {}), (z, grid([2, 3], shift=1), {'eps': 100.0}),
            (t([1.0, 0.0]), t([0.0, 2.0]), {'dim': 0}), (grid([3, 2]).t(), z, {}), (z, grid([4]), {})]:
        yield row('cosine_similarity', a, c, **options)
    for a, c, options in [(z, grid([2, 3], shift=1), {}), (z, z, {}), (z, grid([3], shift=1), {'p': 1.0}),
            (z, grid([2, 3], shift=1), {'p': inf}), (z, grid([2, 3], shift=1), {'keepdim': True}), (z, z, {'eps': 0.5}),
            (x, grid([2, 3, 4], shift=1), {}), (t([1.0, 2.0]), t([4.0, 6.0]), {}), (grid([3, 2]).t(), z, {}),
            (z.double(), torch.zeros(2, 3, dtype=f64), {})]:
        yield row('pairwise_distance', a, c, **options)


def attention():
    q, k, v = grid([1, 2, 3, 4]), grid([1, 2, 5, 4], shift=1), grid([1, 2, 5, 3], shift=2)
    blocked = t([[True, False, True, True, False], [True] * 5, [False, True, False, False, False]], b1)
    for options in [{}, {'is_causal': True}, {'scale': 0.1}, {'attn_mask': blocked}, {'attn_mask': grid([3, 5], shift=3)},
            {'attn_mask': grid([2, 1, 5], shift=3)}, {'attn_mask': blocked, 'scale': 2.0}]:
        yield row('scaled_dot_product_attention', q, k, v, **options)
    yield row('scaled_dot_product_attention', q, q, q, is_causal=True)
    yield row('scaled_dot_product_attention', q[0, 0], k[0, 0], v[0, 0])
    yield row('scaled_dot_product_attention', q.double(), k.double(), v.double())
    yield row('scaled_dot_product_attention', grid([1, 4, 3, 2]), grid([1, 2, 3, 2], shift=1), grid([1, 2, 3, 2], shift=2),
            enable_gqa=True)
    yield row('scaled_dot_product_attention', grid([1, 3, 2, 4]).transpose(1, 2), k, v)
    blind = t([[False] * 5, [True, False, False, False, False], [False] * 4 + [True]], b1)
    heads = grid([2, 1, 2, 3, 4], shift=4)
    for parts, options in [((q, k, v), {'attn_mask': blind}), ((q, k[..., :0, :], v[..., :0, :]), {}),
            ((q[..., :0, :], k, v), {}), ((q, k, v[..., :0]), {}), ((q * 40, k * 40, v), {}), ((q[:, :1], k, v), {}),
            ((heads, k, v), {'is_causal': True}), ((k, q, q[..., :3]), {'is_causal': True}), ((q, k[0, 0], v[0]), {}),
            ((heads, k, v), {'attn_mask': grid([2, 1, 1, 5])}), ((q.half(), k.half(), v.half()), {'scale': 0.25}),
            ((q, k, v), {'attn_mask': grid([2, 2, 1, 1, 5])}), ((q, k[..., :3], v), {}), ((q, k, v), {'attn_mask': blocked[:2]})]:
        yield row('scaled_dot_product_attention', *parts, **options)
    for mask in [None, grid([4, 3, 3], shift=3), grid([2, 1, 3, 3], shift=3), grid([3], shift=3)]:
        yield row('scaled_dot_product_attention', grid([2, 4, 3, 2]), grid([2, 2, 3, 2], shift=1), grid([2, 2, 3, 2], shift=2),
                enable_gqa=True, **({} if mask is None else {'attn_mask': mask}))


ROWS = [*activations(), *dropouts(), *norms(), *attention()]
