"""Pointwise ops; in_place has the forms that write, and casts."""
from cases import in_place
from cases.names import *

WITHIN = {  # ops with a domain: six values inside it
    'acos asin atanh erfinv': [-0.9, -0.5, -0.0625, 0.125, 0.6, 0.95],
    'acosh': [1.0, 1.125, 1.5, 2.75, 10.0, 1234.5],
    'log log10 log1p log2 rsqrt sqrt': [0.0625, 0.3, 1.0, 2.0, 2.75, 1234.5],
    'logit': [0.0625, 0.3, 0.5, 0.6, 0.9, 0.99],
}


def unary(op, values):
    """One op over every layout and dtype; integers give float32, and bool what PyTorch says (often an error)."""
    ordinary = t(values).reshape(2, 3)
    yield row(op, ordinary)
    yield row(op, edges)
    yield row(op, t(values[4]))
    yield row(op, t([]).reshape(0, 3))
    yield row(op, t(values).reshape(3, 2).t())
    yield row(op, t(values)[::2])
    yield row(op, t(values[:3]).reshape(3, 1).expand(3, 2))
    for dtype in [f64, f16, bf16]:
        if (op, dtype) != ('sinc', bf16):  # PyTorch rounds π·x to bfloat16 on the way
            yield row(op, t([*values, nan, inf, -0.0], dtype))
    for dtype in [i64, i32, i16, i8]:
        yield row(op, t([-3, -1, 0, 1, 2, 7], dtype))
    yield row(op, t([0, 1, 2, 200], u8))
    yield row(op, t([True, False], b1))


def unaries():
    wide = [-2.5, -1.25, -0.5, 0.75, 1.5, 3.25]
    for op in ROUNDING + PREDICATES:
        yield from exact(unary(op, wide))
    for op in ANYWHERE:
        yield from unary(op, wide)
    for ops, values in WITHIN.items():
        for op in ops.split():
            yield from unary(op, values)
    for dtype in INTS + [b1]:
        yield row('bitwise_not', grid([2, 3], dtype))
    yield row('bitwise_not', extremes)
    yield row('bitwise_not', grid([3, 2], i32).t())
    yield row('bitwise_not', t(5, i64))
    yield row('bitwise_not', t([], u8))
    yield row('bitwise_not', grid([3]))  # floats have no bits to invert
    for op in ['abs', 'neg', 'sign', 'square']:
        yield row(op, extremes)  # |−2⁶³| wraps around


def options():
    x = t([2.675, -1.5, 0.5, 1.5, 2.5, -0.125, 1234.567, 15.0, nan, inf])
    for decimals in [-2, -1, 0, 1, 2, 3]:
        yield row('round', x, decimals=decimals)
    yield row('round', x.double(), decimals=2)
    yield row('round', t([125, -17], i64))
    special = t([nan, inf, -inf, 1.5])
    yield row('nan_to_num', special, nan=7.0)
    yield row('nan_to_num', special, posinf=9.0)
    yield row('nan_to_num', special, nan=-1.0, posinf=5.0, neginf=-5.0)
    yield row('nan_to_num', special.double())
    yield row('nan_to_num', special.half())
    yield row('logit', t([-0.5, 0.0, 0.05, 0.5, 0.99, 1.0, 2.0]), eps=0.1)
    yield row('logit', t([0.0, 0.5, 1.0]), eps=0.125)
    x = t([-8.0, -0.5, 0.0, 2.5, 6.0, 100.0, nan, -inf])
    for bounds in [(0.0, 6.0), (None, 2.0), (-1.0, None), (3.0, 1.0), (nan, 1.0), (-inf, inf)]:  # min > max gives max
        yield row('clamp', x, *bounds)
    yield row('clamp', x, t(-1.0), t(3.0))
    yield row('clamp', x.reshape(2, 4), t([[-1.0], [0.0]]), t([5.0, 1.0, nan, 2.0]))
    yield row('clamp', x.reshape(2, 4), None, t([5.0, 1.0, 3.0, 2.0]))
    yield row('clamp', x.reshape(4, 2).t(), -1.0, 1.0)
    yield row('clamp', grid([5], i64), big(-2), big(3))
    yield row('clamp', grid([5], i64), -1.5, 2.5)  # a fractional bound makes the result a float
    yield row('clamp', grid([5], u8), big(3), big(5))
    yield row('clamp', grid([5], i64), t([0.5, 1.5, 2.5, 3.5, 4.5]), None)
    yield row('clamp', x)  # needs at least one bound
    yield row('clamp', x.half(), 0.0, 6.0)
    yield row('clamp', x.bfloat16(), 0.0, 6.0)
    for op, bound in [('clamp_min', -1.0), ('clamp_max', 2.5)]:
        yield row(op, x, bound)
        yield row(op, x, t(bound))
        yield row(op, x.reshape(2, 4), t([[bound], [nan]]))
        yield row(op, grid([5], i64), big(1))
        yield row(op, grid([5], i64), 0.5)
        yield row(op, grid([5], f64), bound)
        yield row(op, grid([5], f16), bound)
        yield row(op, grid([3, 2]).t(), bound)
        yield row(op, t([]), bound)
        yield row(op, t(7.0), bound)
        yield row(op, grid([2, 3]), t([bound, bound]))


MOVED = set(EXTREMA + COMPARE + LOGICAL + ['copysign', 'nextafter', 'heaviside'])

pairs = t([nan, inf, -inf, 0.0, -0.0, 1.5, -2.0], label='edges')


def binary(op):
    yield row(op, grid([2, 3]), grid([2, 3], shift=1))
    yield row(op, grid([2, 1]), grid([3], shift=1))
    yield row(op, grid([4, 1, 2]), grid([3, 1], shift=2))
    yield row(op, pairs.reshape(7, 1), pairs)  # every pair of special values
    yield row(op, t(2.5), grid([3]))
    yield row(op, t(2.5), t(-0.75))
    yield row(op, t([]), grid([1]))
    yield row(op, grid([0, 3]), grid([3]))
    yield row(op, grid([3, 2]).t(), grid([2, 3], shift=1))
    yield row(op, grid([2, 1]).expand(2, 3), grid([2, 6], shift=1)[:, ::2])
    yield row(op, grid([2, 3]), grid([4]))  # shapes that do not broadcast
    for dtype in [f64, f16, bf16]:
        yield row(op, grid([6], dtype), grid([6], dtype, shift=1))
    for dtype in INTS + [b1]:
        yield row(op, t([7, -7, 7, -7, 3, 0, 100], dtype) if dtype not in (u8, b1) else grid([7], dtype),
                t([2, 2, -2, -2, 5, 3, 99], dtype) if dtype not in (u8, b1) else grid([7], dtype, shift=2))
    yield row(op, grid([3], i64), grid([3], f32, shift=1))
    yield row(op, grid([3], u8), grid([3], i8, shift=1))
    yield row(op, grid([3], f16), grid([3], bf16, shift=1))
    yield row(op, grid([3], b1), grid([3], f32, shift=1))


def binaries():
    for op in ARITHMETIC + DIVISION + EXTREMA + COMPARE + LOGICAL + FLOAT_PAIRS + ['pow', 'float_power']:
        yield from exact(binary(op)) if op in MOVED else binary(op)
    for op in SCALAR_RIGHT:
        yield row(op, grid([2, 3]), 2.5)
        yield row(op, grid([3], f64), 2.5)
        yield row(op, grid([3], f16), 2.5)
        yield row(op, grid([3], i64), 2.5)
        yield row(op, grid([3], i64), big(3))
        yield row(op, grid([3], u8), big(3))
        yield row(op, grid([3], i32), True)
        yield row(op, grid([3], b1), big(2))
        yield row(op, grid([3], b1), 0.5)
        yield row(op, t(7.5), -2.0)
        yield row(op, grid([2, 3]), inf)
        yield row(op, grid([2, 3]), nan)
    for op in SCALAR_LEFT:
        yield row(op, 2.5, grid([2, 3]))
        yield row(op, big(2), t([0, 1, 5], i64))
        yield row(op, 2.5, t([1, 2, 5], i64))
        yield row(op, 1.0, edges)
    for op in BITWISE:
        for dtype in INTS + [b1]:
            yield row(op, grid([2, 3], dtype), grid([3], dtype, shift=1))
        yield row(op, extremes, t(MAX64, i64))
        yield row(op, grid([3, 2], i32).t(), grid([2, 3], i32, shift=2))
        yield row(op, grid([3], u8), grid([3], i32))
        yield row(op, grid([3], i64), big(6))
        yield row(op, grid([3], b1), True)
        yield row(op, grid([3], b1), big(6))
        yield row(op, t(12, i64), t(10, i64))
        yield row(op, t([], i64), t([1], i64))
        yield row(op, grid([3]), grid([3]))  # not for floats
        yield row(op, grid([2, 3], i64), grid([2], i64))
    for op in ['add', 'sub', 'mul', 'maximum', 'minimum', 'eq', 'lt', 'gt']:
        yield row(op, extremes, extremes.flip(0))  # int64 wraps around
        yield row(op, extremes.reshape(6, 1), t([1, -1, 3], i64))
    for op in ['add', 'sub', 'mul']:
        yield row(op, t([120, -120, 127, -128], i8), t([10, -10, 127, -1], i8))
        yield row(op, t([250, 5, 255, 0], u8), t([10, 10, 255, 1], u8))
        yield row(op, t([2**31 - 1, -(2**31)], i32), t([1, -1], i32))
        yield row(op, t([30000, -30000], i16), t([30000, 30000], i16))
        yield row(op, t([200, 100], u8), big(100))  # a scalar does not widen
    for op in ['add', 'sub', 'rsub']:
        yield row(op, grid([2, 3]), grid([3], shift=1), alpha=2)
        yield row(op, grid([2, 3]), grid([3], shift=1), alpha=-0.5)
        yield row(op, grid([3], i64), grid([3], i64, shift=1), alpha=3)
        yield row(op, grid([3], i64), grid([3], i64, shift=1), alpha=0.5)  # a float alpha for integers
        yield row(op, grid([3]), 2.0, alpha=3)
    for mode in ['floor', 'trunc', None]:
        yield row('div', t([7.0, -7.0, 7.0, -7.0, 5.5, -0.0]), t([2.0, 2.0, -2.0, -2.0, 0.0, 3.0]), rounding_mode=mode)
        yield row('div', t([7, -7, 7, -7], i64), t([2, 2, -2, -2], i64), rounding_mode=mode)
        yield row('div', t([7, 200], u8), t([2, 3], u8), rounding_mode=mode)
        yield row('div', t([7, -7], i64), 2.5, rounding_mode=mode)
        yield row('div', pairs.reshape(7, 1), pairs, rounding_mode=mode)
        yield row('div', grid([6], f16), grid([6], f16, shift=1), rounding_mode=mode)
        yield row('div', t([1.0, 3.0, -7.0]), t([0.1, 0.3, 0.7]), rounding_mode=mode)
    yield row('div', grid([3]), grid([3], shift=1), rounding_mode='nearest')  # no such mode
    for op in DIVISION:
        yield row(op, t([1, 2], i64), t([1, 0], i64))  # integers cannot be divided by zero
        yield row(op, t([1.5, -1.5, 0.0]), 0.0)
        yield row(op, t([5.0, -5.0, 5.0, -5.0, 0.3, -0.3]), t([3.0, 3.0, -3.0, -3.0, 0.1, 0.1]))
    yield row('pow', t([2, 3], i64), big(-1))
    yield row('pow', t([1, -1, 2, 3], i64), t([-1, -3, -1, -2], i64))
    yield row('pow', t([3, 2, -2], i64), t([39, 62, 63], i64))
    yield row('pow', t([-8.0, -8.0, 0.0, 0.0, 4.0]), t([1 / 3, 3.0, 0.0, -1.0, 0.5]))
    for exponent in [0.0, 0.5, 1.0, 2.0, 3.0, -0.5, -1.0, -2.0]:  # each has a way of its own in PyTorch
        yield row('pow', t([0.0, 0.25, 2.0, -3.0, nan, inf, -inf]), exponent)
    yield row('nextafter', t([1.0, 1.0, 0.0, -0.0, 3.4e38, inf]), t([2.0, 0.0, 1.0, -1.0, inf, 0.0])).within(0, 0)
    yield row('nextafter', t([1.0, 1.0, 0.0, inf], f64), t([2.0, 0.0, -1.0, 0.0], f64)).within(0, 0)
    yield row('isclose', t([1.0, 1.0, 1e-9, nan, inf, inf]), t([1.000001, 1.1, 0.0, nan, inf, -inf]))
    yield row('isclose', t([1.0, nan]), t([1.1, nan]), rtol=0.2, atol=0.0, equal_nan=True)
    yield row('isclose', t([1, 2], i64), t([1, 3], i64))
    for a, b in [(grid([2, 3]), grid([2, 3])), (grid([2, 3]), grid([3])), (grid([3]), grid([3], shift=1)), (t(nan), t(nan)),
            (t([]), t([])), (t([0.0]), t([-0.0])), (grid([3, 2]).t(), grid([3, 2]).t().contiguous()),
            (grid([3], i64), grid([3], i64)), (t(2.0), t(2.0)), (extremes, extremes)]:
        yield row('equal', a, b)
        yield row('allclose', a, b)
    yield row('equal', grid([3], i64), grid([3]))
    yield row('allclose', t([1.0, 2.0]), t([1.05, 2.05]), rtol=0.1)
    yield row('allclose', t([1.0, 2.0]), t([1.05, 2.05]), atol=0.1)
    yield row('allclose', t([1.0, nan]), t([1.0, nan]), equal_nan=True)


def ternaries():
    for op, rest in [('addcmul', {'value': 0.5}), ('addcdiv', {'value': -2.0})]:
        yield row(op, grid([2, 3]), grid([2, 3], shift=1), grid([2, 3], shift=2))
        yield row(op, grid([2, 3]), grid([2, 1], shift=1), grid([3], shift=2), **rest)
        yield row(op, t(1.5), t(2.5), t(-0.75), **rest)
        yield row(op, grid([3, 2]).t(), grid([3], shift=1), grid([2, 6], shift=2)[:, ::2], **rest)
        yield row(op, pairs.reshape(7, 1), t([1.0, -2.0]), t([4.0, 0.0]))
        yield row(op, grid([3], f64), grid([3], f64, shift=1), grid([3], f64, shift=2), **rest)
        yield row(op, grid([3], bf16), grid([3], bf16, shift=1), grid([3], bf16, shift=2))
        yield row(op, grid([3], i64), grid([3], i64, shift=1), grid([3], i64, shift=2))  # addcdiv: not for integers
        yield row(op, grid([3], i64), grid([3], shift=1), grid([3], shift=2))
        yield row(op, grid([0, 3]), grid([3], shift=1), grid([1], shift=2))
        yield row(op, grid([2, 3]), grid([4], shift=1), grid([3]))
        yield row(op + '_', grid([2, 3]), grid([2, 1], shift=1), grid([3], shift=2), **rest)
        yield row(op + '_', grid([3]), grid([2, 1], shift=1), grid([3], shift=2), **rest)
    for weight in [0.0, 0.25, 0.5, 0.75, 1.0, -1.0, t(0.3), t([0.1, 0.9, 2.0])]:
        yield row('lerp', grid([2, 3]), grid([2, 3], shift=1), weight)
    yield row('lerp', grid([2, 1]), grid([3], shift=1), 0.3)
    yield row('lerp', grid([3, 2]).t(), grid([3], shift=1), 0.3)
    yield row('lerp', t(1.0), t(2.0), 0.3)
    yield row('lerp', pairs, pairs.flip(0), 0.5)
    yield row('lerp', grid([3], f64), grid([3], f64, shift=1), 0.3)
    yield row('lerp', grid([3]), grid([3], f64), 0.3)  # both must have one dtype
    yield row('lerp', grid([3], i64), grid([3], i64), 0.5)
    yield row('lerp_', grid([2, 3]), grid([3], shift=1), 0.25)
    mask = t([[True, False, True], [False, False, True]], b1)
    a, b = grid([2, 3]), grid([2, 3], shift=1)
    yield from exact([
        row('where', mask, a, b), row('where', mask[0], a, grid([2, 1], shift=2)), row('where', mask, 1.5, b),
        row('where', mask, a, -1.0), row('where', mask, 1.5, 2.5), row('where', mask, True, False),
        row('where', mask, a.double(), b.double()), row('where', mask, grid([3], i64), grid([3], i64, shift=1)),
        row('where', mask, t(7.0), b), row('where', t(True, b1), a, b), row('where', mask.t(), grid([3, 2]), grid([3, 1])),
        row('where', t([0, 1, 1], u8), a, b), row('where', t([], b1), t([]), t([])), row('where', mask, a, grid([4])),
        row('where', t([0.0, 1.0, 1.0]), a, b), row('where', mask, t([nan, inf, -0.0]), b),
    ])


def corners():
    """Where operands of several dtypes meet, and numbers that a dtype cannot hold."""
    i, mask = t([5, -3, 2], i32), t([True, False, True], b1)
    for op in ['add', 'sub', 'add_']:
        yield row(op, i.clone(), 0.5, alpha=2)  # 2 · 0.5 is whole, and still makes a float
    yield row('sub', mask, 0.5, alpha=2)
    yield row('sub', grid([3]), mask, alpha=2)
    yield row('add', t([250, 3], u8), 5.5, alpha=2)  # which has room for more
    yield row('add', t([5, -3], i64), t([100, -100], i8), alpha=2)  # multiplied in the result's dtype
    yield row('add', grid([3]), grid([3], bf16, shift=1), alpha=0.1)
    yield row('addcmul', grid([3]), grid([3], bf16, shift=1), grid([3], i8), value=1.5)
    yield row('addcdiv', grid([3]), grid([3], bf16, shift=1), grid([3], i8), value=1.5)
    yield row('div', t([3.0, -2.5], f16), t([70000, 3], i32))  # 70000 is infinite among halves
    yield row('remainder', t([32767, 100], i16), t([2.3125, 3.890625], bf16))
    for exponent in [21, 63, 1000001, 2**40]:  # wraps around at every step
        yield row('pow', t([3, -2, 7, 0, 1, -1], i64), big(exponent))
        yield row('pow', t([3, -2, 7], i32), big(min(exponent, 2**31 - 1)))
    yield row('clamp', t([1, 2, 3], i8), big(0), big(1000))
    yield row('clamp', t([1, 2, 3], i8), None, big(1000))
    yield row('where', mask, t([1, 2, 3], i8), big(1000))
    yield row('where', mask, grid([3]), 1e300)
    yield row('masked_fill', t([1, 2, 3], i8), mask, big(1000))
    for dtype, value in [(i32, nan), (i8, 128.5), (u8, -0.5), (u8, big(-3)), (u8, big(255)), (u8, big(256)), (f16, 1e10),
            (f16, inf), (i64, inf), (b1, 7.5), (f64, 1e300), (i64, big(MAX64))]:
        yield row('fill_', t([0, 1, 0], dtype), value)
    one = lambda: t([1.5]).expand(3)  # three elements in one place
    for op, args in [('neg_', []), ('add_', [2.0]), ('mul_', [grid([3])]), ('copy_', [grid([3])]), ('clamp_', [0.0, 1.0]),
            ('scatter_', [0, t([0], i64), 2.5]), ('index_add_', [0, t([1], i64), t([2.0])]), ('fill_', [2.5])]:
        yield row(op, one(), *args)
    yield row('neg_', t([]).reshape(1, 0).expand(3, 0))
    yield row('copy_', grid([3]), grid([1, 3]))
    for dtype in [f32, f64]:  # what int32 cannot hold becomes its least
        yield row('to', t([nan, inf, -inf, 3e9, -3e9, 2.0**31, -(2.0**31), 1e19, 2e9], dtype), 'int32')


ROWS = [*unaries(), *options(), *binaries(), *ternaries(), *in_place.ROWS, *corners()]
