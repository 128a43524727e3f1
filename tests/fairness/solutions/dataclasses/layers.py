"""Every class is a dataclass; the layers' memory is a field."""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class FullyConnected:
    input_size: int
    output_size: int
    trainable: bool = True
    optimizer: object = None
    weights: np.ndarray = field(init=False, repr=False)
    gradient_weights: np.ndarray = field(init=False, repr=False, default=None)

    def __post_init__(self):
        self.weights = np.random.uniform(-0.1, 0.1, (self.input_size + 1, self.output_size))

    def forward(self, input_tensor):
        self.memory = np.hstack([input_tensor, np.ones_like(input_tensor[:, :1])])
        return self.memory @ self.weights

    def backward(self, error_tensor):
        self.gradient_weights = self.memory.T @ error_tensor
        below = error_tensor @ self.weights[: self.input_size].T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return below


@dataclass(eq=False)
class ReLU:
    trainable: bool = False
    memory: np.ndarray = None

    def forward(self, input_tensor):
        self.memory = input_tensor
        return np.fmax(input_tensor, 0)

    def backward(self, error_tensor):
        return np.select([self.memory > 0], [error_tensor], 0.0)


@dataclass(eq=False)
class Sigmoid:
    trainable: bool = False
    memory: np.ndarray = None

    def forward(self, input_tensor):
        z = np.exp(-abs(input_tensor))
        self.memory = np.where(input_tensor > 0, 1 / (1 + z), 1 - 1 / (1 + z))
        return self.memory

    def backward(self, error_tensor):
        return error_tensor * self.memory * (1 - self.memory)


@dataclass(eq=False)
class TanH:
    trainable: bool = False
    memory: np.ndarray = None

    def forward(self, input_tensor):
        self.memory = np.tanh(input_tensor)
        return self.memory

    def backward(self, error_tensor):
        return error_tensor * (1 - self.memory**2)


@dataclass(eq=False)
class SoftMax:
    trainable: bool = False
    memory: np.ndarray = None

    def forward(self, input_tensor):
        e = np.exp(input_tensor - input_tensor.max(axis=1)[:, None])
        self.memory = e / e.sum(axis=1)[:, None]
        return self.memory

    def backward(self, error_tensor):
        return self.memory * (error_tensor - (error_tensor * self.memory).sum(axis=1)[:, None])
