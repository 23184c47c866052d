"""Views (their values), and the ops that copy elements about."""
from cases.inputs import *

HEAD = {'rtol': 0, 'atol': 0}


def views():
    x, y, z = count([2, 3, 4]), count([3, 4]).t(), t(7.5)
    empty = t([]).reshape(0, 3)
    for op in ['reshape', 'view']:
        for v in [x, x.permute(2, 0, 1), y, x[:, ::2], x[1], count([2, 1]).expand(2, 3)]:
            for shape in [[-1], [v.numel()], [2, -1], [v.shape[0], -1], [1, *v.shape, 1]]:
                yield row(op, v, shape)
        for v, shape in [(z, []), (z, [1, 1]), (empty, [3, 0]), (empty, [0, -1]), (empty, [-1]), (x, [5, -1]), (x, [-1, -1]),
                (x, [7]), (count([1]), []), (count([4], i64), [2, 2]), (count([4], b1), [2, 2]), (count([4], f16), [2, 2]),
                (y, [4, 3]), (y, [4, 3, 1])]:
            yield row(op, v, shape)
    for dims in [[2, 0, 1], [-1, 0, 1], [0, 1, 2], [0, 0, 1], [0, 1]]:
        yield row('permute', x, dims)
        yield row('permute', x.transpose(0, 2), dims)
    yield row('permute', z, [])
    yield row('permute', count([2, 3], i64), [1, 0])
    for op in ['transpose', 'swapaxes']:
        for v, a, b in [(x, 0, 1), (x, -1, 0), (x, 1, 1), (y, 0, 1), (x[:, 1:], 1, 2), (z, 0, 0), (empty, 0, 1),
                (count([2, 2], i64), 0, 1), (x, 0, 3), (count([2, 3], b1), -1, -2)]:
            yield row(op, v, a, b)
    for v in [count([2, 3]), y, count([3]), z, empty, count([2, 3], i64), count([1, 2]).expand(3, 2), count([2, 2], b1),
            count([3, 4])[1:, ::2], x]:
        yield row('t', v)
        if v.ndim == 2 or v is x:
            yield row('mT', v)
        if v is not x:  # .T of three dims is deprecated
            yield row('T', v)
    for v in [count([1, 2, 3]), x.permute(1, 2, 0), count([2])]:
        yield row('mT', v)
    for v in [x, y, z, empty, x.permute(1, 2, 0), count([2, 1]).expand(2, 3), count([3], i64), count([2, 2], b1), x[:, ::2],
            count([2, 3], f64)]:
        yield row('flatten', v)
        yield row('ravel', v)
    for start, end in [(1, -1), (0, 1), (-2, -1), (1, 1), (2, 1), (0, 3)]:
        yield row('flatten', x, start_dim=start, end_dim=end)
    for dim, sizes in [(0, [1, 2]), (2, [2, 2]), (2, [2, -1]), (-1, [4, 1]), (1, [-1]), (1, [3, 1, 1]), (2, [3, 2]), (3, [1]),
            (0, [2, -1]), (1, [1, 3, 1])]:
        yield row('unflatten', x, dim, sizes)
    one = count([1, 2, 1, 3])
    for v in [one, one[:, :1], x, z, count([1]), one.permute(3, 2, 1, 0), empty[:, :1], count([1, 3], i64), count([2, 1], b1)]:
        yield row('squeeze', v)
    for dim in [0, 1, -2, 3, 4]:
        yield row('squeeze', one, dim=dim)
        yield row('unsqueeze', count([2, 3]), dim)
    for v, dim in [(z, 0), (z, -1), (y, 1), (y, -1), (empty, 0), (count([2], i64), -2), (x[:, 1], 1)]:
        yield row('unsqueeze', v, dim)
        yield row('squeeze', v, dim=min(dim, 0))
    for op in ['expand', 'broadcast_to']:
        for v, shape in [(count([3, 1]), [3, 4]), (count([3]), [2, 3]), (z, [2, 2]), (count([1, 3]), [-1, 3]),
                (count([3, 1]), [2, -1, 4]), (count([2, 1]), [3, 4]), (count([3]), [3, 2]), (count([1, 0]), [2, 0]),
                (y[:1], [5, 3]), (count([1], i64), [4]), (count([3]), [-1, 3]), (count([1, 3], b1), [2, 3])]:
            yield row(op, v, shape)
    for a, b in [(count([3, 1]), x[0]), (count([3]), count([2, 3])), (z, y), (count([2]), count([2, 3])),
            (count([1, 1]), empty), (count([4, 1]), y), (count([1], i64), count([3])), (count([1], b1), z),
            (count([1, 3]), count([1, 3])), (z, z)]:
        yield row('expand_as', a, b)
    for a, b in [(x, count([4, 6])), (y, count([2, 6])), (x, count([24])), (x, count([5])), (z, count([1])),
            (empty, count([3, 0])), (count([4], i64), count([2, 2])), (x.permute(2, 1, 0), count([4, 6])),
            (count([6], b1), count([2, 3])), (x[:, :1], count([2, 4]))]:
        yield row('view_as', a, b)
        yield row('reshape_as', a, b)
    for dim, start, length in [(0, 1, 1), (1, 0, 2), (-1, 1, 3), (2, -3, 2), (2, 4, 0), (1, 2, 2), (3, 0, 1), (0, 0, 2)]:
        yield row('narrow', x, dim, start, length)
        yield row('narrow', x.transpose(0, 2), dim, 0, min(length, 2))
    for dim, index in [(0, 1), (1, -1), (-1, 2), (2, 4), (0, -3), (1, 0)]:
        yield row('select', x, dim, index)
        yield row('select', x.permute(1, 2, 0), dim, min(max(index, -1), 1))
    yield row('select', z, 0, 0)
    for offset in [0, 1, -1, 3, 9]:
        yield row('diagonal', y, offset=offset)
        yield row('diagonal', x, offset=offset, dim1=0, dim2=2)
        yield row('diagonal', x, offset=offset, dim1=-1, dim2=-2)
    yield row('diagonal', x, dim1=1, dim2=1)
    for source, target in [(0, 2), (-1, 0), ([0, 1], [2, 0]), (1, 1), ([0, 2], [-1, -3]), ([0, 0], [1, 2]), (0, 3)]:
        yield row('movedim', x, source, target)
        yield row('movedim', x.transpose(1, 2), source, target)
    for dim in [0, 1, -1, 3]:
        yield row('unbind', x, dim=dim)
        yield row('unbind', x.transpose(0, 1), dim=dim)
    yield row('unbind', z)
    yield row('unbind', y)
    yield row('unbind', empty)
    for size, dim in [(2, 0), (2, 1), (3, -1), (1, 1), (9, 0), (0, 0), ([1, 3], 2), ([4], -1), ([1, 1], 2), ([0, 3], 1),
            (2, 3)]:
        yield row('split', x, size, dim=dim)
    for sizes, dim in [([1, 2], 1), ([1, 3], -1), ([2], 0), ([0, 2], 0), ([1, 1], 2), ([1, 1, 2], 2), ([3], 1), ([-1, 3], 1),
            ([1, 1], 0), ([2, 2], 2)]:
        yield row('split_with_sizes', x, sizes, dim=dim)
    for parts, dim in [(2, 0), (3, 2), (2, 1), (5, 1), ([1], 2), ([1, 3], -1), ([0, 2], 1), ([3, 1], 2), (0, 0), ([5], 2),
            ([-1], 2)]:
        yield row('tensor_split', x, parts, dim=dim)
    for chunks, dim in [(2, 0), (3, 2), (2, 1), (5, 1), (4, -1), (1, 0), (0, 0), (2, 3)]:
        yield row('chunk', x, chunks, dim=dim)
    yield row('chunk', y, 2)
    yield row('split', y, 3)
    yield row('tensor_split', y, 3)
    yield row('chunk', count([5], i64), 3)
    base = count([12])
    for size, stride, offset in [([2, 3], [3, 1], 0), ([3, 2], [1, 3], 2), ([2, 2], [0, 1], 5), ([4], [3], 2), ([], [], 7),
            ([0, 2], [1, 1], 0), ([3, 3], [2, 2], 0), ([12], [2], 0), ([2], [-1], 3), ([3, 2], [4, 2], 1)]:
        yield row('as_strided', base, size, stride, storage_offset=offset)
    for dim, size, step in [(0, 2, 1), (0, 3, 2), (-1, 2, 2), (1, 1, 1), (1, 4, 1), (0, 5, 1), (1, 2, 3), (0, 0, 1), (0, 2, 0),
            (2, 1, 1)]:
        yield row('unfold', count([4, 4])[:, :], dim, size, step)
        yield row('unfold', count([4, 4]).t(), dim, size, step)
    for shapes in [[[2, 1], [3]], [[2, 1], [1, 3], []], [[0, 1], [3]], [[4], [4]], [[2], [3]], [[1], [5, 1, 1], [2, 1]], [[]],
            [[3, 0], [1, 1]], [[2, 3], [3, 2]], [[1, 1], [1]]]:
        yield row('broadcast_tensors', *(count(s, start=i) for i, s in enumerate(shapes)))
        yield row('broadcast_shapes', *shapes)
    yield row('contiguous', x.permute(2, 0, 1))
    yield row('clone', count([2, 1]).expand(2, 3))
    for v in [x, y, x[:, ::2], count([2, 1]).expand(2, 3), count([3, 1]).t(), z, empty, x.permute(2, 0, 1), x[1],
            count([1, 4]).expand(1, 4)]:
        yield row('is_contiguous', v)
        yield row('stride', v)
        yield row('size', v)
        yield row('numel', v)


def indexing():
    """x.at(…): slices as strings, None for a new axis, tensors for masks and gathers."""
    x, v = count([3, 4, 5]), count([6])
    i = t([2, 0], i64)
    for indices in [[0], [-1], [':', 1], ['1:3'], ['::2'], [':', '1:3', -1], ['...', 0], ['...', '::2'], [0, '...', 1], [None],
            [0, None, '1:'], ['...', None], [1, 2, 3], ['-2:'], [':-1', ':', '-3:-1'], ['2:1'], ['5:9'], [':', ':', '4:'],
            ['1::2', '::3'], [3], [0, 0, 0, 0], ['...'], [':', '...', ':'], [None, None, 0], ['...', '...'], ['-100:100'],
            [0, ':', None, '::4'], ['::-1'], ['::0']]:
        yield row('at', x, *indices)
        yield row('at', x.permute(1, 2, 0), *(k for k in indices))
    for indices in [[i], [i, i], [i, ':', i], [':', i], ['...', i], [i, 1], [1, i], [i, '1:3', 0], [t([[0, 1], [2, 0]], i64)],
            [t([[0], [2]], i64), t([1, 3], i64)], [t(1, i64)], [t([], i64)], [t([-1, -3], i64)], [t([3], i64)],
            [i, t([0, 1, 2], i64)], [':', i, i], [i, None], [None, i], [t([0, 2], i32)], [0, ':', i], [':', 0, i], [t([0.0])]]:
        yield row('at', x, *indices)
    for mask in [count([3], b1), t([True, False, True], b1), x > 31, x[:, :, 0] % 3 == 0, t([False, False, False], b1),
            t(True, b1), t(False, b1), t([True, False], b1), t([True] * 4, b1)]:
        yield row('at', x, mask)
    yield row('at', x, ':', t([True, False, False, True], b1))
    yield row('at', x, '...', t([True, False, False, True, True], b1))
    yield row('at', x, i, t([True, False, False, True], b1))
    yield row('at', x, True)
    yield row('at', x, False)
    for dtype in [i64, b1, f16, u8, f64]:
        yield row('at', count([2, 3], dtype), ':', '1:')
    yield row('at', t(7.5))
    yield row('at', t(7.5), None)
    yield row('at', t(7.5), 0)
    yield row('at', v, '1:5:2')
    yield row('at', v, v > 2)
    for dim in range(1):
        yield row('at', count([0, 3]), ':', 1)
    for indices, value in [([0], 9.5), ([':', 1], -1.0), (['...', '::2'], 0.5), ([1, 2, 3], t(8.5)),
            (['1:3'], count([4, 5], start=100)), ([':', ':', '1:3'], count([3, 1, 2], start=100)), ([i], 5.0),
            ([i], count([2, 4, 5], start=100)), ([i, i], t([7.0, 8.0])), ([':', i], count([2, 5], start=100)),
            ([t([0, 0], i64)], -2.0), (['...'], 3.0), ([x > 31], -1.0),
            ([t([True, False, True], b1)], count([2, 1, 1], start=100)), ([x % 20 == 0], t([100.0, 200.0, 300.0])),
            ([None, 0], 4.0), ([0, '...', 1], t([1.5, 2.5, 3.5, 4.5])), ([0], count([3], start=100)), ([9], 1.0),
            ([0, 0], count([2, 5], start=100)), ([x > 31], t([1.0, 2.0])), ([0, 1], count([5], i64)), ([-1, ':', 0], nan)]:
        yield row('set_at_', x.clone(), indices, value)
    yield row('set_at_', count([4, 3]).t(), [':', 1], t([7.0, 8.0, 9.0]))
    yield row('set_at_', count([3], i64), [1], 2.75)  # truncated to the tensor's dtype
    yield row('set_at_', count([3], i64), [1], big(7))
    yield row('set_at_', count([3], b1), [0], True)
    yield row('set_at_', count([3], i64), ['1:'], t([2.75, -2.75]))
    yield row('set_at_', t(7.5), ['...'], 1.0)


def copies():
    x, y, z = count([2, 3]), count([3, 2], start=10).t(), t(7.5)
    m = count([2, 3, 2])
    for op in ['cat', 'stack']:
        for tensors, dim in [([x, y], 0), ([x, y], 1), ([x, y], -1), ([x, x, y], 0), ([x], 0), ([m, m], 2),
                ([x, count([3, 3])], 0), ([x, count([2, 1])], 1), ([x, t([])], 0), ([x, count([2, 3], i64)], 0),
                ([count([2], u8), count([2], i8)], 0), ([x, y], 2), ([x, y], 3), ([z, z], 0), ([count([0, 3]), x], 0), ([], 0),
                ([count([2], b1), count([2], f16)], 0)]:
            yield row(op, tensors, dim=dim)
    for op in ['hstack', 'vstack', 'dstack']:
        for tensors in [[x, y], [count([2]), count([3])], [count([3]), count([3], start=5)], [z, t(2.5)], [m, m],
                [x, count([3])], [x, count([2, 1])], [count([2], i64), count([2])], [m.permute(1, 0, 2), m.permute(1, 0, 2)],
                [t([]), t([])], [x]]:
            yield row(op, tensors)
    for repeats in [[2, 1], [1, 2], [2, 2, 1], [0, 1], [3], [1, 1], [2, 1, 1, 2], [1, -1]]:
        yield row('repeat', x, repeats)
        yield row('tile', y, repeats)
    for v, repeats in [(z, [2]), (z, [2, 2]), (count([2], i64), [3]), (count([1, 2]).expand(2, 2), [1, 2]), (count([0]), [2])]:
        yield row('repeat', v, repeats)
        yield row('tile', v, repeats)
    for v, repeats, dim in [(x, 2, None), (x, 2, 0), (x, 2, 1), (x, 2, -1), (y, 3, 0), (x, t([1, 2], i64), 0),
            (x, t([0, 2, 1], i64), 1), (x, t([2], i64), 0), (x, 0, 0), (z, 3, None), (x, t([1, 2, 3], i64), 0), (x, -1, 0),
            (count([3], b1), 2, None)]:
        yield row('repeat_interleave', v, repeats, dim=dim)
    for counts, options in [([2, 0, 3], {}), ([1, 1, 1, 1], {}), ([0, 0], {}), ([], {}), ([5], {}), ([2, 0, 3], {'output_size': 5}),
            ([2, 0, 3], {'output_size': 4}), ([-1, 2], {}), ([[2, 0, 3]], {}), (3, {})]:
        yield row('repeat_interleave', t(counts, i64), **options)
    for counts in [t([1, 2], i32), t([1.0, 2.0]), count([2, 3], i64).t()[1], count([6], i64)[::2]]:
        yield row('repeat_interleave', counts)
    for v, shifts, dims in [(x, 1, None), (x, -1, None), (x, 1, 0), (x, 1, 1), (x, [1, 2], [0, 1]), (x, 7, 1), (y, -2, -1),
            (m, [1, -1], [0, 2]), (t([]), 1, 0), (z, 1, None), (x, [1, 2], [0]), (x, 1, 5), (count([4], i64), 3, 0)]:
        yield row('roll', v, shifts, **({} if dims is None else {'dims': dims}))
    for v in [x, y, m, m.permute(2, 1, 0), count([3], i64), count([2, 2], b1), count([0, 2]), x[:, ::2],
            count([2, 1]).expand(2, 3), count([4], f64)]:
        yield row('flip', v, dims=[0])
        yield row('flip', v, dims=[-1])
        yield row('fliplr', v)
        yield row('flipud', v)
    yield row('flip', m, dims=[0, 2])
    yield row('flip', m, dims=[])
    yield row('flip', m, dims=[0, 0])
    yield row('flip', m, dims=[3])
    for k in [0, 1, 2, 3, 4, -1, 5]:
        yield row('rot90', x, k=k, dims=[0, 1])
        yield row('rot90', m, k=k, dims=[2, 0])
    yield row('rot90', x)
    yield row('rot90', x, dims=[0, 0])
    yield row('rot90', count([3]), dims=[0, 1])
    for k in [0, 1, -1, 2, -2, 5]:
        yield row('diag', count([3]), diagonal=k)
        yield row('diag', x, diagonal=k) if abs(k) < 2 else row('diag', count([3, 3], i64), diagonal=k % 3)
        yield row('diag_embed', x, offset=k)
        yield row('diag_embed', m, offset=k, dim1=0, dim2=-2)
        for op in ['tril', 'triu']:
            yield row(op, x, diagonal=k)
            yield row(op, count([3, 4], start=1).t(), diagonal=k)
            yield row(op, m, diagonal=k)
    for op in ['diag', 'tril', 'triu', 'diag_embed']:
        for v in [z, m, count([3, 3], i64), count([2, 2], b1), count([0, 2]), count([3, 3], f16), y]:
            yield row(op, v)
    for a, b in [(x, y), (x, count([2])), (count([2]), count([3], start=1)), (z, x), (m, x), (y, m),
            (count([2], i64), count([2], i64, 3)), (count([2], i64), count([2])), (count([0]), x), (z, z),
            (x[:, ::2], x[:, 1:]), (count([2, 2], b1), count([2, 2], b1))]:
        yield row('kron', a, b)


def corners():
    for shape, dim in [([0], 0), ([2, 0], 1), ([0, 2], 1), ([], 0)]:
        yield row('chunk', torch.zeros(shape), 3, dim=dim)
    yield row('split', t(1.0), 1)
    yield row('narrow', t(1.0), 0, 0, 0)
    yield row('mT', t(2.0))
    yield row('ravel', count([2, 3]).t())


ROWS = [*views(), *indexing(), *copies(), *corners()]
