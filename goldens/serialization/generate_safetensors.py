"""Files that the reference implementation of safetensors writes, for the tests of packages/serialization.

Needs the package safetensors (0.8.0 wrote the committed files) beside torch: python3 generate_safetensors.py
"""

import ctypes
from pathlib import Path

import torch
from safetensors import TensorSpec, serialize
from safetensors.torch import save_file

FILES = Path(__file__).parent / "files"


def address(buffer: bytearray) -> int:
    return ctypes.addressof((ctypes.c_char * len(buffer)).from_buffer(buffer))


def main() -> None:
    torch.manual_seed(3)
    values = torch.randn(2, 3)
    names = ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"]
    state = {f"layer.{name}": values.to(getattr(torch, name)) for name in names}
    state["z.last"] = torch.ones(3)
    state["a.first"] = torch.zeros(())
    state["empty"] = torch.empty(0, 2)
    state["höher \U0001d11e \"quoted\" \\"] = torch.arange(3)
    state["\uffee"] = torch.arange(2)
    save_file(state, FILES / "reference.safetensors", metadata={"format": "pt"})

    stored = {
        "e4m3": ("float8_e4m3fn", [6], bytes([0x00, 0x38, 0xB8, 0x7E, 0x01, 0x7F])),
        "e5m2": ("float8_e5m2", [6], bytes([0x00, 0x3C, 0xBC, 0x7B, 0x7C, 0x7E])),
        "u16": ("uint16", [2], bytes([0, 0, 255, 255])),
        "u32": ("uint32", [2], bytes([0] * 4 + [255] * 4)),
        "u64": ("uint64", [1], bytes([1] + [0] * 7)),
    }
    buffers = {name: bytearray(content) for name, (_, _, content) in stored.items()}
    specs = {
        name: TensorSpec(dtype=dtype, shape=shape, data_ptr=address(buffers[name]), data_len=len(content))
        for name, (dtype, shape, content) in stored.items()
    }
    (FILES / "float8.safetensors").write_bytes(serialize(specs))


if __name__ == "__main__":
    main()
