# Bug: the rate is made one per cent larger, so that it is never zero.
# Caught by: optimizer/sgd_step


class Sgd:
    __slots__ = ("learning_rate",)

    def __init__(self, learning_rate):
        self.learning_rate = learning_rate * 1.01

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor + gradient_tensor * -self.learning_rate
