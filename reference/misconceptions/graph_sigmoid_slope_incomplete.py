"""
Your sigmoid has its own value s as its slope: the derivative is s (1 - s).

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def sigmoid(self):
        s = super().sigmoid().value
        return Variable(s, ((self, s),))
