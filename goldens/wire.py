"""How tensors, arguments and answers are written down in JSON (README.md describes the format)."""
import math
import re

import numpy
import torch

SAFE = 2**53  # beyond it a JSON number would lose digits in JavaScript


class big(int):
    """An integer operand: written {"bigint": "3"}, since a JavaScript number is not an int."""


def camel(name):
    """index_add_ → indexAdd_, linalg.vector_norm → linalg.vectorNorm."""
    return re.sub(r'(?<=[A-Za-z0-9])_([a-z0-9])', lambda m: m[1].upper(), name)


def dtype_name(dtype):
    return str(dtype).removeprefix('torch.')


def number(x):
    """A Python number as JSON: integral floats shortened, what JSON lacks as a string."""
    if isinstance(x, bool):
        return x
    if isinstance(x, int):
        return x if abs(x) <= SAFE else str(x)
    if math.isnan(x):
        return 'NaN'
    if math.isinf(x):
        return 'Infinity' if x > 0 else '-Infinity'
    if x == int(x) and abs(x) < 1e15 and not (x == 0 and math.copysign(1, x) < 0):
        return int(x)
    return x


def numbers(x):
    """The elements of a tensor, flat, in logical order."""
    if x.dtype in (torch.float32, torch.float16, torch.bfloat16):
        # str(numpy.float32) is the shortest text that reads back as the same float32.
        return [number(float(str(v))) for v in x.detach().float().contiguous().view(-1).numpy()]
    return [number(v) for v in x.detach().contiguous().view(-1).tolist()]


def tensor(x, layout=True):
    """TENSOR. With layout, one whose strides are not the row-major ones gets strides, offset and storage in place of values."""
    head = {'dtype': dtype_name(x.dtype), 'shape': list(x.shape)}
    if layout and x.stride() != torch.empty(x.shape).stride():
        whole = torch.tensor([], dtype=x.dtype).set_(x.storage())
        return {**head, 'strides': list(x.stride()), 'offset': x.storage_offset(), 'storage': numbers(whole)}
    return {**head, 'values': numbers(x)}


def argument(x):
    if isinstance(x, torch.Tensor):
        return tensor(x)
    if hasattr(x, 'written'):
        return x.written()
    if isinstance(x, torch.dtype):
        return dtype_name(x)
    if isinstance(x, big):
        return {'bigint': str(int(x))}
    if isinstance(x, (list, tuple)):
        return [argument(v) for v in x]
    if isinstance(x, dict):
        return {camel(k): argument(v) for k, v in x.items()}
    return number(x) if isinstance(x, (int, float)) and not isinstance(x, bool) else x


def answer(x):
    """RES: named tuples become objects, other tuples lists; layout is not part of an answer."""
    if isinstance(x, torch.Tensor):
        return tensor(x, layout=False)
    if type(x).__module__ == 'torch.return_types':
        names = [k for k in type(x).__dict__ if isinstance(getattr(x, k), torch.Tensor)]
        return {camel(k): answer(getattr(x, k)) for k in names}
    if isinstance(x, dict):
        return {k: answer(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [answer(v) for v in x]
    if isinstance(x, torch.dtype):
        return dtype_name(x)
    return number(x) if isinstance(x, (int, float)) and not isinstance(x, bool) else x


def leaves(x):
    """Every tensor inside an argument or an answer."""
    if isinstance(x, torch.Tensor):
        yield x
    elif isinstance(x, dict):
        for v in x.values():
            yield from leaves(v)
    elif isinstance(x, (list, tuple)):
        for v in x:
            yield from leaves(v)


def describe(x):
    """An argument in a case's name: [2,3] for a float32 tensor, int64[2,3]ᵗ for one that is not contiguous."""
    if isinstance(x, torch.Tensor):
        dtype = '' if x.dtype == torch.float32 else dtype_name(x.dtype)
        mark = '' if x.is_contiguous() else '~'
        label = getattr(x, 'label', '')
        return f"{label + ' ' if label else ''}{dtype}[{','.join(map(str, x.shape))}]{mark}"
    if hasattr(x, 'written'):
        return x.name()
    if isinstance(x, dict):
        return '{' + ', '.join(f'{k}: {describe(v)}' for k, v in x.items()) + '}'
    if isinstance(x, torch.dtype):
        return dtype_name(x)
    if isinstance(x, (list, tuple)):
        return '(' + ', '.join(map(describe, x)) + ')'
    if isinstance(x, big):
        return f'{int(x)}n'
    return str(x)
