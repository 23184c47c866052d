"""What torchinfo prints of small models, with every option: writes summaries.json.

torchinfo's releases stop at 1.8.0, whose totals look different: this wants its source of June 2026 or later
(https://github.com/TylerYep/torchinfo) on the PYTHONPATH, and PyTorch.

    PYTHONPATH=torchinfo python3 goldens/inspection/summaries.py
"""
import json
import pathlib

import torch
from torch import nn
from torchinfo import summary

ALL = ["input_size", "output_size", "num_params", "params_percent", "kernel_size", "groups", "mult_adds", "trainable"]


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 12, 5)
        self.fc1 = nn.Linear(192, 120)
        self.fc2 = nn.Linear(120, 60)
        self.out = nn.Linear(60, 10)

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = torch.max_pool2d(torch.relu(self.conv2(x)), 2)
        return self.out(torch.relu(self.fc2(torch.relu(self.fc1(x.flatten(1))))))


class Deep(nn.Module):
    """Blocks in lists in blocks, called out of order; grouped convolutions; a frozen one; a block without bias."""

    class Block(nn.Module):
        def __init__(self, groups):
            super().__init__()
            self.convolutions = nn.ModuleList([nn.Conv2d(4, 4, 3, padding=1, groups=groups), nn.Conv2d(4, 4, 1, bias=False)])
            self.a_rather_long_name_for_an_activation = nn.ReLU()

        def forward(self, x):
            for conv in self.convolutions:
                x = self.a_rather_long_name_for_an_activation(conv(x))
            return x

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([self.Block(1), self.Block(2)])
        self.pool = nn.MaxPool2d(2, stride=2)
        self.head = nn.Sequential(nn.Sequential(nn.Flatten(), nn.Linear(64, 8)), nn.Softmax(dim=1))
        for p in self.blocks[0].convolutions[0].parameters():
            p.requires_grad_(False)

    def forward(self, x):
        return self.head(self.pool(self.blocks[0](self.blocks[1](self.blocks[0](x)))))


class Tied(nn.Module):
    """Two layers with one weight, and one layer held by two parents."""

    class Half(nn.Module):
        def __init__(self, shared):
            super().__init__()
            self.own = nn.Linear(6, 6)
            self.shared = shared

        def forward(self, x):
            return self.shared(self.own(x))

    def __init__(self):
        super().__init__()
        shared = nn.Linear(6, 6)
        self.left = self.Half(shared)
        self.right = self.Half(shared)
        self.again = nn.Linear(6, 6, bias=False)
        self.again.weight = self.left.own.weight

    def forward(self, x):
        return self.again(self.right(self.left(x)))


class Several(nn.Module):
    """Several inputs and results; a parameter of its own; a layer that is never called."""

    class Pair(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(3, 5)

        def forward(self, x, y):
            return self.fc(x), y

    class Named(nn.Module):
        def forward(self, x):
            return {"first": x, "second": x[:, :2]}

    def __init__(self):
        super().__init__()
        self.pair = self.Pair()
        self.named = self.Named()
        self.never = nn.Conv2d(1, 1, 3)
        self.scale = nn.Parameter(torch.ones(7))

    def forward(self, x, y):
        x, y = self.pair(x, y)
        return self.named(x)["second"] + y


class Alternating(nn.Module):
    """Containers that come and go."""

    def __init__(self):
        super().__init__()
        self.a = nn.ModuleList([nn.Linear(4, 4), nn.Linear(4, 4)])
        self.b = nn.ModuleList([nn.Linear(4, 4), nn.ModuleList([nn.Linear(4, 4), nn.Tanh()])])

    def forward(self, x):
        return self.b[1][1](self.a[1](self.b[1][0](self.a[0](self.b[0](x)))))


class Plain(nn.Module):
    def forward(self, x):
        return x * 2


MODELS = {cls.__name__: cls for cls in (LeNet, Deep, Tied, Several, Alternating, Plain)}
SIZES = {"LeNet": [3, 1, 28, 28], "Deep": [2, 4, 8, 8], "Tied": [5, 6], "Several": [[2, 3], [2, 2]], "Alternating": [1, 4], "Plain": [125]}


def cases():
    for name, size in SIZES.items():
        yield name, {"input_size": size}
        yield name, {"input_size": size, "col_names": ALL, "depth": 9}
        yield name, {"input_size": size, "row_settings": ["depth", "var_names", "hide_recursive_layers"], "col_names": ALL}
        yield name, {"input_size": size, "row_settings": ["ascii_only"], "depth": 2, "col_names": ["num_params", "params_percent", "mult_adds"]}
        yield name, {"input_size": size, "depth": 1, "col_width": 17, "col_names": ALL}
        yield name, {"input_size": size, "depth": 0, "col_names": ALL}
        yield name, {"input_size": size, "verbose": 2, "col_names": ALL, "row_settings": []}
        yield name, {}
        yield name, {"depth": 1, "row_settings": ["var_names", "depth"], "col_names": ["num_params", "kernel_size", "groups", "trainable", "params_percent"]}
    yield "LeNet", {"input_size": [1, 28, 28], "batch_dim": 0, "col_names": ALL}
    yield "Several", {"input_size": [[3], [2]], "batch_dim": 0, "col_names": ALL}
    yield "LeNet", {"input_size": [5000, 1, 28, 28], "depth": 1}
    yield "Plain", {"input_size": [3, 5], "dtypes": ["int64"]}


def ask(name, options):
    torch.manual_seed(0)
    options = dict(options)
    if "dtypes" in options:
        options["dtypes"] = [getattr(torch, dtype) for dtype in options["dtypes"]]
    if isinstance(options.get("input_size", [0])[0], list):
        options["input_size"] = [tuple(size) for size in options["input_size"]]
    model = MODELS[name]()
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()):
        return str(summary(model, **{"verbose": 1, "device": torch.device("cpu"), **options}))


rows = [{"model": name, "options": options, "text": ask(name, options)} for name, options in cases()]
out = pathlib.Path(__file__).with_name("summaries.json")
out.write_text(json.dumps({"torch": torch.__version__, "cases": rows}, ensure_ascii=False, indent=1) + "\n")
print(f"{out.name}: {len(rows)} summaries")
