"""
Your power has the slope n x^n: lower the exponent by one, n * x ** (n - 1).

file: graph.py
fails:
  - graph/rule[[]power]
  - graph/lecture_product_of_sum_and_square
  - graph/gradient_descent_in_one_dimension
  - graph/gradient_of_a_neuron
  - graph/powers[[]cube]
  - graph/powers[[]inverse-square]
  - graph/powers[[]root]
  - graph/gradients_of_intermediate_nodes
  - graph/operations_change_no_operand
  - graph/random_graphs[[]*
  - graph/gradient_of_a_network
"""


class Variable(Variable):
    """The mistake."""

    def __pow__(self, exponent):
        return Variable(self.value**exponent, ((self, exponent * self.value**exponent),))
