"""Abstract base classes and half of the solution lie in a package of the student's, which has no __init__.py."""

import numpy as np

from nn.dense import FullyConnected  # noqa: F401
from nn.interfaces import Frozen


class ReLU(Frozen):
    def forward(self, input_tensor):
        self._dead = input_tensor <= 0
        out = input_tensor.copy()
        out[self._dead] = 0
        return out

    def backward(self, error_tensor):
        below = error_tensor.copy()
        below[self._dead] = 0
        return below


class Sigmoid(Frozen):
    def forward(self, input_tensor):
        out = np.empty_like(input_tensor)
        positive = input_tensor >= 0
        out[positive] = 1 / (1 + np.exp(-input_tensor[positive]))
        small = np.exp(input_tensor[~positive])
        out[~positive] = small / (1 + small)
        self._out = out
        return out

    def backward(self, error_tensor):
        return error_tensor * self._out * (1.0 - self._out)


class TanH(Frozen):
    def forward(self, input_tensor):
        z = np.expm1(-2 * np.abs(input_tensor))
        self._out = -np.sign(input_tensor) * z / (z + 2)
        return self._out

    def backward(self, error_tensor):
        return error_tensor * (1.0 - self._out**2)


class SoftMax(Frozen):
    def forward(self, input_tensor):
        shifted = input_tensor - input_tensor.max(axis=1, keepdims=True)
        self._log = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return np.exp(self._log)

    def backward(self, error_tensor):
        p = np.exp(self._log)
        return p * error_tensor - p * np.sum(p * error_tensor, axis=1, keepdims=True)
