from .Dense import Dense
from .Relu import Relu
