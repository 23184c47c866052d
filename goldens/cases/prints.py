"""What print shows: str(tensor) under printoptions."""
import torch

import wire
from cases.inputs import *
from wire import camel


def made(shape, dtype=f32, scale=1.0, modulus=1009, offset=0.0):
    """Large tensors by a formula that JavaScript computes too: ((i·7919) mod m)·a + b in float64, then cast."""
    n = 1
    for size in shape:
        n *= size
    x = ((torch.arange(n) * 7919 % modulus).double() * scale + offset).to(dtype).reshape(shape)
    x.formula = {'scale': scale, 'modulus': modulus, 'offset': offset}
    return x


def put(x):
    if hasattr(x, 'formula'):
        return {'dtype': wire.dtype_name(x.dtype), 'shape': list(x.shape), 'formula': x.formula}
    return wire.tensor(x)


def show(x, grad=False, **options):
    torch.set_printoptions(profile='default')
    torch.set_printoptions(sci_mode=None)
    torch.set_printoptions(**options)
    text = str(x.clone().requires_grad_() if grad else x)
    torch.set_printoptions(profile='default')
    torch.set_printoptions(sci_mode=None)
    told = ''.join(f', {camel(k)}={v}' for k, v in options.items())
    return {'name': wire.describe(x) + told + (', requires grad' if grad else ''), 'tensor': put(x),
            'options': {camel(k): v for k, v in options.items()}, 'requiresGrad': grad, 'text': text}


def plain():
    for dtype in DTYPES:
        yield show(grid([2, 3], dtype))
        yield show(grid([], dtype))
        yield show(torch.zeros(0, dtype=dtype))
    for shape in [[0, 3], [2, 0], [1, 0, 2], [3, 0, 0]]:
        yield show(torch.zeros(shape))
    yield show(torch.zeros([2, 0], dtype=i64))
    for shape in [[1], [1, 1], [2, 2, 2], [1, 3, 1, 2], [2, 1, 2, 1, 2], [5, 1], [3, 4]]:
        yield show(grid(shape))
        yield show(grid(shape, i64))
    for x in layouts(grid):
        yield show(x)


VALUES = [
    # special values, alone and among others
    [nan], [inf], [-inf], [nan, inf, -inf], [1.0, nan], [1.5, nan, -inf], [1e10, inf], [0.0], [-0.0], [0.0, -0.0, 1.5],
        [nan, 2.0, inf], [-inf, 0.25],
    # whole numbers: no digits after the point, up to where the scientific form takes over
    [1.0, 2.0, 3.0], [100.0, -7.0], [99999999.0], [100000000.0], [1e8, 1.0], [1e9], [123456789.0], [1e5, 1.0],
        [99999.0, 100001.0],
    # mixed magnitudes: max/min > 1000, max > 1e8 or min < 1e-4 turn it on
    [1.5, 1000.5], [1.5, 1500.0], [1.5, 1501.5], [0.001, 1.0], [0.0001, 0.1], [0.00009, 0.05], [1e-5], [1e-10, 1.0],
        [1e30, 1e-30], [1e-40], [3.4e38, -3.4e38], [1.5e8, 1.5], [0.1, 99.9], [0.1, 100.1],
    # exact ties go to even in the digits that remain
    [0.03125], [0.09375], [0.15625, 0.28125], [0.00005], [0.00015], [1.00005], [2.5], [0.5, 1.5, 2.5], [0.99995], [9.99995],
        [9.99999], [99.99999, 1.0], [0.045, 0.055],
    [-0.00001, 1.5], [-0.4, 0.6], [1 / 3, 2 / 3], [3.14159265], [-1.5, 10.25, 100.125], [1e-4], [1e-3], [12345.678],
        [1234567.9], [0.1 + 0.2],
]


def numbers():
    for values in VALUES:
        yield show(t(values))
    for values in VALUES[:6] + VALUES[14:40:3]:
        yield show(t(values, f64))
    for values in [[1.5, nan], [65504.0], [0.1, 0.2], [6e-8], [1.0, 2.0], [2048.0, 0.5], [inf]]:
        yield show(t(values, f16))
        yield show(t(values, bf16))
    for value in [1.5, 1e-10, 1e10, nan, -inf, 3.0, 0.1, 123456.789, 1e8, -0.0]:
        yield show(t(value))
    yield show(t(0.1, f64))
    yield show(extremes)
    yield show(t([MIN64], i64))
    yield show(t(2**53 + 1, i64))
    yield show(t([-128, 127, 0], i8))
    yield show(t([-5, 10, 100], i32))
    yield show(t([0, 255], u8))
    yield show(t([[True], [False]], b1))
    yield show(t([True, True], b1))
    yield show(t([[1.5, nan], [inf, -2.0]]))
    yield show(t([[1e-8, 1.0], [2.0, 3.0]]))


def options():
    x = t([[1 / 3, -2.5, 1234.5678], [0.03125, 7.0, 1e-5]])
    for precision in [0, 1, 2, 3, 4, 6, 8, 10]:
        yield show(x, precision=precision)
        yield show(t([2.5, 0.5, 1.5, 0.03125]), precision=precision)
        yield show(t([1.0, 2.0]), precision=precision)
    yield show(t([1 / 3], f64), precision=16)
    yield show(t([0.1]), precision=12)
    for sci in [True, False]:
        for v in [x, t([1.0, 2.0]), t([1e-10, 1e10]), t([nan, 1.5]), t([1, 2], i64), t(1.5), t([0.0]), t([1e20]),
                t([99999.0, 3.5], f64), t([0.5], f16)]:
            yield show(v, sci_mode=sci)
    yield show(x, sci_mode=True, precision=2)
    for width in [20, 40, 60, 79, 80, 120, 200]:
        yield show(made([30], scale=0.125, modulus=97), linewidth=width)
        yield show(made([30], i64, modulus=97), linewidth=width)
        yield show(made([2, 17], scale=-0.5, modulus=53), linewidth=width)
    yield show(made([40], b1, modulus=2), linewidth=50)
    for profile in ['default', 'short', 'full']:
        yield show(x, profile=profile)
        yield show(made([1001] if profile != 'full' else [60]), profile=profile)
    for threshold, edge in [(10, 3), (10, 1), (10, 2), (0, 3), (5, 0)]:
        for shape in [[12], [4, 5], [2, 3, 4], [7, 7]]:
            if edge:
                yield show(made(shape, scale=0.25, modulus=101), threshold=threshold, edgeitems=edge)
    yield show(made([11], i64), threshold=10, edgeitems=5)
    yield show(made([10], i64), threshold=10)  # the threshold itself is still whole
    yield show(made([6], i64), threshold=4, edgeitems=3)
    yield show(made([7], i64), threshold=4, edgeitems=3)


def large():
    """More than 1000 elements show only their edges; the width comes from those that show."""
    for shape in [[1000], [1001], [5000], [40, 30], [7, 200], [200, 7], [20, 20, 20], [2, 30, 30], [6, 6, 6, 6], [8, 9, 7, 5],
            [1, 1, 1001], [1, 2000], [2000, 1], [4, 4, 4, 4, 4, 4]]:
        yield show(made(shape, scale=0.125, modulus=97, offset=-4.0))
        yield show(made(shape, i64, modulus=1009, offset=-500.0)) if len(shape) < 4 and shape[0] != 1000 else show(made([1200],
                u8, modulus=251))
    yield show(made([40, 30], f64, scale=1 / 3, modulus=97))
    yield show(made([1001], f16, scale=0.25, modulus=97))
    yield show(made([1001], bf16, scale=0.25, modulus=97))
    yield show(made([40, 40], b1, modulus=2))
    yield show(made([1001], scale=1e6, modulus=1009))
    yield show(made([1001], scale=1e-7, modulus=1009))
    yield show(made([40, 30], i32, modulus=1009, offset=-500.0))
    yield show(made([100], scale=0.01, modulus=97))
    yield show(made([10, 10], scale=0.01, modulus=97))
    yield show(made([3, 3, 5, 5], scale=-0.01, modulus=97))
    yield show(made([6, 1, 5, 5], scale=0.003, modulus=131, offset=-0.2))
    yield show(made([1001, 0]))
    yield show(made([50, 30]).t())


def suffixes():
    """dtype= and requires_grad= go to a line of their own where the last line has no room."""
    for n in [1, 7, 8, 9, 10, 16, 17]:
        yield show(made([n], scale=0.01, modulus=97), grad=True)
        yield show(made([n], f64, scale=0.01, modulus=97), grad=True)
        yield show(made([n], f16, scale=0.01, modulus=97))
        yield show(made([n], i32, modulus=97))
    for v in [t(1.5), t([]), torch.zeros(0, 3), grid([2, 3]), made([40, 30]), t([nan]), t(1.5, f64), made([1001], f64)]:
        yield show(v, grad=True)
    yield show(torch.zeros(2, 0, dtype=f64), grad=True)
    yield show(made([6, 6], f64, scale=0.0001, modulus=97), grad=True, linewidth=100)


def cases():
    for group in [plain, numbers, options, large, suffixes]:
        yield from group()
