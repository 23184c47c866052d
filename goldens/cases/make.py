"""Factories. Python ints are bigints here: a JavaScript number makes a float."""
from cases.inputs import *


def ranges():
    for args in [(5.0,), (2.0, 7.0), (0.0, 1.0, 0.25), (1.0, 0.0, -0.3), (0.0, 1.0, 0.1), (5.0, 5.0), (-2.5, 2.5),
            (0.0, 0.7, 0.1), (1e6, 1e6 + 2)]:
        yield row('arange', *args)
        yield row('arange', *args, dtype=f64)
    for args in [(5,), (2, 7), (0, 10, 3), (10, 0, -4), (-3, 3), (0, 0), (2**53, 2**53 + 3)]:
        yield row('arange', *map(big, args))
        if args[0] < 100:
            yield row('arange', *(float(a) for a in args), dtype=i64)
            yield row('arange', *map(big, args), dtype=f32)
    for dtype in [f16, bf16, i32, i16, i8, u8]:
        yield row('arange', 0.0, 6.0, 2.0, dtype=dtype)
    for args in [(1.0, 0.0), (0.0, 1.0, -1.0), (0.0, 1.0, 0.0), (0.0, inf), (0.0, nan)]:
        yield row('arange', *args)
    for op in ['linspace', 'logspace']:
        for start, end, steps in [(0.0, 1.0, 5), (1.0, -1.0, 4), (-2.5, 3.5, 7), (3.0, 3.0, 3), (2.0, 5.0, 1), (2.0, 5.0, 0),
                (0.0, 10.0, 11), (0.0, 1.0, 33), (0.0, 0.3, 4), (1.0, 2.0, -1)]:
            yield row(op, start, end, steps)
            yield row(op, start, end, steps, dtype=f64)
    for dtype in [f16, bf16, i64, i32, u8]:
        yield row('linspace', 0.0, 9.0, 4, dtype=dtype)
    yield row('linspace', 0.0, 10.0, 5, dtype=i64)  # truncated
    for base in [2.0, 2.718281828459045, 0.5]:
        yield row('logspace', 0.0, 3.0, 4, base=base)


def fills():
    for op in ['zeros', 'ones']:
        for shape in [[], [3], [2, 3], [0], [2, 0, 3]]:
            yield row(op, shape)
        for dtype in DTYPES:
            yield row(op, [2], dtype=dtype)
    yield row('zeros', [-1])
    for shape in [[], [2], [2, 3], [0, 2]]:
        for value in [7.5, big(7), True, nan, -0.0, big(2**53 + 1)]:
            yield row('full', shape, value)
    for dtype in DTYPES:
        yield row('full', [2], 1.0, dtype=dtype)
        if dtype != bf16:  # 1.13 has no kernel for it
            yield row('eye', 2, dtype=dtype)
    for args in [(3,), (2, 3), (3, 2), (0,), (1,), (2, 0), (0, 2), (4, 1), (1, 4), (-1,)]:
        yield row('eye', *args)
    like = [grid([2, 3]), grid([3, 2]).t(), grid([2], i64), grid([2], b1), grid([2], f16), t(7.5), t([]),
            grid([2, 1], f64).expand(2, 3), grid([2], bf16), grid([2], u8)]
    for x in like:
        for op in ['zeros_like', 'ones_like']:
            yield row(op, x)
        yield row('full_like', x, 1.0)
    for op in ['zeros_like', 'ones_like']:
        yield row(op, grid([2, 3]), dtype=i64)
    yield row('full_like', grid([2], i64), 2.75)  # truncated to the tensor's dtype
    yield row('full_like', grid([2]), 2.75, dtype=f64)
    for x in like:
        yield row('new_zeros', x, [2])
        yield row('new_ones', x, [1, 2])
        yield row('new_full', x, [2], 1.0)
    yield row('new_zeros', grid([2]), [2], dtype=i64)
    yield row('new_ones', grid([2], i64), [2], dtype=f32)
    yield row('new_full', grid([2], i64), [2], 2.75)
    yield row('new_full', grid([2]), [2], 2.75, dtype=f64)


def literals():
    """tensor([…]): floats, bigints and bools nested; a ragged list is refused."""
    for values in [2.5, [1.5, 2.0], [[1.0, 2.0], [3.0, 4.5]], big(7), [big(1), big(2**53 + 1), big(MIN64)], True,
            [[True, False]], [], [[]], [[[1.5]], [[2.5]]], [nan, -inf, -0.0], [[1.0, 2.0], [3.0]]]:
        yield row('tensor', values)
    for dtype in DTYPES:
        yield row('tensor', [0.0, 1.0, 2.75], dtype=dtype)


def grids():
    for op in ['tril_indices', 'triu_indices']:
        for args, offset in [((3, 3), 0), ((3, 3), 1), ((3, 3), -1), ((2, 4), 0), ((4, 2), 1), ((4, 2), -2), ((3, 3), 5),
                ((3, 3), -5), ((0, 3), 0), ((1, 1), 0), ((-1, 2), 0)]:
            yield row(op, *args, offset=offset)
        yield row(op, 2, 2, dtype=i32)
    a, b, c = count([2]), count([3], start=10), count([2], start=20)
    for options in [{}, {'indexing': 'ij'}, {'indexing': 'xy'}]:
        yield row('meshgrid', a, b, **options)
        yield row('meshgrid', a, b, c, **options)
        yield row('meshgrid', a, **options)
        yield row('meshgrid', t(7.5), b, **options)
    yield row('meshgrid', t([]), b)
    yield row('meshgrid', grid([2, 2]), b)
    yield row('meshgrid', a, b, indexing='yx')
    yield row('meshgrid', a, b.long())
    for x in [t([0, 2, 1], i64), t([[0, 3], [1, 1]], i64), t(2, i64)]:
        yield row('one_hot', x)
        yield row('one_hot', x, num_classes=5)
        yield row('one_hot', x, num_classes=2)
    yield row('one_hot', t([-1], i64))
    yield row('one_hot', t([], i64), num_classes=3)
    yield row('one_hot', t([], i64))
    yield row('one_hot', t([1.0]))
    yield row('one_hot', t([[0, 2], [1, 0]], i64).t())
    for op in ['hann_window', 'hamming_window']:
        for n in [0, 1, 2, 3, 8, 9]:
            yield row(op, n)
            yield row(op, n, periodic=False)
        yield row(op, 6, dtype=f64)
        yield row(op, 6, dtype=i64)
        yield row(op, -1)
    yield row('hamming_window', 6, periodic=True, alpha=0.5, beta=0.4)


def corners():
    for start, end, steps, dtype in [(0.5, 5.5, 4, i64), (-1.5, 5.5, 4, i64), (10.75, 0.25, 5, i32), (0.5, 1.5, 1, i64)]:
        yield row('linspace', start, end, steps, dtype=dtype)
    for value, dtype in [(big(300), u8), (big(-3), u8), (-0.5, u8), (nan, i32), (inf, i64), (1e30, f16), (1e300, f32), (inf, f16), (nan, b1)]:
        yield row('full', [2], value, dtype=dtype)
    for values, dtype in [([big(300)], u8), ([nan], i64), ([2.5, -1.5], i64), ([1e300], f32)]:
        yield row('tensor', values, dtype=dtype)


ROWS = [*literals(), *ranges(), *fills(), *grids(), *corners()]
