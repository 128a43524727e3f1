"""The fully connected layer."""

import numpy as np

from .Base import BaseLayer


class FullyConnected(BaseLayer):
    """
    Connect every input with every output: ``forward(X) = [1, X] W^T``.

    Attributes:
        weights: Shape ``(output_size, input_size + 1)``, the biases in the first column.
        gradient_weights: Derivative of the loss with respect to `weights`, of the same shape.
        optimizer: None, or something with ``calculate_update(weights, gradient_weights)``.
    """

    trainable = True

    def __init__(self, input_size, output_size):
        """Draw all weights, the biases too, uniformly from [0, 1]."""
        # BEGIN SOLUTION
        self.weights = np.random.uniform(0, 1, (output_size, input_size + 1))
        self.gradient_weights = None
        self.optimizer = None
        # END SOLUTION

    def forward(self, input_tensor):
        """Return ``[1, X] W^T`` for ``X`` of shape ``(batch, input_size)``."""
        # BEGIN SOLUTION
        self._extended = np.hstack([np.ones((len(input_tensor), 1)), input_tensor])
        return self._extended @ self.weights.T
        # END SOLUTION

    def backward(self, error_tensor):
        """
        Return the error for the layer below, then let the optimizer, if there is one, update the weights.

        ``gradient_weights = E^T [1, X]``, summed over the batch; the result is ``E W'``, ``W'`` being the weights
        from before the update, without the first column.
        """
        # BEGIN SOLUTION
        self.gradient_weights = error_tensor.T @ self._extended
        error_below = error_tensor @ self.weights[:, 1:]
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
        # END SOLUTION
