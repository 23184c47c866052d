"""The underscored forms (the answer is the tensor after), and casts."""
from cases.names import *


def in_place():
    """The tensor after. What cannot be cast or broadcast back into it is refused."""
    x, n = grid([2, 3]), grid([3], i64)
    for op in ROUNDING + ANYWHERE + ['acosh', 'log', 'sqrt', 'rsqrt', 'logit', 'asin', 'atanh', 'erfinv', 'log2', 'log1p']:
        if hasattr(x, op + '_'):
            yield row(op + '_', grid([2, 3]))
            yield row(op + '_', grid([3, 2]).t())
    for op in ['sin_', 'exp_', 'sqrt_', 'reciprocal_', 'sigmoid_', 'neg_', 'abs_', 'floor_', 'square_', 'bitwise_not_',
            'logical_not_']:
        yield row(op, grid([3], i64))  # float results do not fit integers
    for op in ARITHMETIC + DIVISION + COMPARE + LOGICAL + ['pow', 'hypot', 'atan2', 'copysign', 'nextafter', 'xlogy',
            'float_power', 'heaviside']:
        if hasattr(x, op + '_'):
            yield row(op + '_', grid([2, 3]), grid([3], shift=1))
            yield row(op + '_', grid([3, 2]).t(), grid([2, 1], shift=1))
            yield row(op + '_', grid([3]), grid([2, 3], shift=1))  # cannot grow
            yield row(op + '_', grid([3], i64), grid([3], f32, shift=1))  # cannot become float
            yield row(op + '_', grid([3], f16), grid([3], f32, shift=1))
    yield row('add_', grid([2, 3]), 2.5)
    yield row('add_', grid([2, 3]), grid([3], shift=1), alpha=-2)
    yield row('add_', grid([3], i64), 2.5)
    yield row('add_', grid([3], i64), big(2))
    yield row('add_', grid([3], b1), big(2))
    yield row('add_', t(1.5), t([2.0]))
    yield row('div_', t([7.0, -7.0]), 2.0, rounding_mode='floor')
    yield row('div_', t([7, -7], i64), big(2), rounding_mode='floor')
    yield row('mul_', grid([3], u8), grid([3], i64))
    yield row('clamp_', grid([2, 3]), -1.0, 2.0)
    yield row('clamp_', grid([5], i64), big(-1), big(2))
    yield row('clamp_min_', grid([2, 3]), 0.5)
    yield row('clamp_max_', grid([2, 3]), 0.5)
    yield row('round_', t([2.675, -0.125]), decimals=2)
    yield row('nan_to_num_', t([nan, inf, 1.0]), nan=0.5)
    for op in BITWISE:
        yield row(op + '_', grid([3], i64), grid([3], i64, shift=1))
    for value in [7.5, -0.0, nan]:
        yield row('fill_', grid([2, 3]), value)
    yield row('fill_', grid([3], i64), big(7))
    yield row('fill_', grid([3], i64), 2.75)
    yield row('fill_', grid([3, 2], b1).t(), 2.0)
    yield row('fill_', grid([2, 3]), t(4.5))
    yield row('zero_', grid([3, 2]).t())
    yield row('copy_', grid([2, 3]), grid([3], shift=1))
    yield row('copy_', grid([3], i64), t([2.75, -2.75, 0.5]))
    yield row('copy_', grid([3, 2]).t(), grid([2, 3], f64, shift=1))
    yield row('copy_', grid([3]), grid([2, 3]))


def casts():
    """Float to integer truncates; wider integers wrap; everything but zero is true."""
    for source in DTYPES:
        values = {u8: [0, 1, 100, 255], b1: [True, False]}.get(source) or (
            [0.0, -0.0, 1.0, 2.75, -2.75, 100.5, 65504.0, 0.1] if source.is_floating_point else [0, 1, -1, 100, -100])
        for target in DTYPES:
            if not (source.is_floating_point and target in (u8, i8, i16)):  # out of range: undefined in C
                yield row('to', t(values, source), str(target).removeprefix('torch.'))
    for target in ['uint8', 'int8', 'int16']:
        yield row('to', t([0.0, 2.75, 100.5, 0.1, 1.0]), target)
        yield row('to', t([300, -300, 70000, 2**31 + 5, 2**40 + 7], i64), target)
    yield row('to', t([2**31 + 5, -(2**31) - 5, 2**40 + 7], i64), 'int32')
    yield row('to', extremes, 'float32')
    yield row('to', extremes, 'float64')
    for target in ['float32', 'float64', 'float16', 'bfloat16', 'bool']:
        yield row('to', t([nan, inf, -inf, -0.0, 1e-40, 1e30]), target)
    # Ties go to even; below 2⁻¹⁴ half is subnormal; 65520 rounds up to infinity.
    yield row('to', t([1.00048828125, 1.00146484375, 2049.0, 2051.0, 6e-8, 2.9e-8, 2.98023224e-8, 65519.0, 65520.0]), 'float16')
    yield row('to', t([1.00390625, 1.01171875, 257.0, 259.0, 1e-40, 3.4e38, 3.38e38]), 'bfloat16')
    for op in 'float double half bfloat16 long int short char byte bool'.split():
        yield row(op, t([0.0, 1.0, 2.75, 100.5]))
    yield row('to', grid([3, 2]).t(), 'int64')


ROWS = [*in_place(), *exact(casts())]
