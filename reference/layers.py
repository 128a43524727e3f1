"""
Layers of a neural network: one fully connected layer, three activations and SoftMax.

Batch first: inputs are ``(batch, features)``, float64. No method writes into its arguments.
"""

# BEGIN PROMPT
import numpy as np

# END PROMPT


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
        # BEGIN SOLUTION
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))
        self.gradient_weights = None
        # END SOLUTION

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
        # BEGIN SOLUTION
        ones = np.ones((input_tensor.shape[0], 1))
        self._extended_input = np.hstack([input_tensor, ones])
        return self._extended_input @ self.weights
        # END SOLUTION

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
        # BEGIN SOLUTION
        self.gradient_weights = self._extended_input.T @ error_tensor
        error_below = error_tensor @ self.weights[:-1].T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return error_below
        # END SOLUTION


class ReLU:
    """
    Cut off what is negative, entry by entry: ``y = max(0, x)``.

    Attributes:
        trainable: False, there are no weights.
    """

    def __init__(self):
        """Set `trainable`."""
        # BEGIN SOLUTION
        self.trainable = False
        # END SOLUTION

    def forward(self, input_tensor):
        """
        Return ``max(0, x)`` for each entry.

        Args:
            input_tensor: Shape ``(batch, features)``; not changed, it may be a part of the data set.

        Returns:
            A new array of the same shape.
        """
        # BEGIN SOLUTION
        self._is_active = input_tensor > 0
        return np.maximum(input_tensor, 0.0)
        # END SOLUTION

    def backward(self, error_tensor):
        """
        Return the error where the input of the latest `forward` was positive, else 0 (also at ``x = 0``).

        Args:
            error_tensor: Shape ``(batch, features)``; not changed.

        Returns:
            A new array of the same shape.
        """
        # BEGIN SOLUTION
        return np.where(self._is_active, error_tensor, 0.0)
        # END SOLUTION


class Sigmoid:
    """
    Squash into (0, 1), entry by entry: ``y = 1 / (1 + exp(-x))``.

    Attributes:
        trainable: False, there are no weights.
    """

    def __init__(self):
        """Set `trainable`."""
        # BEGIN SOLUTION
        self.trainable = False
        # END SOLUTION

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
        # BEGIN SOLUTION
        decay = np.exp(-np.abs(input_tensor))
        self._output = np.where(input_tensor >= 0, 1.0, decay) / (1.0 + decay)
        return self._output
        # END SOLUTION

    def backward(self, error_tensor):
        """
        Return ``e y (1 - y)`` for each entry, ``y`` being the output of the latest `forward`.

        Args:
            error_tensor: Shape ``(batch, features)``; not changed.

        Returns:
            Shape ``(batch, features)``.
        """
        # BEGIN SOLUTION
        return error_tensor * self._output * (1.0 - self._output)
        # END SOLUTION


class TanH:
    """
    Squash into (-1, 1), entry by entry: ``y = tanh(x)``.

    Attributes:
        trainable: False, there are no weights.
    """

    def __init__(self):
        """Set `trainable`."""
        # BEGIN SOLUTION
        self.trainable = False
        # END SOLUTION

    def forward(self, input_tensor):
        """
        Return the hyperbolic tangent of each entry, right and finite for inputs up to ±1000 as well.

        Args:
            input_tensor: Shape ``(batch, features)``; not changed.

        Returns:
            Shape ``(batch, features)``.
        """
        # BEGIN SOLUTION
        self._output = np.tanh(input_tensor)
        return self._output
        # END SOLUTION

    def backward(self, error_tensor):
        """
        Return ``e (1 - y^2)`` for each entry, ``y`` being the output of the latest `forward`.

        Args:
            error_tensor: Shape ``(batch, features)``; not changed.

        Returns:
            Shape ``(batch, features)``.
        """
        # BEGIN SOLUTION
        return error_tensor * (1.0 - self._output**2)
        # END SOLUTION


class SoftMax:
    """
    Turn each row into probabilities: positive entries whose sum is 1.

    Attributes:
        trainable: False, there are no weights.
    """

    def __init__(self):
        """Set `trainable`."""
        # BEGIN SOLUTION
        self.trainable = False
        # END SOLUTION

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
        # BEGIN SOLUTION
        exponentials = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self._probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
        return self._probabilities
        # END SOLUTION

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
        # BEGIN SOLUTION
        mean_error = (error_tensor * self._probabilities).sum(axis=1, keepdims=True)
        return self._probabilities * (error_tensor - mean_error)
        # END SOLUTION
