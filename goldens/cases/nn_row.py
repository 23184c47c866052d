"""A module to ask for: class, arguments, options and what goes in. Required arguments are positional, the rest options."""
from collections import OrderedDict

import torch.nn as nn

from cases.composed import LATER
from wire import argument, camel, describe


class Module:
    def __init__(self, cls, *args, **options):
        self.cls, self.args, self.options = cls, args, options
        self.inputs, self.forward = [], {}

    def on(self, *inputs, **forward):
        self.inputs, self.forward = list(inputs), forward
        return self

    def build(self):
        return getattr(nn, self.cls, LATER.get(self.cls))(*made(self.args), **made(self.options))

    def written(self):
        return {'class': self.cls, 'args': argument(self.args), 'options': argument(self.options)}

    def name(self):
        told = ', '.join([*map(describe, self.args), *(f'{camel(k)}={describe(v)}' for k, v in self.options.items())])
        return f"{self.cls}({told}){' on ' + ', '.join(map(describe, self.inputs)) if self.inputs else ''}"


def made(x):
    """Arguments with the modules inside them built, in order: each draws from the one stream."""
    if isinstance(x, Module):
        return x.build()
    if isinstance(x, dict):
        return OrderedDict((k, made(v)) for k, v in x.items())
    if isinstance(x, (list, tuple)):
        return tuple(made(v) for v in x)  # a JavaScript array stands for a tuple; printing tells them apart
    return x
