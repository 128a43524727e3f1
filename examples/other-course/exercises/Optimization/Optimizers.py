"""Optimizers."""


class Sgd:
    """Stochastic gradient descent."""

    def __init__(self, learning_rate):
        """Keep the rate."""
        raise NotImplementedError("Sgd.__init__")

    def calculate_update(self, weight_tensor, gradient_tensor):
        """Return ``weight_tensor - learning_rate * gradient_tensor``; neither argument is changed."""
        raise NotImplementedError("Sgd.calculate_update")
