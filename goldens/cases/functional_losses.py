"""Every loss with each reduction and option."""
import torch

from cases.inputs import *

REDUCTIONS = ['none', 'mean', 'sum']
x, y = grid([3, 4]), grid([3, 4], shift=1)
z = grid([3, 4], shift=2)
prob, target01 = torch.sigmoid(x), (grid([3, 4], shift=1) > 0).float()
classes, labels = t([1, 3, 0], i64), t([[1, 3, -1, 0], [0, -1, 2, 2], [3, 2, 1, 0]], i64)
sign3, sign34 = t([1.0, -1.0, 1.0]), torch.where(y > 0, 1.0, -1.0)
class_weight = t([0.5, 1.0, 2.0, 0.25])


def each(op, *args, **options):
    for reduction in REDUCTIONS:
        yield row(op, *args, reduction=reduction, **options)


def pairs():
    """Input and target of one shape."""
    for op, options in [('l1_loss', [{}]), ('mse_loss', [{}]), ('smooth_l1_loss', [{}, {'beta': 0.5}, {'beta': 0.0}]),
            ('huber_loss', [{}, {'delta': 2.0}])]:
        for o in options:
            yield from each(op, x, y, **o)
        yield row(op, x, y)
        yield row(op, x, y[0])  # broadcasts
        yield row(op, t(2.5), t(-1.0))
        yield row(op, x.double(), y.double())
        yield row(op, grid([4, 3]).t(), y)
        yield row(op, t([]), t([]))
        yield row(op, t([nan, inf]), t([1.0, -inf]))
        yield row(op, x, grid([3, 3]))
        yield row(op, x, y, reduction='median')
    for options in [{}, {'weight': t([0.5, 1.0, 2.0, 0.25])}, {'weight': prob}]:
        yield from each('binary_cross_entropy', prob, target01, **options)
        yield from each('binary_cross_entropy_with_logits', x, target01, **options)
    yield from each('binary_cross_entropy_with_logits', x, target01, pos_weight=t([2.0, 0.5, 1.0, 3.0]))
    yield row('binary_cross_entropy_with_logits', t([100.0, -100.0, 1000.0]), t([0.0, 1.0, 1.0]))
    yield row('binary_cross_entropy', t([0.0, 1.0, 0.5]), t([0.0, 0.0, 0.3]), reduction='none')  # the logarithm stops at -100
    yield row('binary_cross_entropy', t([1.5, -0.5]), t([1.0, 0.0]))
    yield row('binary_cross_entropy', prob, target01[0])
    yield row('binary_cross_entropy_with_logits', x, target01[0])
    log_p, log_q = torch.log_softmax(x, 1), torch.log_softmax(y, 1)
    for reduction in REDUCTIONS + ['batchmean']:
        yield row('kl_div', log_p, log_q.exp(), reduction=reduction)
        yield row('kl_div', log_p, log_q, reduction=reduction, log_target=True)
    yield row('kl_div', log_p, t([0.0, 0.5, 0.5, 0.0]), reduction='none')
    counts = t([[0.0, 1.0, 2.0, 7.0]])
    for options in [{}, {'log_input': False}, {'full': True}, {'log_input': False, 'eps': 0.1}]:
        yield from each('poisson_nll_loss', x.abs() if 'log_input' in options else x, counts, **options)
    variance = t([[0.5], [2.0], [1e-9]])
    for options in [{}, {'full': True}, {'eps': 0.1}]:
        yield from each('gaussian_nll_loss', x, y, variance, **options)
        yield from each('gaussian_nll_loss', x, y, y.abs(), **options)
    yield row('gaussian_nll_loss', x, y, t([-1.0, 1.0, 1.0]).reshape(3, 1))
    for options in [{}, {'margin': 0.5}]:
        yield from each('hinge_embedding_loss', x, sign34, **options)
        yield from each('margin_ranking_loss', x, y, sign34, **options)
        yield from each('cosine_embedding_loss', x, y, sign3, **options)
    yield from each('cosine_embedding_loss', x[0], y[0], t(-1.0))
    yield row('margin_ranking_loss', x, y, sign34[0])
    yield from each('soft_margin_loss', x, sign34)
    for options in [{}, {'margin': 2.0}, {'p': 1}, {'swap': True}, {'p': 3, 'eps': 0.1}]:
        yield from each('triplet_margin_loss', x, y, z, **options)
    yield from each('triplet_margin_loss', x[0], y[0], z[0])


def classified():
    """Input of classes, target of indices."""
    image, pixels = grid([2, 3, 2, 2]), t([[[0, 2], [1, 1]], [[2, 2], [-100, 0]]], i64)
    for op, v in [('cross_entropy', x), ('nll_loss', torch.log_softmax(x, 1))]:
        for options in [{}, {'weight': class_weight}, {'ignore_index': 3}, {'weight': class_weight, 'ignore_index': 0}]:
            yield from each(op, v, classes, **options)
        yield from each(op, v[0], t(2, i64))
        yield from each(op, image, pixels)
        yield from each(op, image, pixels, weight=t([0.5, 1.0, 2.0]))
        yield row(op, v, t([-100, -100, -100], i64))  # nothing left: the mean of nothing
        yield row(op, v, t([1, 4, 0], i64))
        yield row(op, v, t([1, 2], i64))
        yield row(op, v.double(), classes)
        yield row(op, v, classes, weight=t([1.0, 2.0]))
    for options in [{'label_smoothing': 0.1}, {'label_smoothing': 0.3, 'weight': class_weight},
            {'label_smoothing': 0.1, 'ignore_index': 3}]:
        yield from each('cross_entropy', x, classes, **options)
    soft = torch.softmax(y, 1)
    for options in [{}, {'weight': class_weight}, {'label_smoothing': 0.2}, {'label_smoothing': 0.2, 'weight': class_weight}]:
        yield from each('cross_entropy', x, soft, **options)
    yield from each('cross_entropy', image, torch.softmax(grid([2, 3, 2, 2], shift=1), 1))
    yield row('cross_entropy', t([[1000.0, -1000.0]]), t([1], i64))
    yield from each('multilabel_margin_loss', x, labels)
    yield from each('multilabel_margin_loss', x[0], labels[0])
    yield from each('multilabel_soft_margin_loss', x, target01)
    yield from each('multilabel_soft_margin_loss', x, target01, weight=class_weight)
    for options in [{}, {'p': 2}, {'margin': 0.5}, {'weight': class_weight}]:
        yield from each('multi_margin_loss', x, classes, **options)
    yield from each('multi_margin_loss', x[0], t(2, i64))


def ctc():
    steps = torch.log_softmax(grid([6, 2, 4]), 2)
    targets, flat = t([[1, 2, 2], [3, 1, 0]], i64), t([1, 2, 2, 3, 1], i64)
    lengths, long = t([6, 5], i64), t([3, 2], i64)
    for options in [{}, {'zero_infinity': True}]:
        yield from each('ctc_loss', steps, targets, lengths, long, **options)
        yield from each('ctc_loss', steps, flat, lengths, long, **options)
        yield from each('ctc_loss', steps, targets, t([2, 5], i64), long, **options)  # too short: infinite
    yield from each('ctc_loss', steps, t([[0, 1], [2, 2]], i64), lengths, t([2, 2], i64), blank=3)
    yield from each('ctc_loss', steps[:, 0], targets[0], t(6, i64), t(3, i64))
    yield row('ctc_loss', steps, targets, lengths, t([0, 2], i64), reduction='none')
    yield row('ctc_loss', steps.double(), targets, lengths, long)


ROWS = [*pairs(), *classified(), *ctc()]
