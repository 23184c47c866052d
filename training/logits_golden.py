"""Asks PyTorch for the checkpoint's logits on twelve pictures that any language can make for itself.

    python3 logits_golden.py CHECKPOINT.pt OUT.json

Each picture is 28×28 pixels 0…255 made by integer arithmetic alone, and spelled out in the JSON:

- `constant`: every pixel is `value`.
- `polynomial`: pixel(y, x) = (yy·y² + xx·x² + xy·x·y + ky·y + kx·x + k) mod 256, with the coefficients `yy`, `xx`,
  `xy`, `ky`, `kx`, `k`; all are at least 0, so that `%` means the same everywhere.
- `shapes`: black, then the shapes painted in order, later ones over earlier ones. A `rectangle` covers
  top ≤ y < bottom and left ≤ x < right; a `disk` covers (y − cy)² + (x − cx)² ≤ r2. `value` is the grey.

The network's input is pixel / 255 as float32. `checksum` is the sum of a picture's pixels.
"""

import argparse
import json
from pathlib import Path

import torch

from fashion_model import Network, load_network, logits_of

SIZE = 28
# Absolute, on logits of size 1 to 10: PyTorch itself is within 1e-5 of the exact sums, in float32.
TOLERANCE = 1e-5


def rectangle(top: int, left: int, bottom: int, right: int, value: int = 255) -> dict:
    return {"shape": "rectangle", "top": top, "left": left, "bottom": bottom, "right": right, "value": value}


def disk(cy: int, cx: int, r2: int, value: int = 255) -> dict:
    return {"shape": "disk", "cy": cy, "cx": cx, "r2": r2, "value": value}


def shapes(*parts: dict) -> dict:
    return {"kind": "shapes", "shapes": list(parts)}


def constant(value: int) -> dict:
    return {"kind": "constant", "value": value}


def polynomial(yy: int = 0, xx: int = 0, xy: int = 0, ky: int = 0, kx: int = 0, k: int = 0) -> dict:
    return {"kind": "polynomial", "coefficients": {"yy": yy, "xx": xx, "xy": xy, "ky": ky, "kx": kx, "k": k}}


# Blanks (biases alone), ramps and textures (every pixel another value), and drawings (what people make on the page).
INPUTS: dict[str, dict] = {
    "black": constant(0),
    "white": constant(255),
    "grey": constant(128),
    "ramp": polynomial(ky=9),
    "diagonal": polynomial(kx=5, ky=3, k=7),
    "rings": polynomial(yy=3, xx=3),
    "texture": polynomial(yy=7, xy=5, kx=11, k=13),
    "noise": polynomial(yy=37, xx=101, xy=59, ky=17, kx=73, k=29),
    "trousers": shapes(rectangle(1, 9, 8, 19), rectangle(8, 9, 27, 13), rectangle(8, 15, 27, 19)),
    "t-shirt": shapes(rectangle(3, 8, 26, 20, 220), rectangle(3, 3, 10, 25, 220), disk(1, 14, 12, 0)),
    "bag": shapes(disk(10, 14, 49, 200), disk(10, 14, 25, 0), rectangle(10, 4, 25, 24, 200)),
    "boot": shapes(rectangle(2, 14, 22, 24), rectangle(16, 3, 25, 24), disk(19, 6, 20), rectangle(24, 18, 27, 24, 160)),
}


def paint(picture: list[list[int]], shape: dict) -> None:
    for y in range(SIZE):
        for x in range(SIZE):
            if covers(shape, y, x):
                picture[y][x] = shape["value"]


def covers(shape: dict, y: int, x: int) -> bool:
    if shape["shape"] == "rectangle":
        return shape["top"] <= y < shape["bottom"] and shape["left"] <= x < shape["right"]
    return (y - shape["cy"]) ** 2 + (x - shape["cx"]) ** 2 <= shape["r2"]


def polynomial_pixel(c: dict[str, int], y: int, x: int) -> int:
    return (c["yy"] * y * y + c["xx"] * x * x + c["xy"] * x * y + c["ky"] * y + c["kx"] * x + c["k"]) % 256


def draw(description: dict) -> list[list[int]]:
    """The pixels of a described picture."""
    if description["kind"] == "constant":
        return [[description["value"]] * SIZE for _ in range(SIZE)]
    if description["kind"] == "polynomial":
        return [[polynomial_pixel(description["coefficients"], y, x) for x in range(SIZE)] for y in range(SIZE)]
    picture = [[0] * SIZE for _ in range(SIZE)]
    for shape in description["shapes"]:
        paint(picture, shape)
    return picture


def shortest(values: torch.Tensor) -> list[float]:
    """float32 numbers with the fewest digits that still read back as the same float32."""
    return [float(str(value)) for value in values.numpy()]


def row(network: Network, name: str, description: dict) -> dict:
    pixels = torch.tensor(draw(description), dtype=torch.uint8)
    logits = logits_of(network, pixels.unsqueeze(0))[0]
    return {
        "name": name,
        "input": description,
        "checksum": int(pixels.sum()),
        "logits": shortest(logits),
        "argmax": int(logits.argmax()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Write PyTorch's logits of a checkpoint for pictures made by formulas.")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = load_network(arguments.checkpoint)
    rows = [row(network, name, description) for name, description in INPUTS.items()]
    write_rows(
        arguments.out,
        {"checkpoint": arguments.checkpoint.name, "torch": torch.__version__, "tolerance": TOLERANCE},
        rows,
    )


def write_rows(path: Path, head: dict, rows: list[dict]) -> None:
    """JSON with one line a row: readable, and a changed number is one changed line."""
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in head.items()]
    body = ",\n".join(f"    {json.dumps(item, ensure_ascii=False)}" for item in rows)
    path.write_text("{\n" + "\n".join(lines) + '\n  "rows": [\n' + body + "\n  ]\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
