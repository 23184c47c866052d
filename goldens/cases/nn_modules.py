"""Modules: constructed under a seed, printed, run in evaluation and in training (nn_layers and nn_models hold the rows)."""
import torch

from cases import nn_layers, nn_models
from cases.inputs import *
from wire import answer, argument, camel, leaves

NORMAL = {'Embedding', 'EmbeddingBag'}  # initial weights from the normal distribution: not bit for bit


def fresh(x):
    """Inputs to spend: some modules work in place."""
    return x.clone() if isinstance(x, torch.Tensor) else type(x)(map(fresh, x)) if isinstance(x, (list, tuple)) else x


def run(module, one):
    """The answer of a call, which may be an error (batch norm of a single value in training)."""
    torch.manual_seed(0)
    try:
        return answer(module(*fresh(one.inputs), **one.forward))
    except (RuntimeError, ValueError, IndexError) as error:
        return {'error': str(error).split('\n')[0], 'type': type(error).__name__}


def state(module):
    lazy = torch.nn.parameter.UninitializedTensorMixin
    return {k: None if isinstance(v, lazy) else answer(v) for k, v in module.state_dict().items()}


def case(one):
    torch.manual_seed(0)
    module = one.build()
    said = {'name': one.name(), **one.written(), 'seed': 0, 'inputs': argument(one.inputs)}
    if one.forward:
        said['forwardOptions'] = argument(one.forward)
    said.update(repr=repr(module), stateDict=state(module))
    if one.cls in NORMAL or one.options.get('add_bias_kv'):
        said['stateExact'] = False
    if one.inputs:
        said['output'] = run(module.eval(), one)
        trained = run(module.train(), one)
        if trained != said['output']:
            said['trainOutput'] = trained
        if state(module) != said['stateDict']:
            said['stateDictAfterTraining'] = state(module)
        if repr(module) != said['repr']:
            said['reprAfter'] = repr(module)  # a lazy module knows its shape now
        if any(x.dtype == f64 for x in leaves(one.inputs)):
            said.update(rtol=1e-10, atol=1e-12)
    return said


def cases():
    return [case(one) for one in nn_layers.ROWS + nn_models.ROWS]
