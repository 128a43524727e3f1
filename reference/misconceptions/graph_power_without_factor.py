"""
Your power has the slope x^(n - 1): multiply it by the exponent, n * x ** (n - 1).

file: graph.py
fails:
  - graph/rule[[]power]
  - graph/lecture_product_of_sum_and_square
  - graph/gradient_descent_in_one_dimension
  - graph/gradient_of_a_neuron
  - graph/powers[[]*
  - graph/gradients_of_intermediate_nodes
  - graph/operations_change_no_operand
  - graph/random_graphs[[]*
  - graph/gradient_of_a_network
"""


class Variable(Variable):
    """The mistake."""

    def __pow__(self, exponent):
        return Variable(self.value**exponent, ((self, self.value ** (exponent - 1)),))
