"""nn.functional, from its rooms."""
import torch
import torch.nn.functional as F

from cases import functional_conv, functional_losses, functional_moves, functional_norms

SPACES = (F, torch)
ROWS = functional_conv.ROWS + functional_norms.ROWS + functional_moves.ROWS + functional_losses.ROWS
