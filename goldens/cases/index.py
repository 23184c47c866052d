"""Gathers, scatters and masks, with their in-place forms."""
from cases.inputs import *

x = grid([3, 4])
ij = t([[0, 2, 1, 0], [2, 2, 0, 1]], i64)


def gathers():
    for args in [(x, 0, ij), (x, 1, ij), (x, -1, ij), (x.t(), 0, ij[:, :3]), (x, 0, ij[:, ::2]),
            (x, 1, t([[3], [-1], [0]], i64)), (x, 0, t([[5]], i64)), (x, 0, t([0, 1], i64)), (x, 2, ij), (t(2.5), 0, t(0, i64)),
            (t(2.5), 0, t([0, 0], i64)), (grid([3]), 0, t([], i64)), (grid([3, 4], i64), 0, ij), (grid([3, 4], b1), 0, ij),
            (grid([3, 4], f16), 1, ij), (x, 0, ij.int()), (grid([2, 3, 2]), 1, t([[[2, 0]], [[1, 1]]], i64)),
            (x, 0, t([[0, 0, 0, 0, 0]], i64))]:
        yield row('gather', *args)
    for args in [(x, 0, t([2, 0, 2], i64)), (x, 1, t([3], i64)), (x, -1, t([0, 1], i32)), (x.t(), 0, t([3, 1], i64)),
            (x, 0, t([], i64)), (x, 0, t(1, i64)), (x, 0, t([3], i64)), (x, 0, t([-1], i64)), (x, 0, ij),
            (t(2.5), 0, t([0], i64)), (grid([3], i64), 0, t([2, 2], i64)), (grid([3, 2], b1), 1, t([1, 0], i64)),
            (grid([2, 3, 2]), 1, t([2, 1, 0, 0], i64)), (x, 2, t([0], i64)), (grid([4, 1]).expand(4, 3), 1, t([2, 0], i64))]:
        yield row('index_select', *args)
    for v, index in [(x, t([0, 5, 11], i64)), (x, t([[0, 1], [2, 3]], i64)), (x, t([-1, -12], i64)), (x.t(), t([1, 2, 3], i64)),
            (x, t([12], i64)), (x, t(4, i64)), (x, t([], i64)), (t(2.5), t([0, 0], i64)), (grid([3], i64), t([2], i64)),
            (x, t([0], i32)), (x[:, 1::2], t([0, 5], i64))]:
        yield row('take', v, index)
    for args, options in [((x, ij), {'dim': 0}), ((x, ij.repeat(2, 1)[:3]), {'dim': 1}), ((x, t([11, 0], i64)), {}),
            ((x, t([[1]], i64)), {'dim': 1}), ((x, t([[1, 2, 0, 0]], i64)), {'dim': 0}), ((x.t(), t([[2]], i64)), {'dim': -1}),
            ((x, t([[9, 0, 0, 0]], i64)), {'dim': 0}), ((x, x.argsort(1)), {'dim': 1}),
            ((grid([3], i64), t([2, 0], i64)), {'dim': 0}), ((x, t([0.0])), {}), ((x, ij.int()), {'dim': 0}),
            ((x, ij[0]), {'dim': 0})]:
        yield row('take_along_dim', *args, **options)
    for mask in [x > 0, x > 100, x > -100, t([True, False, False, True], b1), t([[True], [False], [True]], b1), t(True, b1),
            (grid([4, 3]) > 0).t(), t([True, False], b1)]:
        yield row('masked_select', x, mask)
        yield row('masked_fill', x, mask, -1.5)
    for v, mask in [(x.t(), grid([4, 3], b1)), (t(2.5), t([True, False, True], b1)),
            (grid([3], i64), t([True, False, True], b1)), (x, x)]:
        yield row('masked_select', v, mask)
    for v, value in [(grid([3], i64), big(9)), (grid([3], i64), 2.75), (grid([3], b1), True), (grid([3], f16), inf),
            (grid([3]), t(4.5)), (grid([3]), nan), (grid([3], u8), big(200)), (grid([3]), t([1.0, 2.0, 3.0]))]:
        yield row('masked_fill', v, t([True, False, True], b1), value)
        yield row('masked_fill_', v.clone(), t([True, False, True], b1), value)
    yield row('masked_fill_', grid([3]), grid([2, 3], b1), 1.0)
    yield row('masked_fill_', grid([4, 3]).t(), x > 0, 1.0)
    for v, mask, source in [(x, x > 0, grid([12], shift=1)), (x, x > 0, grid([4, 4], shift=1)), (x, x > 0, grid([2])),
            (x, t([True, False, True, False], b1), grid([6], shift=2)), (x.t(), grid([4, 3], b1), grid([12], shift=1)),
            (grid([3], i64), t([True, False, True], b1), t([8, 9], i64)), (x, x > 0, grid([12], f64)),
            (t([]), t([], b1), t([])), (grid([3]), t(True, b1), grid([3], shift=1)), (x, x > 100, grid([1]))]:
        yield row('masked_scatter', v, mask, source)
    yield row('masked_scatter_', x.clone(), x > 0, grid([12], shift=1))
    for v in [x > 0, t([0.0, 1.5, nan, -0.0]), t([0, 3, 0, 1], i64), t(2.5), t(0.0), t([]), (x > 0).t(), grid([2, 3, 2]) > 1,
            t([[False]], b1), t([0, 200], u8), t([0.0, 1.0], f16)]:
        yield row('nonzero', v)
        yield row('argwhere', v)
        yield row('nonzero', v, as_tuple=True)


def scatters():
    source = count([2, 4], start=100)
    for name in ['scatter', 'scatter_add']:
        for args in [(x, 0, ij, source), (x, -2, ij[:, :2], source), (x.t(), 1, ij[:, :3], source),
                (x, 1, t([[3, 0], [1, 2]], i64), source), (x, 0, t([[3]], i64), source), (x, 0, ij, source[:, ::2]),
                (x, 0, ij, source.double()), (t(2.5), 0, t(0, i64), t(7.0)),
                (grid([3], i64), 0, t([2, 0], i64), t([50, 60], i64)), (grid([3], f64), 0, t([2, 0], i64), t([50, 60], f64)),
                (x, 0, t([], i64).reshape(0, 4), source), (grid([3], f16), 0, t([2, 0], i64), t([50, 60], f16)),
                (x, 0, ij.int(), source), (grid([2, 2, 2]), 1, t([[[1, 0]]], i64), count([1, 1, 2], start=50))]:
            if name == 'scatter' and args[2] is ij:  # which of two writes to one place wins is open
                args = (args[0], args[1], t([[0, 2, 1, 0], [2, 1, 0, 1]], i64), args[3])
            yield row(name, *args)
            yield row(name + '_', args[0].clone(), *args[1:])
    for value in [7.5, nan, -0.0]:
        yield row('scatter', x, 1, t([[3], [0], [1]], i64), value)
    yield row('scatter', grid([3], i64), 0, t([1], i64), big(9))
    yield row('scatter_', x.clone(), 1, t([[3, 1]], i64), 7.5)
    for how in ['add', 'multiply']:
        yield row('scatter', x, 0, ij, source, reduce=how)
        yield row('scatter', x, 1, ij, 2.5, reduce=how)
    for how in ['sum', 'prod', 'mean', 'amax', 'amin']:
        for include in [True, False]:
            yield row('scatter_reduce', x, 0, ij, source - 102, how, include_self=include)
            yield row('scatter_reduce', grid([3], i64), 0, t([0, 0, 2, 0], i64), t([4, -3, 7, 4], i64), how,
                    include_self=include)
            yield row('scatter_reduce', x.t(), 1, ij[:, :3], source, how, include_self=include)
        yield row('scatter_reduce', x, 1, ij, source, how)
        yield row('scatter_reduce_', x.clone(), 1, ij, source, how)
    yield row('scatter_reduce', x, 1, ij, source, 'median')
    yield row('scatter_reduce', t([1.0, 2.0]), 0, t([0, 0, 1], i64), t([nan, 3.0, inf]), 'amax')


def index_writes():
    i = t([2, 0], i64)
    for op in ['index_add', 'index_copy']:
        for args in [(x, 0, i, count([2, 4], start=100)), (x, 1, i, count([3, 2], start=100)),
                (x, -1, i, count([2, 3], start=100).t()), (x.t(), 1, i, count([4, 2], start=100)),
                (x, 0, i.int(), count([2, 4])), (x, 0, i, count([3, 4])), (x, 0, t([3, 0], i64), count([2, 4])),
                (grid([3], i64), 0, i, t([50, 60], i64)), (grid([3], f64), 0, i, t([50, 60], f64)),
                (x, 0, i, count([2, 4], i64)), (grid([3], b1), 0, i, t([True, False], b1)), (t(2.5), 0, t([0], i64), t([7.0])),
                (grid([2, 3, 2]), 1, i, count([2, 2, 2], start=100)), (x, 2, i, count([2, 4]))]:
            yield row(op, *args)
            yield row(op + '_', args[0].clone(), *args[1:])
    yield row('index_add', x, 0, t([1, 1, 1], i64), count([3, 4], start=100))
    yield row('index_add', x, 0, i, count([2, 4], start=100), alpha=-0.5)
    yield row('index_add', grid([3], i64), 0, i, t([50, 60], i64), alpha=2)
    for args in [(x, 0, i, 7.5), (x, 1, i, -1.0), (x, -1, t(1, i64), 2.5), (x.t(), 0, i, 7.5), (x, 0, t([], i64), 7.5),
            (x, 0, t([3], i64), 7.5), (grid([3], i64), 0, i, big(9)), (grid([3], b1), 0, i, True), (x, 0, i, t(4.5)),
            (x, 0, i, t([4.5])), (grid([3], f16), 0, i, 0.1), (t(2.5), 0, t([0], i64), 9.0)]:
        yield row('index_fill', *args)
        yield row('index_fill_', args[0].clone(), *args[1:])
    r, c = t([0, 2, 1], i64), t([3, 1, 0], i64)
    for args in [(x, [r], t([9.5])), (x, [r, c], t([7.0, 8.0, 9.0])), (x, [r, c], t(5.5)),
            (x, [r.reshape(3, 1), c], count([3, 3], start=100)), (x, [x > 0], t(0.5)),
            (x, [t([True, False, True], b1)], count([2, 4], start=100)), (x.t(), [c, r], t([7.0, 8.0, 9.0])),
            (x, [t([-1], i64)], count([4], start=100)), (x, [t([3], i64)], t(1.0)), (grid([3], i64), [i], t([50, 60], i64)),
            (x, [r, c], t([1.0, 2.0])), (x, [r, c], count([3], i64))]:
        for accumulate in [False, True]:
            yield row('index_put', *args, accumulate=accumulate)
        yield row('index_put_', args[0].clone(), *args[1:])
    twice = t([1, 1, 0], i64)
    yield row('index_put', grid([3]), [twice], t([10.0, 20.0, 30.0]), accumulate=True)


def corners():
    """0-d tensors as indices and as what is indexed, and values with axes to spare."""
    x, one = count([2, 3, 4]), t(1, i64)
    for indices in [(one,), (t(-1, i64), ':', one), (':', t([0, 2], i64), one), (t([0, 1], i64), ':', one), (t(2, i64),), (t(1, i32),)]:
        yield row('at', x, *indices)
    yield row('at', count([1, 3, 3, 3], u8), '...', t(-1, i64), 0, ':2:2', None, t([True, False, True], b1))
    yield row('set_at_', count([3, 4]), [one], count([1, 4], start=50))
    yield row('set_at_', count([3, 4]), [t([0, 2], i64)], count([1, 1, 2, 4], start=50))
    yield row('set_at_', count([3]), [':'], count([1, 3], start=50))
    yield row('take_along_dim', t(2.5), t(0, i64), dim=0)
    for op in ['argwhere', 'nonzero']:
        yield row(op, t(nan))
    yield row('index_add', t([1, 2, 3], i64), 0, t([0, 1], i64), t([5, 6], i64), alpha=2)


ROWS = [*gathers(), *scatters(), *index_writes(), *corners()]
