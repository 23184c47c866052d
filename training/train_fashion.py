"""Trains the walkthrough's network on a folder of Fashion-MNIST and writes the checkpoint that the page loads.

    python3 train_fashion.py DATA_FOLDER --out FOLDER [--epochs N] [--seed 0]

Writes `fashion-cnn.pt`, `fashion-cnn.safetensors` and `fashion-cnn.json` (how it was made, what it reached). The test
images are looked at once, after the last epoch: nothing is chosen by them. `--folds 5` trains on parts of the training
images and tests on the rest, writes nothing, and is what the settings below were chosen by.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from augment import Strength, augment
from fashion_model import CLASS_NAMES, Network, logits_of, to_input
from idx import IdxError, load_part
from safetensors_writer import save_safetensors

NAME = "fashion-cnn"
# Small datasets need many passes and large ones few: by default training sees about this many pictures,
# between MIN_EPOCHS and MAX_EPOCHS passes.
PICTURES = 600_000
MIN_EPOCHS, MAX_EPOCHS = 10, 1000
BATCH = 64
LEARNING_RATE = 3e-3
WEIGHT_DECAY = 1e-4
# The dataset's own labels are sometimes in doubt (shirt or coat?): certainty is not rewarded to the end.
LABEL_SMOOTHING = 0.1
CREDIT = (
    "Fashion-MNIST (github.com/zalandoresearch/fashion-mnist), MIT licence, copyright 2017 Zalando SE. "
    "The checkpoint holds none of its images."
)

Report = Callable[[str], None]


def default_epochs(images: int) -> int:
    return max(MIN_EPOCHS, min(MAX_EPOCHS, round(PICTURES / images)))


def make_deterministic(seed: int, threads: int) -> None:
    """The same seed gives the same file; sums split over threads add up differently, hence one thread by default."""
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(seed)


def train(images: Tensor, labels: Tensor, epochs: int, seed: int, report: Report) -> Network:
    """A network trained on uint8 images by Adam (with decoupled weight decay).

    The learning rate rises for a twentieth of the steps and then falls along a cosine to nothing, so that the last
    epoch is the one to keep.
    """
    network = Network()
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    steps = epochs * -(-len(images) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps, pct_start=0.05)
    generator = torch.Generator().manual_seed(seed)
    # A line for every epoch where they are few, about forty lines where they are many.
    every = max(1, epochs // 40)
    start = time.time()
    for epoch in range(1, epochs + 1):
        loss, accuracy = train_epoch(network, images, labels, optimizer, schedule, generator)
        if epoch % every == 0 or epoch == epochs:
            report(
                f"epoch {epoch:4d}/{epochs}  loss {loss:.4f}  accuracy on varied pictures {accuracy:.1%}"
                f"  {time.time() - start:.0f} s"
            )
    return network


def train_epoch(
    network: Network,
    images: Tensor,
    labels: Tensor,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.OneCycleLR,
    generator: torch.Generator,
) -> tuple[float, float]:
    """One pass in random order; the mean loss and accuracy on the pictures as varied."""
    network.train()
    loss_sum, right = 0.0, 0
    for index in torch.randperm(len(images), generator=generator).split(BATCH):
        target = labels[index].long()
        logits = network(augment(to_input(images[index]), target, Strength(), generator))
        loss = F.cross_entropy(logits, target, label_smoothing=LABEL_SMOOTHING)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        loss_sum += loss.item() * len(index)
        right += int((logits.argmax(1) == target).sum())
    return loss_sum / len(images), right / len(images)


def confusion(network: Network, images: Tensor, labels: Tensor) -> Tensor:
    """[10, 10] counts: rows are the true classes, columns what the network says."""
    said = logits_of(network, images).argmax(1)
    return torch.bincount(labels.long() * 10 + said, minlength=100).view(10, 10)


def accuracy_of(matrix: Tensor) -> float:
    return (matrix.diagonal().sum() / matrix.sum()).item()


def confusion_text(matrix: Tensor) -> str:
    lines = ["confusion matrix (rows: true, columns: said)", " " * 12 + "".join(f"{c:>6}" for c in range(10))]
    for c, row in enumerate(matrix.tolist()):
        lines.append(f"{CLASS_NAMES[c]:<12}" + "".join(f"{count:>6}" for count in row))
    return "\n".join(lines)


def cross_validate(images: Tensor, labels: Tensor, folds: int, epochs: int, seed: int) -> None:
    """Accuracy on each fold of a network trained on the others; every fold has its share of each class."""
    fold = torch.empty(len(labels), dtype=torch.long)
    shuffle = torch.Generator().manual_seed(seed)
    for c in range(10):
        members = (labels == c).nonzero().flatten()
        fold[members[torch.randperm(len(members), generator=shuffle)]] = torch.arange(len(members)) % folds
    total = torch.zeros(10, 10, dtype=torch.long)
    for held in range(folds):
        inside = fold != held
        network = train(images[inside], labels[inside], epochs, seed + held, lambda line: None)
        matrix = confusion(network, images[~inside], labels[~inside])
        print(f"fold {held + 1}/{folds}  accuracy {accuracy_of(matrix):.1%}", flush=True)
        total += matrix
    print(f"accuracy over all folds {accuracy_of(total):.1%}\n{confusion_text(total)}")


def write_outputs(network: Network, folder: Path, facts: dict[str, object]) -> None:
    """The checkpoint in both formats, and what is known about it."""
    folder.mkdir(parents=True, exist_ok=True)
    state = network.state_dict()
    torch.save(state, folder / f"{NAME}.pt")
    save_safetensors(state, folder / f"{NAME}.safetensors")
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(fact, ensure_ascii=False)}" for key, fact in facts.items())
    (folder / f"{NAME}.json").write_text("{\n" + lines + "\n}\n", encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the walkthrough's network on a folder of Fashion-MNIST.")
    parser.add_argument("data_folder", type=Path, help="holds the dataset's four IDX files, gzipped or not")
    parser.add_argument("--out", type=Path, help="folder for the checkpoint (required unless --folds is given)")
    parser.add_argument("--epochs", type=int, help=f"default: about {PICTURES:,} pictures' worth")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1, help="more can be faster, and changes the last digits")
    parser.add_argument("--folds", type=int, help="cross-validate in the training images instead; writes nothing")
    arguments = parser.parse_args()
    if arguments.out is None and arguments.folds is None:
        parser.error("--out FOLDER is required")
    if arguments.epochs is not None and arguments.epochs < 1:
        parser.error("--epochs must be at least 1")
    if arguments.folds is not None and arguments.folds < 2:
        parser.error("--folds must be at least 2")
    return arguments


def main() -> None:
    arguments = parse_arguments()
    make_deterministic(arguments.seed, arguments.threads)
    images, labels = load_part(arguments.data_folder, "train")
    test_images, test_labels = load_part(arguments.data_folder, "test")
    epochs = arguments.epochs or default_epochs(len(images))
    print(f"{len(images)} training and {len(test_images)} test images, {epochs} epochs", flush=True)
    if arguments.folds:
        cross_validate(images, labels, arguments.folds, epochs, arguments.seed)
        return
    network = train(images, labels, epochs, arguments.seed, lambda line: print(line, flush=True))
    train_accuracy = accuracy_of(confusion(network, images, labels))
    matrix = confusion(network, test_images, test_labels)
    print(confusion_text(matrix))
    print(f"accuracy: train {train_accuracy:.2%}, test {accuracy_of(matrix):.2%}")
    facts = {
        "name": NAME,
        "input": "float32 [n, 1, 28, 28], light on black, 0…1 (pixel / 255)",
        "output": "logits [n, 10], in the order of classes",
        "classes": list(CLASS_NAMES),
        "parameters": sum(p.numel() for p in network.parameters()),
        "train_images": len(images),
        "test_images": len(test_images),
        "train_accuracy": round(train_accuracy, 4),
        "test_accuracy": round(accuracy_of(matrix), 4),
        "test_confusion": matrix.tolist(),
        "epochs": epochs,
        "seed": arguments.seed,
        "threads": arguments.threads,
        "torch": torch.__version__,
        "training_data": CREDIT,
    }
    write_outputs(network, arguments.out, facts)


if __name__ == "__main__":
    try:
        main()
    except IdxError as error:
        sys.exit(f"error: {error}")
