"""
Your exp and sigmoid do not pass any gradient on, as if their results were inputs: store self as the operand,
with its slope.

file: graph.py
fails:
  - mnist/none_yet
"""


class Variable(Variable):
    """The mistake."""

    def exp(self):
        return Variable(super().exp().value)

    def sigmoid(self):
        return Variable(super().sigmoid().value)
