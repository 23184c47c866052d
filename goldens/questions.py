"""From a row of a table to a case: the question as torchlet spells it, and PyTorch's answer."""
import torch

from ask import ask
from wire import answer, argument, camel, describe, leaves

HEAD = {'seed': 0, 'rtol': 1e-5, 'atol': 1e-6}
# Answers of these dtypes are held more or less tightly than the file's float32: one unit in the last place for halves.
BY_DTYPE = {torch.float64: (1e-10, 1e-12), torch.bfloat16: (8e-3, 1e-6), torch.float16: (1e-3, 1e-6)}
# Where 1.13 rounds to bfloat16 at several steps on the way; later versions and we round once.
SUMS = {'matmul', 'addmm', 'addmm_', 'log_softmax', 'layer_norm', 'group_norm'}
# torchlet's rule: operands and dims are positional, every other argument is an option.
POSITIONAL = {'dim', 'dims', 'dim1', 'dim2', 'start_dim', 'end_dim'}


def split(args, kwargs):
    args = [*args, *(v for k, v in kwargs.items() if k in POSITIONAL)]
    return args, {k: v for k, v in kwargs.items() if k not in POSITIONAL}


def written(row):
    """The question, before anything in place changes its operands."""
    args, options = split(row.args, row.kwargs)
    return {'op': camel(row.op), 'args': argument(args), 'options': argument(options)}


def name_of(row):
    args, options = split(row.args, row.kwargs)
    return f"{camel(row.op)}: {', '.join([*map(describe, args), *(f'{camel(k)}={describe(v)}' for k, v in options.items())])}"


def case(row, table, exact):
    said = {'name': name_of(row), **written(row)}
    torch.manual_seed(HEAD['seed'])
    result, how = ask(row.op, row.args, row.kwargs, getattr(table, 'SPACES', (torch,)))
    if how:
        said['askedIn'] = how
    if isinstance(result, Exception):
        return {**said, 'result': {'error': str(result).split('\n')[0], 'type': type(result).__name__}}
    said['result'] = answer(result)
    if not exact:
        for dtype, (rtol, atol) in BY_DTYPE.items():
            if any(x.dtype == dtype for x in leaves(result)):
                said.update(rtol=rtol, atol=atol)
    if row.op in SUMS and any(x.dtype == torch.bfloat16 for x in leaves(result)):
        said.update(rtol=5e-2, atol=2e-2)
    if row.changed:
        said['after'] = {str(i): answer(row.args[i]) for i in row.changed}
    return {**said, **row.extra}
