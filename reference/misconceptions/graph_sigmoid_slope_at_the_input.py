"""
Your sigmoid has the slope x (1 - x), taken at its input: s in s (1 - s) is its output.

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def sigmoid(self):
        return Variable(super().sigmoid().value, ((self, self.value * (1.0 - self.value)),))
