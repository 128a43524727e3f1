"""The fully connected layer."""

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
        raise NotImplementedError("FullyConnected.__init__")

    def forward(self, input_tensor):
        """Return ``[1, X] W^T`` for ``X`` of shape ``(batch, input_size)``."""
        raise NotImplementedError("FullyConnected.forward")

    def backward(self, error_tensor):
        """
        Return the error for the layer below, then let the optimizer, if there is one, update the weights.

        ``gradient_weights = E^T [1, X]``, summed over the batch; the result is ``E W'``, ``W'`` being the weights
        from before the update, without the first column.
        """
        raise NotImplementedError("FullyConnected.backward")
