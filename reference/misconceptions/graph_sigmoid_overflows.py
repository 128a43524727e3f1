"""
Your sigmoid computes math.exp(-x), which raises OverflowError for a large negative x: use e^x / (1 + e^x)
there, with exp(-|x|) in both cases.

file: graph.py
fails:
  - graph/sigmoid_of_large_numbers
"""


class Variable(Variable):
    """The mistake."""

    def sigmoid(self):
        s = 1.0 / (1.0 + math.exp(-self.value))
        return Variable(s, ((self, s * (1.0 - s)),))
