"""
Layers of a neural network: one fully connected layer, three activations and SoftMax.

Batch first: inputs are ``(batch, features)``, float64. No method writes into its arguments.
"""

import numpy as np


class FullyConnected:
    """
    Connect every input with every output: ``forward(X) = [X, 1] W``.

    The biases are the last row of ``W``; a column of ones, appended to the input, multiplies them, so
    that weights and biases are learnt by one formula.

    Attributes:
        weights: Shape ``(input_size + 1, output_size)``, the biases in the last row. Settable.
        gradient_weights: Derivative of the loss with respect to `weights`, of the same shape; set by each
            `backward`, with an optimizer or without.
        optimizer: None at first: then `backward` leaves the weights alone. Can be set to anything with
            ``calculate_update(weights, gradient_weights)`` that returns the new weights.
        trainable: True.
    """

    def __init__(self, input_size, output_size):
        """
        Draw all weights, the biases too, from the uniform distribution on [-0.1, 0.1].

        Args:
            input_size: Number of features of an input row.
            output_size: Number of neurons, the number of features of an output row.
        """
        raise NotImplementedError("FullyConnected.__init__")

    def forward(self, input_tensor):
        """
        Return ``[X, 1] W`` and keep what `backward` needs.

        Args:
            input_tensor: ``X``, shape ``(batch, input_size)``; not changed.

        Returns:
            Shape ``(batch, output_size)``.

        Raises:
            ValueError: ``X`` has not `input_size` columns (NumPy's own error will do).
        """
        raise NotImplementedError("FullyConnected.forward")

    def backward(self, error_tensor):
        """
        Return the error for the layer below, then let the optimizer, if there is one, update the weights.

        With ``E`` the error, ``gradient_weights = [X, 1]^T E`` (summed over the batch, not averaged) and the
        result is ``E W'^T``, where ``W'`` is ``W`` without its last row: no input feeds the biases. The
        result is computed with the weights from before the update, those that the forward pass used.

        If `optimizer` is set, ``optimizer.calculate_update(weights, gradient_weights)`` is called exactly
        once, and what it returns becomes `weights`. Nothing is written into the array that was there before.

        Args:
            error_tensor: ``E``, the derivative of the loss with respect to the output of the latest
                `forward`, shape ``(batch, output_size)``; not changed.

        Returns:
            Derivative of the loss with respect to the input, shape ``(batch, input_size)``.
        """
        raise NotImplementedError("FullyConnected.backward")


class ReLU:
    """
    Cut off what is negative, entry by entry: ``y = max(0, x)``.

    Attributes:
        trainable: False, there are no weights.
    """

    def __init__(self):
        """Set `trainable`."""
        raise NotImplementedError("ReLU.__init__")

    def forward(self, input_tensor):
        """
        Return ``max(0, x)`` for each entry.

        Args:
            input_tensor: Shape ``(batch, features)``; not changed, it may be a part of the data set.

        Returns:
            A new array of the same shape.
        """
        raise NotImplementedError("ReLU.forward")

    def backward(self, error_tensor):
        """
        Return the error where the input of the latest `forward` was positive, else 0 (also at ``x = 0``).

        Args:
            error_tensor: Shape ``(batch, features)``; not changed.

        Returns:
            A new array of the same shape.
        """
        raise NotImplementedError("ReLU.backward")


class Sigmoid:
    """
    Squash into (0, 1), entry by entry: ``y = 1 / (1 + exp(-x))``.

    Attributes:
        trainable: False, there are no weights.
    """

    def __init__(self):
        """Set `trainable`."""
        raise NotImplementedError("Sigmoid.__init__")

    def forward(self, input_tensor):
        """
        Return ``1 / (1 + exp(-x))`` for each entry, right and finite for inputs up to ±1000 as well.

        ``exp`` of a large number overflows; ``exp(-|x|)`` never does, and for negative ``x`` the formula is
        the same as ``exp(x) / (1 + exp(x))``.

        Args:
            input_tensor: Shape ``(batch, features)``; not changed.

        Returns:
            Shape ``(batch, features)``.
        """
        raise NotImplementedError("Sigmoid.forward")

    def backward(self, error_tensor):
        """
        Return ``e y (1 - y)`` for each entry, ``y`` being the output of the latest `forward`.

        Args:
            error_tensor: Shape ``(batch, features)``; not changed.

        Returns:
            Shape ``(batch, features)``.
        """
        raise NotImplementedError("Sigmoid.backward")


class TanH:
    """
    Squash into (-1, 1), entry by entry: ``y = tanh(x)``.

    Attributes:
        trainable: False, there are no weights.
    """

    def __init__(self):
        """Set `trainable`."""
        raise NotImplementedError("TanH.__init__")

    def forward(self, input_tensor):
        """
        Return the hyperbolic tangent of each entry, right and finite for inputs up to ±1000 as well.

        Args:
            input_tensor: Shape ``(batch, features)``; not changed.

        Returns:
            Shape ``(batch, features)``.
        """
        raise NotImplementedError("TanH.forward")

    def backward(self, error_tensor):
        """
        Return ``e (1 - y^2)`` for each entry, ``y`` being the output of the latest `forward`.

        Args:
            error_tensor: Shape ``(batch, features)``; not changed.

        Returns:
            Shape ``(batch, features)``.
        """
        raise NotImplementedError("TanH.backward")


class SoftMax:
    """
    Turn each row into probabilities: positive entries whose sum is 1.

    Attributes:
        trainable: False, there are no weights.
    """

    def __init__(self):
        """Set `trainable`."""
        raise NotImplementedError("SoftMax.__init__")

    def forward(self, input_tensor):
        """
        Return ``p_j = exp(x_j - m) / sum_k exp(x_k - m)`` for each row, ``m`` being the maximum of that row.

        The shift by ``m`` leaves the quotient as it is and keeps the exponential from overflowing. Each row
        needs its own: after a shift by the maximum of the whole batch a row far below it would be 0/0.

        Args:
            input_tensor: Shape ``(batch, classes)``; not changed.

        Returns:
            Shape ``(batch, classes)``, each row of sum 1.
        """
        raise NotImplementedError("SoftMax.forward")

    def backward(self, error_tensor):
        """
        Return ``dx_j = p_j (e_j - sum_k e_k p_k)`` for each row.

        ``p`` is the output of the latest `forward`. Every probability depends on every input of its row,
        hence the sum; rows do not depend on each other.

        Args:
            error_tensor: Shape ``(batch, classes)``; not changed.

        Returns:
            Shape ``(batch, classes)``.
        """
        raise NotImplementedError("SoftMax.backward")
