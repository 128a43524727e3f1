"""
Your Sgd keeps its rate in the class or in a global variable, so that the latest Sgd sets the rate of all:
keep it in self.

file: optimizer.py
fails:
  - optimizer/sgd_has_no_memory
"""


class Sgd(Sgd):
    """The mistake."""

    def __init__(self, learning_rate):
        type(self).learning_rate = learning_rate
