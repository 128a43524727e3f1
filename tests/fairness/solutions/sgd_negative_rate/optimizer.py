"""Keeps minus the rate, checks it in a property, and has methods beyond what is asked."""

from numbers import Number


class Sgd:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    @property
    def learning_rate(self):
        return -self._step

    @learning_rate.setter
    def learning_rate(self, value):
        if not isinstance(value, Number) or isinstance(value, bool):
            raise TypeError("the learning rate is a number")
        self._step = -value

    def calculate_update(self, weight_tensor, gradient_tensor):
        return self._step * gradient_tensor + weight_tensor

    def copy(self):
        return type(self)(self.learning_rate)

    def halve(self):
        self.learning_rate /= 2

    def __eq__(self, other):
        return isinstance(other, Sgd) and other.learning_rate == self.learning_rate

    def __hash__(self):
        return hash(self.learning_rate)

    def __call__(self, weight_tensor, gradient_tensor):
        return self.calculate_update(weight_tensor, gradient_tensor)

    def __repr__(self):
        return f"Sgd({self.learning_rate})"
