"""Refuses what does not fit with a ValueError of its own, and draws weights from a generator made at import."""

import numpy as np

_GENERATOR = np.random.default_rng()


def _require(array, columns):
    if array.ndim != 2 or (columns is not None and array.shape[1] != columns):
        raise ValueError(f"expected {columns or 'some'} columns, got an array of shape {array.shape}")
    return array


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.sizes = input_size, output_size
        self.weights = _GENERATOR.uniform(-0.1, 0.1, (input_size + 1, output_size))
        self.optimizer = None
        self.gradient_weights = np.full_like(self.weights, 0.0)

    def forward(self, input_tensor):
        _require(input_tensor, self.sizes[0])
        self._extended = np.pad(input_tensor, [(0, 0), (0, 1)], constant_values=1)
        return np.dot(self._extended, self.weights)

    def backward(self, error_tensor):
        _require(error_tensor, self.sizes[1])
        self.gradient_weights = np.dot(self._extended.T, error_tensor)
        below = np.dot(error_tensor, self.weights[: self.sizes[0]].T)
        if self.optimizer is not None:
            updated = self.optimizer.calculate_update(self.weights, self.gradient_weights)
            if updated.shape != self.weights.shape:
                raise ValueError(f"the optimizer returned the shape {updated.shape}")
            self.weights = updated
        return below


class _Activation:
    def __init__(self):
        self.trainable = False
        self._kept = None

    def backward(self, error_tensor):
        if self._kept is None:
            raise RuntimeError("backward before forward")
        if error_tensor.shape != self._kept.shape:
            raise ValueError(f"expected the shape {self._kept.shape}, got {error_tensor.shape}")
        return self._pull(error_tensor)


class ReLU(_Activation):
    def forward(self, input_tensor):
        self._kept = np.array(_require(input_tensor, None))
        return np.maximum(self._kept, 0)

    def _pull(self, error_tensor):
        return np.where(self._kept <= 0, 0.0, error_tensor)


class Sigmoid(_Activation):
    def forward(self, input_tensor):
        small = np.exp(-np.abs(_require(input_tensor, None)))
        self._kept = np.where(input_tensor < 0, small / (1 + small), 1 / (1 + small))
        return np.array(self._kept)

    def _pull(self, error_tensor):
        return self._kept * (1 - self._kept) * error_tensor


class TanH(_Activation):
    def forward(self, input_tensor):
        self._kept = np.tanh(_require(input_tensor, None))
        return np.array(self._kept)

    def _pull(self, error_tensor):
        return (1 - self._kept**2) * error_tensor


class SoftMax(_Activation):
    def forward(self, input_tensor):
        shifted = _require(input_tensor, None) - np.max(input_tensor, axis=1, keepdims=True)
        self._kept = np.exp(shifted) / np.sum(np.exp(shifted), axis=1, keepdims=True)
        return np.array(self._kept)

    def _pull(self, error_tensor):
        inner = np.sum(self._kept * error_tensor, axis=1, keepdims=True)
        return self._kept * (error_tensor - inner)
