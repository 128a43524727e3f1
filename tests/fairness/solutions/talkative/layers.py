"""Prints at import, in the constructor, in forward and in backward, to stdout, to stderr and by logging."""

import logging
import sys
import time

import numpy as np

logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
log = logging.getLogger(__name__)
started = time.perf_counter()
print("layers.py is imported, NumPy", np.__version__)


class FullyConnected:
    def __init__(self, input_size, output_size):
        print("new FullyConnected", input_size, "->", output_size)
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))

    def forward(self, input_tensor):
        print("forward", input_tensor.shape, input_tensor, file=sys.stderr)
        self.x = np.hstack([input_tensor, np.ones((len(input_tensor), 1))])
        return self.x @ self.weights

    def backward(self, error_tensor):
        log.debug("backward %s, mean error %.3g", error_tensor.shape, error_tensor.mean())
        below = error_tensor @ self.weights[:-1].T
        self.gradient_weights = self.x.T @ error_tensor
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
            print("updated after", time.perf_counter() - started, "s", flush=True)
        return below


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        self.x = input_tensor
        print("ReLU:", np.count_nonzero(input_tensor > 0), "active")
        return np.maximum(input_tensor, 0)

    def backward(self, error_tensor):
        return error_tensor * (self.x > 0)


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        print(end="σ")
        with np.errstate(all="warn"):
            self.y = np.where(
                input_tensor >= 0,
                1 / (1 + np.exp(-input_tensor)),  # warns of an overflow where the other branch is taken
                np.exp(input_tensor) / (1 + np.exp(input_tensor)),
            )
        return self.y

    def backward(self, error_tensor):
        return error_tensor * self.y * (1 - self.y)


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        sys.stdout.write("tanh\n")
        self.y = np.tanh(input_tensor)
        return self.y

    def backward(self, error_tensor):
        return error_tensor * (1 - self.y**2)


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, input_tensor):
        e = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        print("\x1b[31mprobabilities\x1b[0m", self.p)
        return self.p

    def backward(self, error_tensor):
        return self.p * (error_tensor - (self.p * error_tensor).sum(axis=1, keepdims=True))


if __name__ == "__main__":
    import matplotlib.pyplot as plt

    plt.plot(TanH().forward(np.linspace(-3, 3)[None])[0])
    plt.show()
