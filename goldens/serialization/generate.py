"""Files that real PyTorch and NumPy write, and what is in them, for the tests of packages/serialization.

Run with a Python that has torch (1.13.1 wrote the committed files): python3 generate.py
Writes files/* and expected.json beside this script. Every file is a few kilobytes; all values are seeded.
"""

import argparse
import datetime
import io
import json
import math
import zipfile
from collections import OrderedDict, defaultdict, deque
from pathlib import Path, PurePosixPath

import numpy as np
import torch
from torch import nn

HERE = Path(__file__).parent
FILES = HERE / "files"

DTYPES = [
    torch.float32,
    torch.float64,
    torch.float16,
    torch.bfloat16,
    torch.int64,
    torch.int32,
    torch.int16,
    torch.int8,
    torch.uint8,
    torch.bool,
]


def number(value):
    """A number that JSON can hold: what it cannot is spelled as a string."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"$int": str(value)}
    if math.isnan(value) or math.isinf(value):
        return {"$float": str(value)}
    return value


def describe(value):
    """Plain data as JSON, with { "$tensor": … } for tensors."""
    if isinstance(value, torch.Tensor):
        flat = value.detach().contiguous().flatten()
        flat = flat.to(torch.float64) if flat.is_floating_point() else flat
        return {
            "$tensor": {
                "dtype": str(value.dtype).removeprefix("torch."),
                "shape": list(value.shape),
                "stride": list(value.stride()),
                "values": [number(item) for item in flat.tolist()],
            }
        }
    if isinstance(value, dict):
        return {str(key): describe(item) for key, item in value.items()}
    if isinstance(value, torch.dtype):
        return str(value).removeprefix("torch.")
    if isinstance(value, torch.device):
        return str(value)
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": list(value)}
    if isinstance(value, (set, frozenset)):
        return {"$set": sorted(value)}
    if isinstance(value, (list, tuple)):
        return [describe(item) for item in value]
    if isinstance(value, str):
        return value
    return number(value)


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(OrderedDict(conv=nn.Conv2d(1, 2, 3), norm=nn.BatchNorm2d(2), flat=nn.Flatten(), out=nn.Linear(8, 3)))


def all_dtypes() -> dict:
    torch.manual_seed(1)
    values = torch.randn(2, 3) * 3
    state = {str(dtype).removeprefix("torch."): values.to(dtype) for dtype in DTYPES}
    state["special"] = torch.tensor([math.nan, math.inf, -math.inf, -0.0, 3.4e38, 1e-45])
    state["special_half"] = torch.tensor([math.nan, math.inf, 65504, 6e-8], dtype=torch.float16)
    state["big_int"] = torch.tensor([2**62, -(2**63), 2**53 + 1])
    return state


def views() -> OrderedDict:
    torch.manual_seed(2)
    base = torch.randn(4, 6)
    tied = torch.randn(3, 2)
    return OrderedDict(
        base=base,
        transposed=base.t(),
        row=base[1],
        column=base[:, 2],
        corner=base[1:3, 2:5],
        steps=base[::2, ::3],
        expanded=torch.tensor([1.5, -2.5]).unsqueeze(1).expand(2, 3),
        diagonal=base.diagonal(),
        scalar=torch.tensor(7.25),
        empty=torch.empty(0, 3),
        one=torch.ones(1, 1, 1),
        encoder=tied,
        decoder=tied,
    )


def checkpoint(protocol: int) -> dict:
    """A training checkpoint with every kind of plain data. Protocol 4 adds nothing but other instructions for the same."""
    net = network()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    net(torch.randn(2, 1, 4, 4)).sum().backward()
    optimizer.step()
    return {
        "epoch": 12,
        "model_state_dict": net.state_dict(),
        "optimizer": optimizer.state_dict(),
        "best": 0.875,
        "nan": math.nan,
        "history": [0.5, -1, 2**40, -(2**70), True, None, "höher ✓ 𝄞"],
        "shape": torch.Size([2, 3]),
        "pair": (1, (2, "x")),
        "dtype": torch.float16,
        "device": torch.device("cuda", 1),
        "bytes": bytes(range(250, 256)) + b"ab",
        "labels": {"shirt", "bag"},
        "frozen": frozenset({3, 4}),
        "array": bytearray(b"\x00\x01"),
        "empty": [(), [], {}, set(), b"", ""],
        "by_number": {0: "zero", 10: "ten"},
        "parameter": nn.Parameter(torch.arange(4.0)),
        "long": "x" * 300,
        "many": list(range(300)),
        "protocol": protocol,
    }


def training() -> dict:
    """What training scripts save beside the weights: harmless, but no plain data. Whoever skips it gets the weights."""
    net = network()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    namespace = argparse.Namespace(lr=0.1, layers=[1, 2])
    namespace.itself = namespace
    return {
        "state_dict": net.state_dict(),
        "scheduler": torch.optim.lr_scheduler.MultiStepLR(optimizer, [3, 6]).state_dict(),
        "args": namespace,
        "best": np.float64(0.5),
        "history": np.arange(3.0),
        "log": defaultdict(list, loss=[0.5, 0.25]),
        "recent": deque([1, 2]),
        "started": datetime.datetime(2020, 1, 2),
        "where": PurePosixPath("/runs/1"),
        "range": range(3),
    }


def save(name: str, value, **options) -> None:
    torch.save(value, FILES / name, **options)


def repack(source: str, target: str, *, method=zipfile.ZIP_STORED, folder=None, zip64=False, swap=False) -> None:
    """The same archive written by another zip writer."""
    with zipfile.ZipFile(FILES / source) as old, zipfile.ZipFile(FILES / target, "w", method) as new:
        for name in old.namelist():
            content = old.read(name)
            root, _, rest = name.partition("/")
            if swap and rest.startswith("data/"):
                content = np.frombuffer(content, dtype="<f4").astype(">f4").tobytes()
            info = zipfile.ZipInfo(f"{root if folder is None else folder}/{rest}")
            info.compress_type = method
            with new.open(info, "w", force_zip64=zip64) as out:
                out.write(content)
        if swap:
            new.writestr(f"{root}/byteorder", "big")


def numpy_arrays() -> dict:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(2, 3)) * 3
    names = ["f4", "f8", "f2", "i8", "i4", "i2", "i1", "u1"]
    arrays = {name: values.astype(name) for name in names}
    arrays["bool"] = values > 0
    arrays["fortran"] = np.asfortranarray(values.astype("f4"))
    arrays["big_endian"] = values.astype(">f4")
    arrays["big_endian_int"] = np.array([1, -2, 2**40], dtype=">i8")
    arrays["scalar"] = np.array(2.5, dtype="f4")
    arrays["empty"] = np.zeros((0, 4), dtype="f4")
    return arrays


NUMPY_NAMES = {"float32", "float64", "float16", "int64", "int32", "int16", "int8", "uint8", "bool"}


def describe_array(array: np.ndarray) -> dict:
    native = array.astype(array.dtype.newbyteorder("="))
    assert native.dtype.name in NUMPY_NAMES, native.dtype
    values = [number(item) for item in native.flatten(order="C").tolist()]
    return {"$tensor": {"dtype": native.dtype.name, "shape": list(array.shape), "values": values}}


def main() -> None:
    FILES.mkdir(exist_ok=True)
    expected = {}
    legacy = {"_use_new_zipfile_serialization": False}
    for name, state in [("state", network().state_dict()), ("dtypes", all_dtypes()), ("views", views())]:
        save(f"{name}.pt", state)
        save(f"{name}-legacy.pt", state, **legacy)
        expected[f"{name}.pt"] = expected[f"{name}-legacy.pt"] = describe(state)
    for protocol in (2, 3, 4, 5):
        value = checkpoint(protocol)
        save(f"checkpoint-{protocol}.pt", value, pickle_protocol=protocol)
        save(f"checkpoint-{protocol}-legacy.pt", value, pickle_protocol=protocol, **legacy)
        expected[f"checkpoint-{protocol}.pt"] = expected[f"checkpoint-{protocol}-legacy.pt"] = describe(value)
    save("single.pt", torch.arange(6.0).view(2, 3))
    expected["single.pt"] = describe(torch.arange(6.0).view(2, 3))
    with_storage = {"typed": torch.arange(3.0).storage(), "tensor": torch.arange(2)}
    save("storage.pt", with_storage)
    expected["storage.pt"] = describe({"typed": torch.arange(3.0), "tensor": torch.arange(2)})

    repack("state.pt", "state-deflated.pt", method=zipfile.ZIP_DEFLATED)
    repack("state.pt", "state-zip64.pt", zip64=True)
    repack("state.pt", "state-renamed.pt", folder="model weights é")
    single_floats = network().state_dict()
    single_floats.pop("norm.num_batches_tracked")
    save("floats.pt", single_floats)
    repack("floats.pt", "floats-big-endian.pt", swap=True)
    for name in ("state-deflated.pt", "state-zip64.pt", "state-renamed.pt"):
        expected[name] = expected["state.pt"]
    expected["floats.pt"] = expected["floats-big-endian.pt"] = describe(single_floats)

    # What must be refused, and what the refusal must name.
    save("whole-model.pt", network())
    save("whole-model-legacy.pt", network(), **legacy)
    torch.jit.script(nn.Linear(2, 2)).save(str(FILES / "torchscript.pt"))
    save("sparse.pt", {"x": torch.eye(2).to_sparse()})
    save("quantized.pt", {"x": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)})
    save("numpy-scalar.pt", {"best": np.float64(0.5)})
    save("complex.pt", {"z": torch.tensor([1 + 2j])})
    for protocol in (2, 5):
        save(f"training-{protocol}.pt", training(), pickle_protocol=protocol)
        save(f"training-{protocol}-legacy.pt", training(), pickle_protocol=protocol, **legacy)

    arrays = numpy_arrays()
    np.savez(FILES / "arrays.npz", **arrays)
    np.savez_compressed(FILES / "arrays-compressed.npz", **arrays)
    expected["arrays.npz"] = expected["arrays-compressed.npz"] = {name: describe_array(a) for name, a in arrays.items()}
    for name in ("f4", "fortran", "big_endian", "scalar"):
        np.save(FILES / f"{name}.npy", arrays[name])
        expected[f"{name}.npy"] = {"arr_0": describe_array(arrays[name])}
    np.save(FILES / "object.npy", np.array([{}], dtype=object), allow_pickle=True)
    np.save(FILES / "text.npy", np.array(["a", "bc"]))

    versions = {"torch": torch.__version__, "numpy": np.__version__}
    with io.open(HERE / "expected.json", "w") as out:
        json.dump({"versions": versions, "files": expected}, out, ensure_ascii=False, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main()
