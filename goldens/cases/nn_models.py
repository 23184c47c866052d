"""Activations, normalisations, recurrent layers, transformers and losses."""
import torch

from cases.inputs import *
from cases.nn_row import Module as m


ACTIVATIONS = {
    'ReLU': [{}, {'inplace': True}], 'ReLU6': [{}, {'inplace': True}], 'RReLU': [{}, {'lower': 0.2, 'upper': 0.4}],
    'LeakyReLU': [{}, {'negative_slope': 0.2}],
    'ELU': [{}, {'alpha': 0.5}], 'SELU': [{}], 'CELU': [{}, {'alpha': 0.5}], 'GELU': [{}, {'approximate': 'tanh'}],
    'SiLU': [{}, {'inplace': True}], 'Mish': [{}],
    'Sigmoid': [{}], 'Tanh': [{}], 'Hardsigmoid': [{}, {'inplace': True}], 'Hardswish': [{}, {'inplace': True}], 'Hardtanh': [{}, {'min_val': -2.0, 'max_val': 0.5}],
    'Hardshrink': [{}, {'lambd': 1.0}], 'Softshrink': [{}, {'lambd': 1.0}], 'Tanhshrink': [{}],
    'Softplus': [{}, {'beta': 2.0}, {'threshold': 1.0}],
    'Softsign': [{}], 'LogSigmoid': [{}], 'GLU': [{}, {'dim': 0}], 'Softmax': [{'dim': 1}, {'dim': 0}],
    'Softmin': [{'dim': 1}, {'dim': 0}], 'LogSoftmax': [{'dim': 1}, {'dim': -1}],
}


def activations():
    tails = t([[-20.0, -1.0], [0.0, 0.5], [4.0, 30.0], [2.0, -3.0]])
    for cls, variants in ACTIVATIONS.items():
        for options in variants:
            for x in [grid([4, 4]), grid([2, 4], f64), tails]:
                yield m(cls, **options).on(x)
    for shape in [[1, 3, 2, 2], [3, 2, 2], [2, 3, 1, 2]]:
        yield m('Softmax2d').on(grid(shape))
        yield m('PReLU').on(grid(shape))
    yield m('PReLU', num_parameters=3, init=0.1).on(grid([2, 3, 2]))
    yield m('PReLU').on(grid([2, 3], f64))
    for x in [grid([3], b1), grid([3], u8), grid([3], i8)]:
        yield m('Hardtanh').on(x)
    yield m('Hardtanh', min_val=0.0).on(grid([3], u8))
    for threshold, value in [(0.5, -7.0), (0.0, 2.0), (-1.0, 20.0)]:
        yield m('Threshold', threshold, value).on(grid([2, 3]))
    q, k, v = grid([3, 2, 4]), grid([5, 2, 4], shift=1), grid([5, 2, 4], shift=2)
    for options in [{}, {'bias': False}, {'batch_first': True}, {'add_bias_kv': True}, {'add_zero_attn': True}]:
        yield m('MultiheadAttention', 4, 2, **options).on(q, q, q)
    yield m('MultiheadAttention', 4, 2).on(q, k, v)
    yield m('MultiheadAttention', 4, 1).on(q[:, 0], k[:, 0], v[:, 0])
    yield m('MultiheadAttention', 4, 2, kdim=3, vdim=5).on(q, grid([5, 2, 3]), grid([5, 2, 5]))
    yield m('MultiheadAttention', 4, 2).on(q, k, v, need_weights=False)
    yield m('MultiheadAttention', 4, 2).on(q, k, v, average_attn_weights=False)
    yield m('MultiheadAttention', 4, 2).on(q, k, v,
            key_padding_mask=t([[False] * 4 + [True], [False, True, False, False, True]], b1))
    yield m('MultiheadAttention', 4, 2).on(q, q, q, attn_mask=torch.ones(3, 3).triu(1).bool())
    yield m('MultiheadAttention', 4, 2).on(q, q, q, attn_mask=grid([3, 3]))
    yield m('MultiheadAttention', 4, 2, dropout=0.5).on(q, q, q)


def norms():
    x1, x2, x3 = grid([3, 2, 4]), grid([2, 2, 3, 2]), grid([1, 2, 2, 2, 2])
    for n, x in [(1, x1), (2, x2), (3, x3)]:
        for options in [{}, {'momentum': 0.5, 'eps': 0.01}, {'affine': False}, {'track_running_stats': False},
                {'momentum': None}]:
            yield m(f'BatchNorm{n}d', 2, **options).on(x)
        for options in [{}, {'affine': True}, {'track_running_stats': True, 'affine': True, 'momentum': 0.3}]:
            yield m(f'InstanceNorm{n}d', 2, **options).on(x)
        for options in [{}, {'momentum': 0.5}, {'affine': False}]:
            yield m(f'LazyBatchNorm{n}d', **options).on(x)
        yield m(f'InstanceNorm{n}d', 2).on(x[0])
    yield m('BatchNorm1d', 3).on(grid([4, 3]))
    yield m('BatchNorm1d', 3).on(grid([1, 3]))
    yield m('BatchNorm2d', 2).on(x1)
    for shape, options in [(4, {}), ([2, 4], {'eps': 0.1}), ([4], {'elementwise_affine': False})]:
        yield m('LayerNorm', shape, **options).on(x1)
        yield m('RMSNorm', shape, **options).on(x1)
    for groups, channels, options in [(1, 4, {}), (2, 4, {'eps': 0.1}), (4, 4, {'affine': False})]:
        yield m('GroupNorm', groups, channels, **options).on(grid([2, 4, 3]))
    for size, options in [(1, {}), (3, {'alpha': 0.5, 'beta': 0.5, 'k': 2.0}), (5, {'alpha': 0.01})]:
        yield m('CrossMapLRN2d', size, **options).on(grid([1, 5, 2, 2]))
        yield m('LocalResponseNorm', size + 1, **options).on(grid([1, 5, 2, 2]))


def recurrent():
    x = grid([4, 2, 3])  # steps, batch, features
    for cls in ['RNN', 'LSTM', 'GRU']:
        for options in [{}, {'bias': False}, {'num_layers': 2}, {'bidirectional': True}, {'batch_first': True},
                {'num_layers': 2, 'bidirectional': True, 'batch_first': True}, {'num_layers': 2, 'dropout': 0.5}]:
            yield m(cls, 3, 2, **options).on(x)
        yield m(cls, 3, 2).on(x[:, 0])
        h = grid([1, 2, 2], shift=1)
        yield m(cls, 3, 2).on(x, (h, grid([1, 2, 2], shift=2)) if cls == 'LSTM' else h)
        yield m(cls, 3, 2).on(grid([4, 2, 5]))
    yield m('RNN', 3, 2, nonlinearity='relu').on(x)
    yield m('LSTM', 3, 4, proj_size=2).on(x)
    yield m('LSTM', 3, 4, proj_size=2, num_layers=2, bidirectional=True).on(x)
    for cls in ['RNNCell', 'LSTMCell', 'GRUCell']:
        for options in [{}, {'bias': False}]:
            yield m(cls, 3, 2, **options).on(x[0])
        h = grid([2, 2], shift=1)
        yield m(cls, 3, 2).on(x[0], (h, grid([2, 2], shift=2)) if cls == 'LSTMCell' else h)
        yield m(cls, 3, 2).on(x[0, 0])
    yield m('RNNCell', 3, 2, nonlinearity='relu').on(x[0])


def transformers():
    x, memory = grid([3, 2, 4]), grid([2, 2, 4], shift=1)
    causal = torch.full((3, 3), -inf).triu(1)
    padded = t([[False, False, True], [False, False, False]], b1)
    small = {'dim_feedforward': 3}
    for options in [{}, {'norm_first': True}, {'activation': 'gelu'}, {'batch_first': True},
            {'dropout': 0.0, 'layer_norm_eps': 0.1}]:
        yield m('TransformerEncoderLayer', 4, 2, **small, **options).on(x)
        yield m('TransformerDecoderLayer', 4, 2, **small, **options).on(x, x * 0.5 if options.get('batch_first') else memory)
    yield m('TransformerEncoderLayer', 4, 2, **small).on(x, src_mask=causal)
    yield m('TransformerEncoderLayer', 4, 2, **small).on(x, src_key_padding_mask=padded)
    yield m('TransformerEncoderLayer', 4, 2, **small).on(x[:, 0])
    yield m('TransformerDecoderLayer', 4, 2, **small).on(x, memory, tgt_mask=causal)
    yield m('TransformerDecoderLayer', 4, 2, **small).on(x, memory, tgt_key_padding_mask=padded,
            memory_key_padding_mask=t([[False, True], [False, False]], b1))
    encoder, decoder = m('TransformerEncoderLayer', 4, 2, **small), m('TransformerDecoderLayer', 4, 2, **small)
    yield m('TransformerEncoder', encoder, 2).on(x)
    yield m('TransformerEncoder', encoder, 2, norm=m('LayerNorm', 4)).on(x, mask=causal)
    yield m('TransformerEncoder', encoder, 1).on(x, src_key_padding_mask=padded)
    yield m('TransformerDecoder', decoder, 2).on(x, memory)
    yield m('TransformerDecoder', decoder, 1, norm=m('LayerNorm', 4)).on(x, memory, tgt_mask=causal)
    yield m('TransformerDecoder', decoder, 1).on(x, memory, memory_mask=grid([3, 2]))
    whole = {'d_model': 4, 'nhead': 2, 'num_encoder_layers': 1, 'num_decoder_layers': 1, **small}
    for options in [{}, {'norm_first': True}, {'batch_first': True, 'activation': 'gelu'}]:
        yield m('Transformer', **whole, **options).on(x, x * 0.5 if options.get('batch_first') else memory)
    yield m('Transformer', **whole).on(x, memory, src_mask=causal, src_key_padding_mask=padded)


def losses():
    x, y, z = grid([3, 4]), grid([3, 4], shift=1), grid([3, 4], shift=2)
    signs, sign3 = torch.where(y > 0, 1.0, -1.0), t([1.0, -1.0, 1.0])
    zeros_ones, probability, classes = (y > 0).float(), torch.sigmoid(x), t([1, 3, 0], i64)
    labels = t([[1, 3, -1, 0], [0, -1, 2, 2], [3, 2, 1, 0]], i64)
    weight = t([0.5, 1.0, 2.0, 0.25])
    for cls, inputs, variants in [
        ('L1Loss', (x, y), []), ('MSELoss', (x, y), []), ('SmoothL1Loss', (x, y), [{'beta': 0.5}]),
        ('HuberLoss', (x, y), [{'delta': 2.0}]),
        ('CrossEntropyLoss', (x, classes), [{'weight': weight}, {'ignore_index': 3}, {'label_smoothing': 0.1}]),
        ('CrossEntropyLoss', (x, torch.softmax(y, 1)), []),
        ('NLLLoss', (torch.log_softmax(x, 1), classes), [{'weight': weight}, {'ignore_index': 0}]),
        ('BCELoss', (probability, zeros_ones), [{'weight': weight}]),
        ('BCEWithLogitsLoss', (x, zeros_ones), [{'weight': weight}, {'pos_weight': weight}]),
        ('KLDivLoss', (torch.log_softmax(x, 1), torch.softmax(y, 1)), [{'reduction': 'batchmean'}]),
        ('KLDivLoss', (torch.log_softmax(x, 1), torch.log_softmax(y, 1)), [{'log_target': True}]),
        ('PoissonNLLLoss', (x, y.abs()), [{'log_input': False}, {'full': True}]),
        ('GaussianNLLLoss', (x, y, z.abs()), [{'full': True}, {'eps': 1.0}]),
        ('HingeEmbeddingLoss', (x, signs), [{'margin': 0.5}]), ('MarginRankingLoss', (x, y, signs), [{'margin': 0.5}]),
        ('MultiLabelMarginLoss', (x, labels), []), ('MultiLabelSoftMarginLoss', (x, zeros_ones), [{'weight': weight}]),
        ('MultiMarginLoss', (x, classes), [{'p': 2, 'margin': 0.5}, {'weight': weight}]), ('SoftMarginLoss', (x, signs), []),
        ('CosineEmbeddingLoss', (x, y, sign3), [{'margin': 0.3}]),
        ('TripletMarginLoss', (x, y, z), [{'margin': 2.0, 'p': 1}, {'swap': True}]),
        ('CTCLoss', (torch.log_softmax(grid([6, 2, 4]), 2), t([[1, 2, 2], [3, 1, 0]], i64), t([6, 5], i64), t([3, 2], i64)),
            [{'zero_infinity': True}, {'blank': 3}]),
    ]:
        for options in [{}, {'reduction': 'sum'}, {'reduction': 'none'}, *variants]:
            yield m(cls, **options).on(*inputs)
    # What does not fit, or only by broadcasting.
    yield m('TripletMarginLoss').on(x, y, grid([2, 3, 4]))
    yield m('CrossEntropyLoss', weight=weight[:1]).on(x, torch.softmax(y, 1))
    yield m('SoftMarginLoss').on(x, signs[:1])
    yield m('SoftMarginLoss').on(x[:1], signs)
    yield m('MultiLabelSoftMarginLoss').on(x[:, :1], zeros_ones)
    lengths = t([5, 5], i64), t([1, 2], i64)
    yield m('CTCLoss').on(torch.log_softmax(grid([5, 2, 3]), 2), t([1, 2, 1, 1], i64), *lengths)


ROWS = [*activations(), *norms(), *recurrent(), *transformers(), *losses()]
