"""
Your sigmoid has its own value s as its slope: the derivative is s (1 - s).

file: graph.py
fails:
  - graph/lecture_sigmoid_neuron
  - graph/gradient_of_a_neuron
  - graph/exp_and_sigmoid
  - graph/sigmoid_of_large_numbers
  - graph/random_graphs[[]*
  - graph/gradient_of_a_network
"""


class Variable(Variable):
    """The mistake."""

    def sigmoid(self):
        s = super().sigmoid().value
        return Variable(s, ((self, s),))
