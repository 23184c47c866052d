"""Reading IDX files, the format in which Fashion-MNIST (and MNIST before it) is published.

An IDX file is: two zero bytes, one byte for the element type (0x08 = unsigned byte), one byte for the number of
axes, one big-endian uint32 per axis, then the elements. The dataset comes gzipped; both forms are read.
"""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np
import torch

UNSIGNED_BYTE = 0x08
PARTS = {"train": "train", "test": "t10k"}
CLASSES = 10


class IdxError(Exception):
    """A dataset file that is missing or is not what it should be; the message names the file."""


def find_file(folder: Path, name: str) -> Path:
    """The file `name` or `name.gz` in the folder (also with the dot that some tools put before 'idx')."""
    spellings = [name, name.replace("-idx", ".idx")]
    for spelling in spellings:
        for candidate in (folder / spelling, folder / f"{spelling}.gz"):
            if candidate.is_file():
                return candidate
    raise IdxError(f"{folder}: no file {name} or {name}.gz")


def read_bytes(path: Path) -> bytes:
    """The file's content, unzipped if its first bytes say gzip, whatever its name says."""
    content = path.read_bytes()
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, OSError, zlib.error) as error:
        raise IdxError(f"{path}: damaged or truncated gzip file ({error})") from error


def parse_idx(content: bytes, axes: int, path: Path) -> torch.Tensor:
    """An IDX file's elements as a uint8 tensor that has this many axes."""
    if len(content) < 4:
        raise IdxError(f"{path}: truncated, {len(content)} bytes cannot hold an IDX header")
    magic = struct.unpack(">I", content[:4])[0]
    wanted = UNSIGNED_BYTE << 8 | axes
    if magic != wanted:
        expected = f"expected 0x{wanted:08x} (unsigned bytes, {axes} axes)"
        raise IdxError(f"{path}: wrong magic number 0x{magic:08x}, {expected}")
    header = 4 + 4 * axes
    if len(content) < header:
        raise IdxError(f"{path}: truncated, {len(content)} bytes cannot hold a header of {header}")
    shape = struct.unpack(f">{axes}I", content[4:header])
    if len(content) - header != math.prod(shape):
        needed, found = math.prod(shape), len(content) - header
        problem = "truncated" if found < needed else "too long"
        raise IdxError(f"{path}: {problem}, shape {list(shape)} needs {needed} bytes, found {found}")
    return torch.from_numpy(np.frombuffer(content, np.uint8, offset=header).reshape(shape).copy())


def load_part(folder: Path, part: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Images [n, 28, 28] and labels [n] of part 'train' or 'test', both uint8."""
    if not folder.is_dir():
        raise IdxError(f"{folder}: no such folder")
    image_path = find_file(folder, f"{PARTS[part]}-images-idx3-ubyte")
    label_path = find_file(folder, f"{PARTS[part]}-labels-idx1-ubyte")
    images = parse_idx(read_bytes(image_path), 3, image_path)
    labels = parse_idx(read_bytes(label_path), 1, label_path)
    if images.shape[1:] != (28, 28):
        raise IdxError(f"{image_path}: images are {list(images.shape[1:])}, expected [28, 28]")
    if len(images) != len(labels):
        raise IdxError(f"{folder}: {len(images)} {part} images but {len(labels)} labels")
    if len(images) == 0:
        raise IdxError(f"{image_path}: holds no images")
    if labels.max() >= CLASSES:
        raise IdxError(f"{label_path}: label {int(labels.max())} is outside 0…{CLASSES - 1}")
    return images, labels
