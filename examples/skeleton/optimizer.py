"""Optimizers: how a gradient moves the weights. They know neither layers nor losses."""


class Sgd:
    """Stochastic gradient descent: step against the gradient, the same rate for every weight."""

    def __init__(self, learning_rate):
        """
        Keep the rate.

        Args:
            learning_rate: Length of a step per unit of gradient; a number, int or float.
        """
        raise NotImplementedError("Sgd.__init__")

    def calculate_update(self, weight_tensor, gradient_tensor):
        """
        Return ``weight_tensor - learning_rate * gradient_tensor``, the weights after one step.

        The result is new and both arguments stay as they were: ``-=`` on an array would change the caller's.

        Args:
            weight_tensor: Array of any shape, or a number; not changed.
            gradient_tensor: Of the same shape; not changed.

        Returns:
            Of the same shape.
        """
        raise NotImplementedError("Sgd.calculate_update")
