"""
Your sigmoid has the slope x (1 - x), taken at its input: s in s (1 - s) is its output.

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
        return Variable(super().sigmoid().value, ((self, self.value * (1.0 - self.value)),))
