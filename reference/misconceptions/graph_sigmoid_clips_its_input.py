"""
Your sigmoid clips its argument to a range, so that it is wrong beyond: use e^x / (1 + e^x) for a negative x,
which never overflows and needs no clipping.

file: graph.py
fails:
  - graph/sigmoid_of_large_numbers
"""


class Variable(Variable):
    """The mistake."""

    def sigmoid(self):
        s = 1.0 / (1.0 + math.exp(-max(-20.0, min(20.0, self.value))))
        return Variable(s, ((self, s * (1.0 - s)),))
