"""Packed sequences: the functions of nn.utils.rnn, and recurrent layers on what they give."""
import torch
import torch.nn as nn
from torch.nn.utils import rnn

from cases.inputs import *
from cases.nn_row import Module as m
from wire import answer, argument, camel, describe


def packed(x):
    """PACKED, the state of a PackedSequence; anything else as an answer."""
    if isinstance(x, rnn.PackedSequence):
        return {camel(k): v if v is None else answer(v) for k, v in x._asdict().items()}
    return [packed(v) for v in x] if isinstance(x, (list, tuple)) else answer(x)


def function(op, *args, **options):
    """A function of nn.utils.rnn; `of` names the one that makes its first argument."""
    of = options.pop('of', None)
    said = {'name': f"{camel(op)}({', '.join(map(describe, args))}{''.join(f', {camel(k)}={v}' for k, v in options.items())})",
            'op': camel(op), 'args': argument(args), 'options': argument(options)}
    if of:
        said['of'] = {'op': camel(of[0]), 'options': argument(of[1])}
        args = [getattr(rnn, of[0])(*args, **of[1])]
    try:
        result = getattr(rnn, op)(*args, **options)
    except (RuntimeError, ValueError) as error:
        return {**said, 'result': {'error': str(error).split('\n')[0], 'type': type(error).__name__}}
    said['result'] = packed(result)
    return {**said, 'text': str(result)} if isinstance(result, rnn.PackedSequence) else said


def functions():
    x, lines = grid([4, 3, 2]), [grid([3, 2]), grid([1, 2], shift=1), grid([2, 2], shift=2)]
    by_length, unsorted = [lines[0], lines[2], lines[1]], {'enforce_sorted': False}
    for lengths in [[4, 2, 1], [3, 3, 3], [4, 4, 1], t([4, 3, 1], i64)]:
        yield function('pack_padded_sequence', x, lengths)
        yield function('pack_padded_sequence', x, lengths, enforce_sorted=False)
    for lengths in [[1, 4, 2], [2, 2, 4], [1, 2, 3]]:
        yield function('pack_padded_sequence', x, lengths, enforce_sorted=False)
        yield function('pack_padded_sequence', x, lengths)
    yield function('pack_padded_sequence', grid([3, 4]), [4, 2, 2], batch_first=True)
    yield function('pack_padded_sequence', grid([3, 4], i64), [1, 4, 2], batch_first=True, enforce_sorted=False)
    for lengths in [[4, 0, 1], [4, 2], [4, 2, 1, 1]]:
        yield function('pack_padded_sequence', x, lengths)
    yield function('pack_padded_sequence', torch.zeros(0, 2), [1, 1])
    for options in [{}, {'batch_first': True}, {'padding_value': -1.5}, {'total_length': 6}, {'total_length': 2}]:
        yield function('pad_packed_sequence', x, [4, 2, 1], of=['pack_padded_sequence', {}], **options)
        yield function('pad_packed_sequence', x, [1, 3, 2], of=['pack_padded_sequence', unsorted], **options)
        yield function('pad_packed_sequence', lines, of=['pack_sequence', unsorted], **options)
    for options in [{}, {'batch_first': True}, {'padding_value': 9.0}]:
        yield function('pad_sequence', lines, **options)
        yield function('pad_sequence', [t([1, 2], i64), t([3], i64)], **options)
    yield function('pad_sequence', [])
    yield function('pad_sequence', [grid([2]), grid([2, 2])])
    yield function('unpad_sequence', grid([4, 3, 2]), t([4, 1, 2], i64))
    yield function('unpad_sequence', grid([3, 4, 2]), t([4, 1, 0], i64), batch_first=True)
    yield function('pack_sequence', by_length)
    yield function('pack_sequence', lines, enforce_sorted=False)
    yield function('pack_sequence', lines)
    yield function('unpack_sequence', by_length, of=['pack_sequence', {}])
    yield function('unpack_sequence', lines, of=['pack_sequence', unsorted])
    yield function('invert_permutation', t([2, 0, 3, 1], i64))


def layer(one, input, lengths, state=None, **packing):
    """A recurrent layer on a packed sequence, in evaluation and in training."""
    torch.manual_seed(0)
    module = one.build()
    said = {'name': f'{one.name()} on lengths {lengths}{"" if state is None else " with a state"}', **one.written(), 'seed': 0,
            'input': argument(input), 'lengths': lengths, 'packing': argument(packing),
            'state': None if state is None else argument(state)}
    sequence = rnn.pack_padded_sequence(input, lengths, **packing)
    for key, mode in [('output', False), ('trainOutput', True)]:
        torch.manual_seed(0)
        try:
            result = packed(module.train(mode)(sequence, state))
        except RuntimeError as error:
            result = {'error': str(error).split('\n')[0], 'type': type(error).__name__}
        if not mode or result != said['output']:
            said[key] = result
    return said


def layers():
    x, wide = grid([4, 3, 2]), grid([4, 3, 5])
    falling, mixed = [4, 2, 1], [2, 4, 1]
    for cls in ['RNN', 'GRU', 'LSTM']:
        yield layer(m(cls, 2, 3), x, falling)
        yield layer(m(cls, 2, 3), x, [3, 3, 3])
        yield layer(m(cls, 2, 3), x, mixed, enforce_sorted=False)
        yield layer(m(cls, 2, 3, bidirectional=True), x, mixed, enforce_sorted=False)
        yield layer(m(cls, 2, 3, num_layers=2, bidirectional=True, bias=False), x, [1, 2, 4], enforce_sorted=False)
        yield layer(m(cls, 2, 3, num_layers=3, dropout=0.5, batch_first=True), x.transpose(0, 1), mixed, batch_first=True,
                    enforce_sorted=False)
        h, c = grid([2, 3, 3], shift=1), grid([2, 3, 3], shift=2)
        state = (h, c) if cls == 'LSTM' else h
        yield layer(m(cls, 2, 3, bidirectional=True), x, falling, state)
        yield layer(m(cls, 2, 3, bidirectional=True), x, mixed, state, enforce_sorted=False)
        yield layer(m(cls, 5, 3), x, falling)
        narrow = (h[:, :, :2], c) if cls == 'LSTM' else h[:1]
        yield layer(m(cls, 2, 3, bidirectional=True), x, falling, narrow)
    yield layer(m('RNN', 2, 3, nonlinearity='relu'), x, mixed, enforce_sorted=False)
    yield layer(m('LSTM', 2, 4, proj_size=2), x, mixed, enforce_sorted=False)
    yield layer(m('LSTM', 5, 4, proj_size=3, num_layers=2, bidirectional=True), wide, [1, 4, 3], enforce_sorted=False)
    yield layer(m('LSTM', 2, 4, proj_size=2, bidirectional=True), x, falling,
                (grid([2, 3, 2], shift=1), grid([2, 3, 4], shift=2)))


def cases():
    return [*functions(), *layers()]
