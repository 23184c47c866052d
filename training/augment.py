"""Variations of a batch of pictures, made anew in every epoch, so that 600 pictures train 32,998 parameters.

Two aims: the usual one (a moved, turned, mirrored or darker shirt is still a shirt) and one of the page's own. There,
people draw: flat light shapes on black, without folds, prints or seams. `silhouettes` makes such pictures out
of photographs.

All functions take and return [n, 1, 28, 28] in 0…1, and take their random numbers from the generator they are given.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Generator, Tensor


@dataclass(frozen=True)
class Strength:
    """How much of each variation; lengths are in pixels, angles in degrees, the rest are fractions."""

    shift: float = 2.0
    rotation: float = 6.0
    scale: float = 0.1
    shear: float = 0.06
    # Every shoe in the dataset points left. People may draw them pointing right, so a few are mirrored too.
    flip: float = 0.5
    flip_shoes: float = 0.15
    contrast: float = 0.3
    silhouette: float = 0.2
    blur: float = 0.1
    erase: float = 0.3


SHOES = torch.tensor([5, 7, 9])  # sandal, sneaker, ankle boot


def uniform(n: int, low: float, high: float, generator: Generator) -> Tensor:
    return low + (high - low) * torch.rand(n, generator=generator)


def chosen(n: int, probability: float, generator: Generator) -> Tensor:
    """A mask [n, 1, 1, 1] that is true with this probability."""
    return (torch.rand(n, generator=generator) < probability).view(n, 1, 1, 1)


def move(x: Tensor, labels: Tensor, by: Strength, generator: Generator) -> Tensor:
    """Shift, turn, stretch, slant and mirror: all in one resampling, which blurs less than five."""
    n, half = len(x), 13.5
    angle = uniform(n, -by.rotation, by.rotation, generator) * (math.pi / 180)
    slant = uniform(n, -by.shear, by.shear, generator)
    stretch_x = 1 + uniform(n, -by.scale, by.scale, generator)
    stretch_y = 1 + uniform(n, -by.scale, by.scale, generator)
    probability = torch.where(torch.isin(labels, SHOES), by.flip_shoes, by.flip)
    mirror = torch.where(torch.rand(n, generator=generator) < probability, -1.0, 1.0)
    # Whole pixels, so that a picture that is only shifted stays sharp.
    shift_x = uniform(n, -by.shift, by.shift, generator).round() / half
    shift_y = uniform(n, -by.shift, by.shift, generator).round() / half
    cos, sin = angle.cos(), angle.sin()
    theta = torch.stack(
        [
            torch.stack([mirror * stretch_x * cos, mirror * (slant - sin), shift_x], 1),
            torch.stack([stretch_y * sin, stretch_y * cos, shift_y], 1),
        ],
        1,
    )
    grid = F.affine_grid(theta, list(x.shape), align_corners=True)
    return F.grid_sample(x, grid, align_corners=True)


def silhouettes(x: Tensor, generator: Generator) -> Tensor:
    """The shape alone, filled with one grey: what a drawn T-shirt looks like to the network."""
    n = len(x)
    shape = (x > uniform(n, 0.05, 0.25, generator).view(n, 1, 1, 1)).float()
    # Closing (grow, then shrink) fills the dark seams and prints, which no one draws; but it also fills the gap between
    # the legs and under the arms, which people do draw: hence in every second picture only.
    grown = F.max_pool2d(F.pad(shape, [2] * 4), 3, 1)
    closed = -F.max_pool2d(-grown, 3, 1)
    shape = torch.where(chosen(n, 0.5, generator), closed, shape)
    return shape * uniform(n, 0.6, 1, generator).view(n, 1, 1, 1)


def blurred(x: Tensor) -> Tensor:
    """A 3×3 binomial blur."""
    row = torch.tensor([1.0, 2.0, 1.0])
    return F.conv2d(x, (row[:, None] * row / 16).view(1, 1, 3, 3), padding=1)


def changed_contrast(x: Tensor, amount: float, generator: Generator) -> Tensor:
    """x → brightness · x^γ: black stays black, as the background of every picture is."""
    n = len(x)
    gamma = torch.exp(uniform(n, -amount, amount, generator) * 1.5).view(n, 1, 1, 1)
    brightness = (1 + uniform(n, -amount, amount, generator)).view(n, 1, 1, 1)
    return (x.pow(gamma) * brightness).clamp(0, 1)


def erased(x: Tensor, generator: Generator) -> Tensor:
    """A rectangle of each picture (3 to 9 pixels a side) painted in one grey, so that no single spot decides."""
    n, size = len(x), x.shape[-1]
    at = torch.arange(size).view(1, size)

    def band() -> Tensor:
        length = uniform(n, 3, 10, generator).floor()
        start = (torch.rand(n, generator=generator) * (size - length + 1)).floor()
        return (at >= start[:, None]) & (at < (start + length)[:, None])

    inside = (band()[:, :, None] & band()[:, None, :]).unsqueeze(1)
    return torch.where(inside, torch.rand(n, generator=generator).view(n, 1, 1, 1), x)


def augment(x: Tensor, labels: Tensor, by: Strength, generator: Generator) -> Tensor:
    """One random variation of every picture of the batch."""
    n = len(x)
    x = torch.where(chosen(n, by.silhouette, generator), silhouettes(x, generator), x)
    x = move(x, labels, by, generator)
    x = torch.where(chosen(n, by.blur, generator), blurred(x), x)
    x = changed_contrast(x, by.contrast, generator)
    return torch.where(chosen(n, by.erase, generator), erased(x, generator), x)
