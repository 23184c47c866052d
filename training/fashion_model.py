"""The network of the walkthrough: two convolutions and three linear layers, 32,998 parameters."""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CLASS_NAMES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)


class Network(nn.Module):
    """[n, 1, 28, 28] in 0…1 → [n, 10] logits. Attribute names are checkpoint keys: renaming one breaks the page."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 12, 5)
        self.fc1 = nn.Linear(12 * 4 * 4, 120)
        self.fc2 = nn.Linear(120, 60)
        self.out = nn.Linear(60, 10)

    def forward(self, t: Tensor) -> Tensor:
        t = F.max_pool2d(F.relu(self.conv1(t)), 2)
        t = F.max_pool2d(F.relu(self.conv2(t)), 2)
        t = t.flatten(1)
        t = F.relu(self.fc1(t))
        t = F.relu(self.fc2(t))
        return self.out(t)


def to_input(images: Tensor) -> Tensor:
    """uint8 [n, 28, 28] → float32 [n, 1, 28, 28]. Only ÷255: whoever runs the network needs no constants."""
    return images.unsqueeze(1).float() / 255


@torch.no_grad()
def logits_of(network: Network, images: Tensor, batch: int = 500) -> Tensor:
    """The logits of uint8 images, in batches so that the full dataset fits in memory."""
    network.eval()
    return torch.cat([network(to_input(chunk)) for chunk in images.split(batch)])


def load_network(checkpoint: Path) -> Network:
    """The network with the weights of a `.pt` checkpoint."""
    network = Network()
    network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True))
    return network.eval()
