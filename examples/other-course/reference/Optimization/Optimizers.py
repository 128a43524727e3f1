"""Optimizers."""


class Sgd:
    """Stochastic gradient descent."""

    def __init__(self, learning_rate):
        """Keep the rate."""
        # BEGIN SOLUTION
        self.learning_rate = learning_rate
        # END SOLUTION

    def calculate_update(self, weight_tensor, gradient_tensor):
        """Return ``weight_tensor - learning_rate * gradient_tensor``; neither argument is changed."""
        # BEGIN SOLUTION
        return weight_tensor - self.learning_rate * gradient_tensor
        # END SOLUTION
