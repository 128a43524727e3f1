"""The layers of the network; `from Layers import *` brings them all."""

from .FullyConnected import FullyConnected
from .ReLU import ReLU

__all__ = ["FullyConnected", "ReLU"]
