"""Products of matrices, and torch.linalg."""
import torch

from cases.inputs import *

A, B = grid([2, 3]), grid([3, 4], shift=1)
v3, v2 = grid([3], shift=2), grid([2], shift=1)
batch, other = grid([2, 2, 3]), grid([2, 3, 2], shift=1)


def products():
    for a, b in [(v3, grid([3])), (A, v3), (v2, A), (A, B), (batch, other), (batch, B), (A, other), (grid([2, 1, 2, 3]), other),
            (batch, v3), (v2, batch), (A.t(), A), (B.t(), B), (A, A.t()), (batch.transpose(1, 2), batch),
            (grid([2, 0]), grid([0, 3])), (grid([0, 3]), B), (grid([1, 1]), grid([1, 1], shift=1)), (A, B[:, ::2]),
            (grid([2, 1]).expand(2, 3), B), (grid([1, 2, 3]).expand(2, 2, 3), other), (t([]), t([])), (t(2.0), v3), (A, A),
            (A, v2), (batch, grid([3, 3, 2])), (t([[nan, 1.0, inf]]), v3), (grid([2, 3], f64), B.double()),
            (grid([2, 3], f16), B.half()), (grid([2, 3], bf16), B.bfloat16()), (grid([2, 3], i64), grid([3, 2], i64)),
            (grid([2, 3], i32), grid([3], i32)), (grid([2, 3], u8), grid([3, 2], u8)), (grid([2, 3], b1), grid([3, 2], b1)),
            (A, B.double()), (extremes.reshape(2, 3), t([[2], [3], [1]], i64))]:
        yield row('matmul', a, b)
    for op, good, bad in [
        ('mm', [(A, B), (A.t(), A), (A, A.t()), (grid([2, 0]), grid([0, 3])), (grid([0, 3]), B), (A.double(), B.double()),
            (grid([2, 3], i64), grid([3, 2], i64)), (A, B[:, ::2]), (A.half(), B.half()), (A[:1], B)],
            [(A, A), (A, v3), (batch, B), (A, B.double())]),
        ('bmm', [(batch, other), (other.transpose(1, 2), other), (batch, batch.transpose(1, 2)),
            (grid([0, 2, 3]), grid([0, 3, 2])), (grid([2, 2, 0]), grid([2, 0, 1])), (batch.double(), other.double()),
            (grid([2, 2, 3], i64), grid([2, 3, 1], i64)), (batch[:1], other[1:]), (batch, other[:, :, :1]),
            (grid([1, 2, 3]).expand(2, 2, 3), other)], [(batch, B), (batch, batch), (A, B)]),
        ('mv', [(A, v3), (A.t(), v2), (B, grid([4])), (grid([0, 3]), v3), (grid([2, 0]), t([])), (A.double(), v3.double()),
            (grid([2, 3], i64), grid([3], i64)), (A[:, ::2], v2), (A, grid([6])[::2]), (A[:1], v3)], [(A, v2), (v3, v3)]),
        ('dot', [(v3, grid([3])), (grid([6])[::2], v3), (t([]), t([])), (v3.double(), v3.double()),
            (grid([3], i64), grid([3], i64)), (t([inf, 1.0]), t([0.0, 1.0])), (t([2.5]), t([-4.0])),
            (grid([20]), grid([20], shift=3)), (grid([3], u8), grid([3], u8)), (A[:, 1], v2)],
            [(v3, v2), (A, v3), (v3, v3.double())]),
        ('inner', [(v3, grid([3])), (A, v3), (A, grid([4, 3])), (batch, A), (t(2.0), A), (A, t(2.0)), (batch, batch),
            (A.double(), v3.double()), (B.t(), v3), (grid([2, 3], i64), grid([3], i64)), (grid([0]), grid([0]))],
            [(A, B), (v3, v2)]),
        ('outer', [(v2, v3), (v3, v3), (t([]), v3), (v3, t([2.0])), (v2.double(), v3.double()),
            (grid([2], i64), grid([3], i64)), (grid([4])[::2], v3), (grid([2], i64), v3), (t([nan, inf]), t([0.0, 1.0])),
            (grid([2], b1), grid([3], b1)), (v2.half(), v3.half())], [(A, v3)]),
    ]:
        for a, b in good + bad:
            yield row(op, a, b)


def added():
    weights = [{}, {'beta': 0.5}, {'alpha': 2.0}, {'beta': 0, 'alpha': -1.0}, {'beta': 2, 'alpha': 3}]
    for op, args, more in [
        ('addmm', (grid([2, 4], shift=3), A, B),
            [(grid([4]), A, B), (t(1.5), A, B), (grid([2, 1]), A, B), (grid([4, 2]).t(), A, B), (grid([2, 2]), A, A.t()),
            (grid([3, 4]), A, B), (grid([2, 4]), A, A)]),
        ('addmv', (v2, A, v3), [(t(1.5), A, v3), (t([0.5]), A, v3), (v3, A.t(), v2), (v2, B[:2, 1:], v3), (v3, A, v3),
            (v2, A, v2)]),
        ('addr', (grid([2, 3], shift=3), v2, v3),
            [(v3, v2, v3), (t(1.5), v2, v3), (grid([3, 2]).t(), v2, v3), (grid([2, 1]), v2, v3), (A, v3, v2)]),
        ('addbmm', (grid([2, 2], shift=3), batch, other),
            [(v2, batch, other), (t(1.5), batch, other), (grid([2, 2]).t(), batch, other),
            (grid([2, 2]), grid([0, 2, 3]), grid([0, 3, 2])), (v3, batch, other)]),
        ('baddbmm', (grid([2, 2, 2], shift=3), batch, other),
            [(v2, batch, other), (t(1.5), batch, other), (grid([2, 2]), batch, other), (grid([2, 1, 2]), batch, other),
            (v3, batch, other)]),
    ]:
        for options in weights:
            if (op, options.get('beta')) != ('baddbmm', 0):  # 1.13 reads memory that nobody wrote there
                yield row(op, *args, **options)
            yield row(op + '_', args[0].clone(), *args[1:], **options)
        for one in more:
            yield row(op, *one)
        for dtype in [f64, bf16, f16]:
            yield row(op, *(x.to(dtype) for x in args), beta=0.5)
        yield row(op, *(grid(x.shape, i64, shift=i) for i, x in enumerate(args)), beta=2, alpha=3)
        if op != 'baddbmm':
            yield row(op, torch.full_like(args[0], nan), *args[1:], beta=0)  # beta 0 ignores even NaN


def sums():
    for equation, operands in [
        ('ij,jk->ik', [A, B]), ('ij,jk', [A, B]), ('ij->ji', [A]), ('ij->', [A]), ('ij->j', [A]), ('ii->i', [grid([3, 3])]),
        ('ii', [grid([3, 3])]), ('i,i', [v3, v3]), ('i,j->ij', [v2, v3]), ('ij,ij->ij', [A, A]),
        ('bij,bjk->bik', [batch, other]), ('bij,jk->bik', [batch, B]), ('...ij,...jk->...ik', [batch, other]),
        ('...ij->...ji', [batch]), ('...,...', [A, A]), ('ij,jk,kl->il', [A, B, B.t()]), ('bi,ij,bj->b', [A, grid([3, 3]), A]),
        ('ij,j', [A, v3]), ('i...->...', [batch]), ('ijk->kji', [batch]), ('ij,kj->ik', [A, A]), ('bij->bi', [batch]),
        ('...i,i->...', [batch, v3]), ('ij, jk -> ik', [A, B]), ('bhqd,bhkd->bhqk', [grid([1, 2, 2, 3]), grid([1, 2, 3, 3])]),
        ('ij,jk->ik', [A.double(), B.double()]), ('ij,jk->ik', [A, A]), ('ij->ik', [A]), ('ijk', [A]), ('ij,jk->ik', [A]),
        ('Ab,bC->AC', [A, B]), ('ij,jk->ik', [A.t(), A]), ('ij->ij', [grid([2, 3], i64)]), ('i->ii', [v3]),
        (',i', [t(2.0), v3]),
    ]:
        yield row('einsum', equation, *operands)
    three, swapped = grid([2, 3, 2]), grid([3, 2, 2], shift=1)
    for a, b, dims in [(A, B, 1), (three, swapped, 2), (three, swapped, [[1, 0], [0, 1]]), (three, swapped, [[1], [0]]),
            (A, B, [[-1], [0]]), (A, A, [[0, 1], [0, 1]]), (A, A, 2), (v2, v3, 0), (A, A, 1),
            (three.permute(2, 0, 1), A, [[1], [0]]), (A.double(), B.double(), 1), (A, A, [[0], [0, 1]])]:
        yield row('tensordot', a, b, dims=dims)
    for x in [grid([3, 3]), A, B, A.t(), t([[2.5]]), grid([0, 3]), grid([3, 3], i64), grid([3, 3], f64), v3, grid([3, 3], u8),
            batch, grid([4, 4])[::2]]:
        yield row('trace', x)
    p, q = grid([3, 2]), grid([4, 2], shift=3)
    for power in [0.0, 0.5, 1.0, 2.0, 3.0, inf]:
        yield row('cdist', p, q, p=power)
        yield row('cdist', batch, grid([2, 4, 3], shift=2), p=power)
    for a, b in [(p, p), (grid([2, 3]).t(), q), (grid([1, 3, 2]), grid([2, 4, 2])), (grid([0, 2]), q), (p, grid([3, 3])),
            (p.double(), q.double()), (grid([3, 0]), grid([2, 0])), (grid([30, 2]), grid([3, 2], shift=2)), (v3, v3)]:
        yield row('cdist', a, b)


good = t([[4.0, 1.0, -2.0], [1.0, 3.0, 0.5], [-1.0, 0.25, 5.0]])
symmetric = t([[4.0, 1.0, -2.0], [1.0, 3.0, 0.5], [-2.0, 0.5, 5.0]])
pair = t([[[2.0, 1.0], [0.5, 3.0]], [[-1.0, 4.0], [2.0, 2.0]]])
definite = t([[[2.0, 0.5], [0.5, 3.0]], [[5.0, -1.0], [-1.0, 1.0]]])
singular = t([[1.0, 2.0], [2.0, 4.0]])


def decompositions():
    """Looser in float32: there PyTorch computes in float32 throughout."""
    def near(op, *args, free=(), **options):
        r = row(op, *args, **options)
        if any(x.dtype == f32 for x in args if hasattr(x, 'dtype')):
            r.within(1e-4, 1e-5)
        if free:
            r.extra['upToSign'] = list(free)
        return r

    squares = [good, good.double(), pair, symmetric, good.t(), t([[2.5]]), torch.eye(3), good[:2, :2], grid([0, 0]),
            t([[0.0, 1.0], [2.0, 0.0]]), singular, A, good.long()]
    for x in squares:
        yield near('linalg.det', x)
        if x is not singular:
            yield near('linalg.inv', x)
    yield near('linalg.inv', t([[0.0, 0.0], [0.0, 1.0]]))
    for a, b in [(good, v3), (good, B), (good.double(), B.double()), (pair, other[:, :2]), (pair, grid([2, 2])), (pair[0], v2),
            (good.t(), B), (t([[0.0, 1.0], [2.0, 0.0]]), v2), (t([[2.0]]), t([3.0])), (t([[0.0, 0.0], [0.0, 1.0]]), v2),
            (good, A), (A, v3)]:
        yield near('linalg.solve', a, b)
    # only the lower half is read
    for x in [symmetric, symmetric.double(), definite, torch.eye(3), t([[4.0]]), symmetric.t(), definite[0], grid([0, 0]),
            -symmetric, A, good]:
        yield near('linalg.cholesky', x)
        if x is not good:
            yield near('linalg.cholesky', x, upper=True)
    tall, wide = t([[1.0, 2.0], [3.0, -4.0], [0.5, 6.0]]), t([[1.0, 3.0, 0.5], [2.0, -4.0, 6.0]])
    for x in [tall, wide, good, good.double(), pair, tall.t(), t([[2.5]]), wide.double()]:
        yield near('linalg.qr', x, free=['Q', 'R'])
        yield near('linalg.svd', x, full_matrices=False, free=['U', 'Vh'])
    yield near('linalg.qr', tall, mode='complete', free=['Q', 'R'])
    yield near('linalg.qr', tall, mode='r', free=['Q', 'R'])
    yield near('linalg.svd', good, free=['U', 'Vh'])
    yield near('linalg.svd', good.double(), full_matrices=True, free=['U', 'Vh'])
    for x in [symmetric, symmetric.double(), definite, t([[2.5]]), symmetric.t(), definite[1], t([[1.0, 2.0], [2.0, -3.0]]),
            t([[5.0, 0.0], [0.0, 2.0]]), A, -definite]:
        yield near('linalg.eigh', x, free=['eigenvectors'])
    yield near('linalg.eigh', good, UPLO='U', free=['eigenvectors'])
    yield near('linalg.eigh', good, UPLO='L', free=['eigenvectors'])
    yield near('linalg.eigh', v3)


def norms():
    x = grid([2, 3])
    for order in [None, 0, 1, 2, 3.5, inf, -inf, -1]:
        options = {} if order is None else {'ord': order}
        yield row('linalg.norm', v3, **options)
        yield row('linalg.vector_norm', x, **options)
        yield row('linalg.vector_norm', batch, dim=1, **options)
        yield row('linalg.vector_norm', batch, dim=[0, 2], keepdim=True, **options)
        if order not in (0, 3.5):
            yield row('linalg.norm', x, **options)
            yield row('linalg.norm', batch, dim=[1, 2], **options)
    for order in ['fro', 'nuc', 1, -1, 2, -2, inf, -inf]:
        yield row('linalg.matrix_norm', x, ord=order).within(1e-4, 1e-5)
        yield row('linalg.matrix_norm', batch, ord=order, dim=[0, 2], keepdim=True).within(1e-4, 1e-5)
    for op in ['linalg.norm', 'linalg.vector_norm', 'linalg.matrix_norm']:
        for y in [x, x.t(), x.double(), t([[nan, 1.0]]), t([[inf, 1.0]]), grid([2, 3], i64), x.bfloat16(), t(-2.5), batch]:
            yield row(op, y)
    yield row('linalg.norm', batch, dim=-1, keepdim=True)
    yield row('linalg.norm', x, ord='fro', dim=[0, 1])
    yield row('linalg.vector_norm', x, dtype=f64)
    yield row('linalg.vector_norm', t([]), ord=inf)
    yield row('linalg.matrix_norm', v3)


def corners():
    """Sums of integers are int64, in einsum too; a norm without an order."""
    for equation, shape in [('ij->', [2, 3]), ('ij->j', [2, 3]), ('ii', [3, 3]), ('ij->ji', [2, 3])]:
        for dtype in [i32, u8, b1]:
            yield row('einsum', equation, grid(shape, dtype))
    yield row('linalg.norm', grid([2, 3]), ord=None, dim=[0])
    yield row('linalg.norm', grid([2, 3]), ord=None)
    yield row('linalg.norm', t(-2.5), ord=2)


ROWS = [*products(), *added(), *sums(), *decompositions(), *norms(), *corners()]
