"""Result dtypes: every pair of dtypes, as tensors, with a 0-d tensor, and with a scalar of each category."""
from cases.inputs import *

HEAD = {'rtol': 0, 'atol': 0}
OPS = ['add', 'div', 'mul']
VALUES = {b1: [True, False], u8: [6, 3]}


def pair(dtype):
    return t(VALUES.get(dtype, [4, -2]), dtype)


def pairs():
    for op in OPS:
        for a in DTYPES:
            for b in DTYPES:
                right = t([True, True] if b == b1 else [2, 4], b)  # powers of two: quotients are exact in every dtype
                yield row(op, pair(a), right)
                yield row(op, pair(a), right[0])  # 0-d: only a higher category widens
                yield row(op, right[0], pair(a))
            for scalar in [big(2), 0.5, True]:
                yield row(op, pair(a), scalar)
    for op in ['maximum', 'pow', 'eq', 'where']:
        for a in DTYPES:
            for b in DTYPES:
                if op == 'where':
                    if a == b:  # 1.13 wants one dtype; later versions promote
                        yield row(op, t([True, False], b1), pair(a), pair(b))
                else:
                    yield row(op, pair(a), pair(b).abs() if b not in (b1, u8) else pair(b))
    for a in DTYPES:  # two 0-d tensors count as tensors of one kind
        for b in DTYPES:
            yield row('add', pair(a)[0], pair(b)[0])
            yield row('cat', [pair(a), pair(b)], dim=0)


ROWS = list(pairs())
