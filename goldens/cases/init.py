"""nn.init under the seed: a fresh tensor of zeros in, the filled one out."""
import torch
import torch.nn as nn

from cases.inputs import *


def zeros(*shape, dtype=f32):
    return torch.zeros(shape, dtype=dtype)


def rows():
    shapes = [(2, 3), (4, 2, 3), (2, 2, 3, 3), (5,), (4, 5)]
    for op, variants in {
        'uniform_': [{}, {'a': -2.0, 'b': 3.0}], 'normal_': [{}, {'mean': 2.0, 'std': 0.5}], 'ones_': [{}], 'zeros_': [{}],
        'trunc_normal_': [{}, {'mean': 1.0, 'std': 0.5}, {'std': 2.0, 'a': -0.5, 'b': 1.0}],
        'xavier_uniform_': [{}, {'gain': 2.0}], 'xavier_normal_': [{}, {'gain': 0.5}],
        'kaiming_uniform_': [{}, {'a': 5**0.5}, {'mode': 'fan_out', 'nonlinearity': 'relu'}],
        'kaiming_normal_': [{}, {'a': 0.2}, {'mode': 'fan_out', 'nonlinearity': 'relu'}, {'nonlinearity': 'tanh'}],
    }.items():
        for options in variants:
            for shape in shapes:
                yield row(op, zeros(*shape) + (1 if op == 'zeros_' else 0), **options)  # of five numbers fans are refused
        yield row(op, zeros(3, 3, dtype=f64))
        yield row(op, zeros(6, 5).t())
    for shape in shapes:
        yield row('constant_', zeros(*shape), 0.3)
    yield row('constant_', zeros(2, dtype=f64), -1.5)
    for shape in [(3, 3), (2, 4), (4, 2), (1, 1), (2, 2, 2)]:
        yield row('eye_', zeros(*shape))
    for shape, groups in [((3, 3, 3), 1), ((2, 3, 3, 3), 1), ((4, 2, 3), 2), ((2, 2, 1, 2, 2), 1), ((3, 3), 1), ((3, 2, 3), 2)]:
        yield row('dirac_', zeros(*shape), groups=groups)
    for shape in [(3, 3), (2, 4), (4, 2), (2, 2, 3), (5,), (5, 4)]:
        yield row('orthogonal_', zeros(*shape))
        yield row('orthogonal_', zeros(*shape), gain=2.0)
    for shape, sparsity in [((4, 3), 0.5), ((5, 2), 0.1), ((3, 3), 0.9), ((2, 2, 2), 0.5)]:
        yield row('sparse_', zeros(*shape), sparsity)
        yield row('sparse_', zeros(*shape), sparsity, std=1.0)
    names = 'linear conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d sigmoid tanh relu leaky_relu selu'
    for name in [*names.split(), 'softplus']:  # the last is refused
        yield row('calculate_gain', name)
    for slope in [0.0, 0.2, 1.0, 5**0.5]:
        yield row('calculate_gain', 'leaky_relu', param=slope)


SPACES = (nn.init,)
# Uniform numbers are the stream's own, to the last bit; an orthogonal matrix comes of a decomposition.
EXACT = {'uniform_', 'xavier_uniform_', 'kaiming_uniform_', 'ones_', 'zeros_', 'constant_', 'eye_', 'dirac_'}
ROWS = [r.within(0, 0) if r.op in EXACT else r.within(1e-4, 1e-5) if r.op == 'orthogonal_' else r for r in rows()]
