"""Streams of random numbers: what each call of a sequence answers after manualSeed."""
import torch

from ask import ask
from cases.inputs import *
from questions import written
from wire import answer

HEAD = {'rtol': 0, 'atol': 0}
SEEDS = [0, 42, 2147483647, 123456789012345, -1]  # the generator keeps the low 32 bits
SIZES = [1, 15, 16, 17, 33, 100]  # normal samples are drawn in another way from 16 on
NEARLY = {'rtol': 1e-5, 'atol': 1e-5}
NORMAL = {'randn', 'normal', 'normal_', 'randn_like'}  # cos, sin and log: last bits are the machine's

weights = t([0.1, 0.0, 3.0, 0.5, 1.4])
table = t([[1.0, 2.0, 3.0], [4.0, 0.0, 1.0]])

BETWEEN = {'from': -2.0, 'to': 5.0}


def none(*shape, dtype=f32):
    return torch.zeros(shape, dtype=dtype)


SEQUENCES = {
    'rand': [row('rand', [n]) for n in SIZES] + [row('rand', shape) for shape in [[2, 3], [], [0], [3]]],
    'rand float64': [row('rand', [n], dtype=f64) for n in [1, 15, 16, 17]] + [row('rand', [3])],
    'rand in halves': [row('rand', [5], dtype=f16), row('rand', [5], dtype=bf16), row('rand', [2])],
    'randn': [row('randn', [n]) for n in SIZES],
    'randn small': [row('randn', shape) for shape in [[3], [], [2, 2], [5], [1]]],  # of each pair the second half is kept
    'randn float64': [row('randn', [n], dtype=f64) for n in [1, 3, 15, 16, 17, 33]],
    'randn shapes': [row('randn', shape) for shape in [[4, 4], [2, 3, 4], [0], [5, 5]]],
    'randint': [row('randint', 10, [n]) for n in SIZES],
    'randint ranges': [row('randint', -5, 5, [2, 3]), row('randint', 2**40, [4]), row('randint', -(2**50), 2**50, [3])],
    'randint dtypes': [row('randint', 0, 100, [5], dtype=d) for d in [i32, i16, i8, u8, f32, f64]],
    'randperm': [row('randperm', n) for n in [0, 1, 2, 10, 15, 16, 17, 33, 100]] + [row('randperm', 5, dtype=i32)],
    'bernoulli': [row('bernoulli', p) for p in [t([0.0, 0.25, 0.5, 0.75, 1.0]), t([[0.3] * 4] * 5), t([0.3, 0.6], f64),
        t(0.5)]],
    'bernoulli_': [row('bernoulli_', none(n), p=p) for n, p in [(5, 0.5), (16, 0.3), (33, 0.9), (3, 0.0), (3, 1.0)]],
    'bernoulli_ of dtypes': [row('bernoulli_', none(4, dtype=d), p=0.5) for d in [i64, f64, b1]],
    'bernoulli_ of a tensor': [row('bernoulli_', none(3), t([0.1, 0.5, 0.9])), row('rand', [2])],
    'multinomial': [row('multinomial', w, n) for w, n in [(weights, 3), (table, 2), (weights, 1), (weights.double(), 2)]],
    'multinomial again': [row('multinomial', w, n, replacement=True)
        for w, n in [(weights, 8), (table, 5), (table, 1), (weights.double(), 4)]],
    'uniform_': [row('uniform_', none(n)) for n in [3, 16, 17]],
    'uniform_ between': [row('uniform_', none(2, 3), **BETWEEN), row('uniform_', none(5, dtype=f64), **BETWEEN),
        row('uniform_', none(3, 2).t())],
    'normal_': [row('normal_', none(n), mean=2.0, std=0.5) for n in [3, 15, 16, 17, 33]],
    'normal_ of layouts': [row('normal_', x) for x in [none(5, dtype=f64), none(20, dtype=f64), none(5, 4).t(),
        none(3, 2).t()]],
    'normal': [row('normal', mean, std) for mean, std in [
        (t([0.0, 10.0, -5.0]), t([1.0, 0.1, 2.0])), (t([0.0, 10.0]), 0.5), (3.0, t([[1.0], [2.0]])),
        (none(17), torch.ones(17))]],
    'normal of a size': [row('normal', 1.0, 2.0, [5]), row('normal', 1.0, 2.0, [20])],
    'likes': [row('rand_like', none(2, 3)), row('randn_like', none(3, dtype=f64)), row('randn_like', none(17)),
        row('rand_like', none(3, dtype=i64), dtype=f32)],
    'likes of layouts': [row('rand_like', none(3, 2).t()), row('randn_like', none(5, 4).t()),
        row('randn_like', none(2, 3, 2).permute(2, 0, 1)), row('rand_like', none(2, 1).expand(2, 3)), row('rand', [1])],
    'multinomial of layouts': [row('multinomial', table.t().contiguous().t(), 2), row('rand', [1])],
    'halves': [row('randn', [17], dtype=d) for d in [f16, bf16]] + [row('randn', [3], dtype=f16),
        row('normal_', none(40, dtype=bf16), mean=2.3, std=0.7), row('normal_', none(20, dtype=f16), mean=2.3, std=0.7),
        row('uniform_', none(5, dtype=f16), **{'from': -3.3, 'to': 6.7}), row('bernoulli', t([0.1, 0.5, 0.9], bf16))],
    'mixed': [row('rand', [2]), row('randn', [3]), row('randint', 100, [3]), row('randn', [1]), row('randperm', 4),
        row('rand', [2], dtype=f64)],
    'mixed sizes': [row('randn', [16]), row('randn', [1]), row('bernoulli_', none(4), p=0.5), row('randn', [1], dtype=f64),
        row('randn', [2]), row('rand', [1])],
    'halves of a pair': [row('randn', [1]), row('rand', [1]), row('randn', [1]), row('randn', [17]), row('randn', [1]),
        row('randn', [1], dtype=f64)],
}


def call(one):
    args = [x.clone() if isinstance(x, torch.Tensor) else x for x in one.args]
    said = written(one)
    result, _ = ask(one.op, args, one.kwargs)
    return {**said, 'result': answer(result), **(NEARLY if one.op in NORMAL else {})}


def cases():
    for seed in SEEDS:
        for name, calls in SEQUENCES.items():
            torch.manual_seed(seed)
            yield {'name': f'seed {seed}: {name}', 'seed': seed, 'calls': [call(one) for one in calls]}
