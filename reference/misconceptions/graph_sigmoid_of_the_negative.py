"""
Your sigmoid computes 1 / (1 + e^x), which falls: the exponent is -x, 1 / (1 + e^-x).

file: graph.py
fails:
  - graph/lecture_sigmoid_neuron
  - graph/exp_and_sigmoid
  - graph/sigmoid_of_large_numbers
  - graph/random_graphs[[]*
"""


class Variable(Variable):
    """The mistake."""

    def sigmoid(self):
        s = Variable(-self.value)
        s = super(Variable, s).sigmoid().value
        return Variable(s, ((self, -s * (1.0 - s)),))
