"""A safetensors file from a state dict, with nothing but the standard library and torch.

The format: a little-endian uint64 (the header's length), a JSON header, then the tensors' bytes back to back.
As the reference implementation does, the header is padded with spaces so that the data start on a multiple of
eight bytes, and tensors go widest dtype first, then by name, so that each one is aligned to its own element size.
"""

import json
import struct
from pathlib import Path

import torch

# Name in the file, and the rank by which the reference implementation sorts (highest first).
DTYPES: dict[torch.dtype, tuple[str, int]] = {
    torch.bool: ("BOOL", 0),
    torch.uint8: ("U8", 1),
    torch.int8: ("I8", 2),
    torch.int16: ("I16", 3),
    torch.float16: ("F16", 5),
    torch.bfloat16: ("BF16", 6),
    torch.int32: ("I32", 7),
    torch.float32: ("F32", 9),
    torch.float64: ("F64", 10),
    torch.int64: ("I64", 11),
}


def raw_bytes(tensor: torch.Tensor) -> bytes:
    """The elements in row-major order, little-endian (the order of every machine that PyTorch runs on today)."""
    flat = tensor.detach().cpu().contiguous().flatten()
    # numpy has no bfloat16, and bytes are all that is wanted: look at the same memory as bytes.
    return flat.view(torch.uint8).numpy().tobytes() if flat.dtype != torch.bool else flat.numpy().tobytes()


def safetensors_bytes(tensors: dict[str, torch.Tensor], metadata: dict[str, str]) -> bytes:
    """The whole file."""
    header: dict[str, object] = {"__metadata__": metadata}
    data = bytearray()
    for name, tensor in sorted(tensors.items(), key=lambda item: (-DTYPES[item[1].dtype][1], item[0].encode())):
        content = raw_bytes(tensor)
        header[name] = {
            "dtype": DTYPES[tensor.dtype][0],
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(content)],
        }
        data += content
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + bytes(data)


def save_safetensors(tensors: dict[str, torch.Tensor], path: Path) -> None:
    """Write a state dict; `format: pt` is the mark that PyTorch libraries look for."""
    path.write_bytes(safetensors_bytes(tensors, {"format": "pt"}))
