"""Inputs that the tables share: small tensors whose elements can be told apart, and a row of a table."""
import torch

from wire import big

nan, inf = float('nan'), float('inf')
f16, bf16, f32, f64 = torch.float16, torch.bfloat16, torch.float32, torch.float64
u8, i8, i16, i32, i64, b1 = torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.bool
FLOATS = [f32, f64, f16, bf16]
INTS = [i64, i32, i16, i8, u8]
DTYPES = FLOATS + INTS + [b1]
MAX64, MIN64 = 2**63 - 1, -(2**63)


class Row:
    """One question: an op in PyTorch's spelling, its arguments, and what its case says besides."""

    def __init__(self, op, args, kwargs):
        self.op, self.args, self.kwargs, self.extra, self.changed = op, args, kwargs, {}, ()

    def within(self, rtol, atol):
        self.extra.update(rtol=rtol, atol=atol)
        return self

    def changes(self, *positions):
        self.changed = positions
        return self


def row(op, *args, **kwargs):
    return Row(op, args, kwargs)


def exact(rows):
    """Moves, comparisons and roundings have one right answer."""
    return [r.within(0, 0) for r in rows]


def t(values, dtype=f32, label=''):
    x = torch.tensor(values, dtype=dtype)
    x.label = label
    return x


def grid(shape, dtype=f32, shift=0):
    """Values between about -5 and 5, no two neighbours alike; counts for unsigned, a pattern for bool."""
    n = 1
    for size in shape:
        n *= size
    k = [(i * 7 + 3 * shift) % 11 for i in range(n)]
    if dtype == b1:
        flat = [v % 3 != 0 for v in k]
    elif dtype == u8:
        flat = [v + 1 for v in k]
    elif dtype.is_floating_point:
        flat = [(v - 5) * 0.75 + 0.125 for v in k]
    else:
        flat = [v - 5 or 7 for v in k]
    return torch.tensor(flat, dtype=dtype).reshape(shape)


def count(shape, dtype=f32, start=0):
    """start, start+1, …: for moves, where each element must be found again."""
    n = 1
    for size in shape:
        n *= size
    return torch.arange(start, start + n).to(dtype).reshape(shape)


def layouts(make):
    """The same kind of tensor at rest and moved about: every op must read strides and offsets."""
    return [make([3, 2]).t(), make([2, 6])[:, 1::2], make([3, 1]).expand(3, 4), make([2, 3, 2]).permute(2, 0, 1)]


edges = t([nan, inf, -inf, 0.0, -0.0, 1e-40, 1e30, -1e30, 1.0, -1.0, 0.5, -0.5], label='edges')
extremes = t([MAX64, MIN64, 2**53 + 1, -(2**53) - 1, 0, -1], i64, 'extremes')
