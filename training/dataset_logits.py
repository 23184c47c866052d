"""Writes PyTorch's logits of a checkpoint for every test image of a folder of Fashion-MNIST.

    python3 dataset_logits.py DATA_FOLDER CHECKPOINT.pt OUT.json

The images stay where they are; a reader of OUT.json needs the same folder. `checksum` (the sum of an image's pixels) tells
whether it is the same.
"""

import argparse
import sys
from pathlib import Path

import torch

from fashion_model import CLASS_NAMES, load_network, logits_of
from idx import IdxError, load_part
from logits_golden import TOLERANCE, shortest, write_rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Write PyTorch's logits for the test images of a folder.")
    parser.add_argument("data_folder", type=Path, help="holds the dataset's IDX files, gzipped or not")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    images, labels = load_part(arguments.data_folder, "test")
    logits = logits_of(load_network(arguments.checkpoint), images)
    said = logits.argmax(1)
    rows = [
        {
            "index": i,
            "label": int(labels[i]),
            "checksum": int(images[i].sum()),
            "logits": shortest(logits[i]),
            "argmax": int(said[i]),
        }
        for i in range(len(images))
    ]
    head = {
        "checkpoint": arguments.checkpoint.name,
        "torch": torch.__version__,
        "tolerance": TOLERANCE,
        "classes": list(CLASS_NAMES),
        "input": "test image / 255 as float32, [n, 1, 28, 28]",
        "images": len(images),
        "accuracy": round((said == labels).float().mean().item(), 4),
    }
    write_rows(arguments.out, head, rows)
    print(f"{len(images)} images, accuracy {head['accuracy']:.2%}")


if __name__ == "__main__":
    try:
        main()
    except IdxError as error:
        sys.exit(f"error: {error}")
