"""Reductions, scans, sorts, counts and searches."""
from cases.inputs import *

FOLD = '''sum nansum mean nanmean prod amax amin max min argmax argmin all any std var norm median nanmedian mode
    count_nonzero'''.split()
DIM_ONLY = 'logsumexp aminmax'.split()
SCAN = 'cumsum cumprod cummax cummin logcumsumexp'.split()
# take lists of dims
SEVERAL = 'sum nansum mean nanmean amax amin std var norm logsumexp count_nonzero var_mean std_mean'.split()
NO_KEEPDIM = {'count_nonzero', 'mode'}
holes = t([[1.5, nan, -2.0], [nan, 0.25, 3.0]], label='holes')
infinite = t([[inf, 1.0, -1.0], [inf, -inf, 2.0]], label='infinite')
ties = t([[3.0, 1.0, 3.0, 2.0], [1.0, 1.0, 5.0, 5.0]], label='ties')
wide = t([[1e18, 1.0, 2e18], [100.0, 100.5, -200.0]], label='wide')  # its squares still fit float32


def folds():
    for op in FOLD:
        yield row(op, grid([2, 3]))
        yield row(op, t(2.5))
        yield row(op, t([]))
        yield row(op, grid([3, 2]).t())
        # which of equals a median points at is open
        repeats = [] if 'median' in op else [infinite, ties, grid([3, 1]).expand(3, 2)]
        for x in [grid([2, 3]), grid([2, 3, 2]), grid([3, 2]).t(), holes, grid([2, 1]), *repeats]:
            yield row(op, x, dim=-1)
            yield row(op, x, dim=0)
        if op not in NO_KEEPDIM:
            yield row(op, grid([2, 3, 2]), dim=1, keepdim=True)
        yield row(op, grid([2, 3]), dim=2)  # no such dim
        yield row(op, t(2.5), dim=0)
        yield row(op, grid([0, 3]), dim=0)
        yield row(op, grid([0, 3]), dim=1)
        for x in [holes, infinite, wide]:
            yield row(op, x)
        for dtype in [f64, f16, bf16, *INTS, b1]:
            yield row(op, grid([2, 3], dtype))
            yield row(op, grid([2, 3], dtype), dim=1)
    for op in DIM_ONLY:
        for x in [grid([2, 3]), grid([3, 2]).t(), holes, infinite, wide, ties, grid([2, 1]), grid([2, 3], f64),
                grid([2, 3], bf16), grid([2, 3], f16)]:
            yield row(op, x, dim=1)
            yield row(op, x, dim=-2, keepdim=True)
        yield row(op, t(2.5), dim=0)
        yield row(op, grid([2, 3], i64), dim=0)
        yield row(op, grid([2, 3]), dim=5)
    yield row('logsumexp', t([[-1000.0, -1000.0], [1000.0, 1000.0], [-inf, -inf], [inf, 1.0]]), dim=1)
    yield row('aminmax', grid([2, 3]))
    yield row('aminmax', grid([2, 3], u8))
    for op in SEVERAL:
        x = grid([2, 3, 2])
        for dims in [[0, 1], [0, -1], [-1, 0, 1], [1]]:
            yield row(op, x, dim=dims)
        if op != 'count_nonzero':
            yield row(op, x, dim=[0, 2], keepdim=True)
            yield row(op, x.permute(2, 0, 1), dim=[0, 1], keepdim=True)
        yield row(op, x, dim=[0, 0])  # a dim twice
    for op in ['max', 'min']:
        yield row(op, grid([2, 3]), grid([3], shift=1))  # two tensors: elementwise
        yield row(op, t([1.0, nan, 3.0]), t([nan, 2.0, 1.0]))
    for op in ['sum', 'mean', 'prod', 'nansum', 'cumsum', 'cumprod', 'softmax', 'log_softmax']:
        rest = {'dim': 0} if op in ('cumsum', 'cumprod', 'softmax', 'log_softmax') else {}
        yield row(op, grid([2, 3]), **rest, dtype=f64)
        yield row(op, grid([2, 3], f16), **rest, dtype=f32)
        yield row(op, grid([2, 3], i64), **rest, dtype=f32)
        yield row(op, grid([2, 3], u8), **rest, dtype=i32 if 'softmax' not in op and op != 'mean' else f64)
    yield row('sum', extremes)
    yield row('sum', t([MAX64, 1], i64))
    yield row('sum', t([200, 100, 50], u8))
    yield row('prod', t([3] * 41, i64))
    yield row('sum', t([0.1]).expand(1000))  # summed in pieces, not one by one: 100.0000
    yield row('sum', t([65504.0, 65504.0], f16))
    yield row('argmax', ties, dim=1)
    yield row('argmax', ties)
    yield row('argmax', grid([2, 3]), dim=None, keepdim=True)
    yield row('all', t([[1.0, nan], [0.0, 2.0]]), dim=1)


def spread():
    x = grid([2, 3, 2])
    for op in ['var', 'std', 'var_mean', 'std_mean']:
        for options in [{'unbiased': False}, {'correction': 0, 'dim': 1}, {'correction': 2, 'dim': 1},
                {'unbiased': False, 'dim': [0, 1], 'keepdim': True}, {'dim': 1, 'correction': 3}, {'dim': -1},
                {'dim': 0, 'keepdim': True}]:
            yield row(op, x, **options)
        yield row(op, t([1e4, 1e4 + 1, 1e4 + 2]))  # two passes: a single pass would cancel
        yield row(op, t([2.5]))
        yield row(op, grid([3], f64))
        yield row(op, grid([3], i64))
        yield row(op, grid([3], bf16))
        yield row(op, t([]))
    for p in [0, 1, 2, 3, 0.5, -1, inf, -inf]:
        yield row('norm', x, p=p)
        yield row('norm', x, p=p, dim=1)
        yield row('norm', x, p=p, dim=[0, 2], keepdim=True)
    for p in ['fro', 'nuc']:
        yield row('norm', grid([2, 3]), p=p)
        yield row('norm', x, p=p, dim=[0, 2])
    yield row('norm', grid([3]), p=2, dtype=f64)


def scans():
    for op in SCAN:
        for x in [grid([2, 3]), grid([2, 3, 2]), grid([3, 2]).t(), holes, infinite, ties, grid([3], f64), grid([3], bf16),
                grid([3], f16)]:
            yield row(op, x, dim=0)
            yield row(op, x, dim=-1)
        yield row(op, t(2.5), dim=0)
        yield row(op, t([]), dim=0)
        yield row(op, grid([2, 3]), dim=2)
        for dtype in [i64, i32, u8, b1]:
            yield row(op, grid([2, 3], dtype), dim=1)
    yield row('logcumsumexp', t([1000.0, 1000.0, -1000.0, -inf]), dim=0)
    yield row('cumsum', t([100, 100, 100], i8), dim=0)
    x = grid([2, 5])
    yield row('diff', x)
    yield row('diff', x, dim=0)
    yield row('diff', x, n=2)
    yield row('diff', x, n=0)
    yield row('diff', x, n=7)
    yield row('diff', x, n=2, dim=-1, prepend=grid([2, 1]))
    yield row('diff', x, dim=0, append=grid([1, 5]))
    yield row('diff', x, prepend=grid([2, 2]), append=grid([2, 1], shift=1))
    yield row('diff', grid([4], i64))
    yield row('diff', grid([4], b1))
    yield row('diff', grid([3, 2]).t())
    yield row('diff', t(2.5))
    for op in ['softmax', 'log_softmax']:
        for x in [grid([2, 3]), grid([2, 3, 2]), grid([3, 2]).t(), holes, infinite, wide,
                t([[1000.0, 1001.0], [-inf, -inf], [-inf, 0.0]])]:
            yield row(op, x, dim=-1)
            yield row(op, x, dim=0)
        yield row(op, t(2.5), dim=0)
        yield row(op, grid([0, 3]), dim=1)
        yield row(op, grid([2, 3], f64), dim=1)
        yield row(op, grid([2, 3], f16), dim=1)
        yield row(op, grid([2, 3], bf16), dim=1)
        yield row(op, grid([2, 3], i64), dim=1)
        yield row(op, grid([2, 3]), dim=2)
        yield row(op, grid([1, 20]), dim=1)


def orders():
    inputs = [grid([2, 5]), grid([5, 2]).t(), grid([3, 2, 2]), t([[2.0, nan, inf, -inf, -0.0]]), grid([5], i64), grid([5], u8),
            grid([5], f64), grid([5], f16), grid([5], bf16)]
    for x in inputs:
        for descending in [False, True]:
            yield row('sort', x, dim=-1, descending=descending)
            yield row('argsort', x, dim=0, descending=descending)
        yield row('msort', x)
    # stable, so that the order of equals is not left open
    for options in [{}, {'descending': True}, {'dim': 0}]:
        yield row('sort', ties, stable=True, **options)
        yield row('argsort', ties, stable=True, **options)
    yield row('sort', t([3, 1, 3, 2, 1, 3], i64), stable=True, descending=True)
    yield row('sort', extremes, stable=True)
    yield row('sort', t([True, False, True], b1), stable=True)
    for x in [t(2.5), t([]), grid([2, 1])]:
        yield row('sort', x)
        yield row('argsort', x)
        yield row('msort', x)
    yield row('sort', grid([3]), dim=1)
    for x in inputs:
        yield row('topk', x, 2, dim=0)
        yield row('topk', x, 1, dim=-1, largest=False)
    yield row('topk', grid([2, 5]), 3, dim=-1, sorted=True)
    yield row('topk', grid([2, 5]), 5)
    yield row('topk', grid([2, 5]), 0)
    yield row('topk', grid([2, 5]), 6)
    yield row('topk', t(2.5), 1)
    for x in inputs[:4] + inputs[4:7]:
        yield row('kthvalue', x, 2, dim=-1) if x.shape[-1] > 1 else row('kthvalue', x, 1)
        yield row('kthvalue', x, 1, dim=0, keepdim=True)
    yield row('kthvalue', grid([3]), 4)
    yield row('kthvalue', t(2.5), 1)
    x = grid([2, 5])
    for q in [0.0, 0.5, 1.0, 0.3]:
        yield row('quantile', x, q)
    for how in ['linear', 'lower', 'higher', 'midpoint', 'nearest']:
        yield row('quantile', x, 0.4, dim=1, interpolation=how)
        yield row('quantile', x, t([0.1, 0.625, 0.9]), dim=0, interpolation=how)
    yield row('quantile', x, t([0.25, 0.75]), dim=1, keepdim=True)
    yield row('quantile', holes, 0.5, dim=1)
    yield row('quantile', x.double(), 0.3)
    yield row('quantile', x, 1.5)
    yield row('quantile', grid([3], i64), 0.5)
    yield row('median', grid([4]))  # the lower of two middles
    yield row('median', grid([4], i64))
    yield row('mode', t([2.0, 1.0, 2.0, 1.0, 3.0]))  # the least of the commonest
    yield row('mode', t([[1, 1, 2], [3, 2, 3]], i64), dim=1, keepdim=True)
    for p in [1, 2]:
        yield row('count_nonzero', grid([2, 3], i64) % (p + 1), dim=p - 1)


def sets():
    x = t([3, 1, 2, 3, 1, 7, 2, 2], i64)
    m = t([[1, 2, 1], [3, 1, 3], [1, 2, 1]], i64)
    for op in ['unique', 'unique_consecutive']:
        for v in [x, m, t([2.5, -1.0, 2.5, 0.0]), t([], i64), t(4, i64), t([True, False, True, True], b1), t([5, 5, 1], u8),
                m.t(), t([1.5, 1.5, 1.0], f64)]:
            yield row(op, v)
            yield row(op, v, return_inverse=True, return_counts=True)
        yield row(op, x, return_counts=True)
        yield row(op, x, return_inverse=True)
        yield row(op, m, dim=0)
        yield row(op, m, dim=1, return_inverse=True, return_counts=True)
        yield row(op, m, dim=-1, return_inverse=True)
    yield row('unique', x, sorted=True)
    for args, options in [([x], {}), ([x], {'minlength': 10}), ([x, t([0.5, 1, 2, 3, 4, 5, 6, 7])], {}),
            ([x, t(list(range(8)), i64)], {}), ([t([], i64)], {}), ([t([], i64)], {'minlength': 3}), ([t([0, 2], u8)], {}),
            ([t([-1, 2], i64)], {}), ([m], {}), ([t([1.0])], {}), ([x, t([1.0])], {}),
            ([t([0, 0, 1], i32), t([1.5, 2.5, 3.0], f64)], {'minlength': 4})]:
        yield row('bincount', *args, **options)
    y = t([0.5, 1.0, 1.5, 2.0, 2.0, 7.25, -1.0])
    for options in [{}, {'bins': 4}, {'bins': 4, 'min': 0, 'max': 2}, {'bins': 3, 'min': -5, 'max': 5}, {'bins': 1},
            {'bins': 5, 'min': 2, 'max': 2}, {'bins': 0}, {'bins': 4, 'min': 3, 'max': 1}]:
        yield row('histc', y, **options)
    yield row('histc', y.double(), bins=6)
    yield row('histc', t([]), bins=3)
    yield row('histc', t([[1.0, 2.0], [3.0, 4.0]]).t(), bins=4, min=1, max=5)
    bounds = t([1.0, 2.0, 2.0, 4.0])
    for v in [y, y.reshape(7, 1), t(2.0), t([]), t([nan, inf, -inf]), y[::2]]:
        for right in [False, True]:
            yield row('bucketize', v, bounds, right=right)
            yield row('searchsorted', bounds, v, right=right)
    yield row('bucketize', t([1, 4, 9], i64), t([2, 4, 6], i64), out_int32=True)
    table = t([[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]])
    yield row('searchsorted', table, t([[3.0, 4.5], [4.0, 0.0]]))
    yield row('searchsorted', table, t([[3.0, 4.5], [4.0, 0.0]]), side='right')
    yield row('searchsorted', table, t([[3.0], [4.0]]), out_int32=True)
    yield row('searchsorted', t([5.0, 1.0, 3.0]), t([2.0, 5.0]), sorter=t([1, 2, 0], i64))
    yield row('searchsorted', table, t([3.0, 4.0]))
    y, x = grid([2, 4]), t([0.0, 1.0, 3.0, 3.5])
    for args, options in [([y], {}), ([y], {'dx': 0.5}), ([y, x], {}), ([y], {'dim': 0}), ([y, t([0.0, 2.0])], {'dim': 0}),
            ([y, grid([2, 4], shift=2)], {}), ([y.double()], {}), ([t([2.5])], {}), ([grid([4, 2]).t(), x], {}),
            ([y], {'dim': 0, 'dx': 2.0}), ([t([])], {})]:
        yield row('trapezoid', *args, **options)


def corners():
    """Sums of truths, nothing to take a median of, boundaries of another dtype, and x without order."""
    for x in [t([2, 3, -5], i16), t([0, 0], i16), t([nan, 0.0]), t([])]:
        for op in ['sum', 'prod']:
            yield row(op, x, dtype=b1)
        yield row('cumsum', x, dim=0, dtype=b1)
    for op in ['median', 'nanmedian']:
        for dtype in [i32, i64, f64]:
            yield row(op, t([], dtype))
    yield row('norm', count([2, 2, 2]), dim=[])
    bounds = t([-4, -2, 0, 1], i16)
    for v in [0.5, -3.5, big(1), t([0.5, -2.0, -2.5]), t(0.75), t([0, 1], i64), t([0, 200], u8)]:
        for right in [False, True]:
            yield row('bucketize', v, bounds, right=right)
    yield row('searchsorted', t([1, 2, 3], i64), 2.5)
    yield row('searchsorted', t([[1.0, 2.0], [3.0, 4.0]]), t([[1], [4]], i64))
    yield row('trapezoid', grid([2, 5]), grid([5]), dim=0)
    yield row('trapezoid', grid([2, 5]), grid([1]), dim=1)
    yield row('histc', t([1.0, nan]))
    yield row('histc', t([inf, 1.0]), bins=4)


ROWS = [*folds(), *spread(), *scans(), *orders(), *sets(), *corners()]
