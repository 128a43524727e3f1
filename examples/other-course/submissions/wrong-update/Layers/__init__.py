from .FullyConnected import *
from .ReLU import *
