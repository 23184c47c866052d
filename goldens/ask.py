"""Finding what a row asks for in PyTorch, and asking it."""
import torch

from cases.composed import COMPOSED
from wire import leaves

LOW = {torch.float16: 'Half', torch.bfloat16: 'BFloat16'}


def find(op, spaces=(torch,)):
    if op in COMPOSED:
        return COMPOSED[op]
    if op.startswith('linalg.'):
        return getattr(torch.linalg, op.removeprefix('linalg.'))
    for space in spaces:
        if callable(getattr(space, op, None)):  # torch.float and the like are dtypes
            return getattr(space, op)
    if isinstance(getattr(torch.Tensor, op), type(torch.Tensor.T)):  # x.T and x.mT are properties
        return lambda x: getattr(x, op)
    return getattr(torch.Tensor, op)


def cast(x, source, target):
    if isinstance(x, torch.Tensor):
        return x.to(target) if x.dtype == source else x
    if isinstance(x, (list, tuple)):
        return [cast(v, source, target) for v in x]
    if isinstance(x, dict):
        return {k: cast(v, source, target) for k, v in x.items()}
    return x


def ask(op, args, kwargs, spaces=(torch,)):
    """PyTorch's answer, or its error; and how it was asked, where that was not directly.

    On the CPU, 1.13 lacks many half kernels. There the question is asked in float32 and the answer rounded, which is
    what later versions compute.
    """
    answer = find(op, spaces)
    low = {x.dtype for x in leaves([args, kwargs]) if x.dtype in LOW}
    try:
        return answer(*args, **kwargs), None
    except (RuntimeError, IndexError, ValueError) as error:
        if len(low) == 1 and str(error).endswith(f"not implemented for '{LOW[min(low, key=str)]}'"):
            dtype = low.pop()
            single = answer(*cast(args, dtype, torch.float32), **cast(kwargs, dtype, torch.float32))
            return cast(single, torch.float32, dtype), 'float32'
        return error, None
