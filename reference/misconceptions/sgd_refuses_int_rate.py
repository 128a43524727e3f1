"""
Your Sgd refuses a learning rate that is an int: a rate is any number, so drop the check of its type.

file: optimizer.py
fails:
  - optimizer/sgd_of_numbers[[]int rate]
"""


class Sgd(Sgd):
    """The mistake."""

    def __init__(self, learning_rate):
        if not isinstance(learning_rate, float):
            raise TypeError("learning_rate must be a float")
        self.learning_rate = learning_rate
