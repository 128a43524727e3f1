"""
Your subtraction gives both operands the slope 1: the derivative of x - y with respect to y is -1.

file: graph.py
fails:
  - graph/rule[[]subtraction]
  - graph/rule[[]minus]
  - graph/rule[[]numbers-beside]
  - graph/gradient_of_a_neuron
  - graph/numbers_on_either_side[[]difference]
  - graph/gradients_of_intermediate_nodes
  - graph/paths_of_different_length
  - graph/operations_change_no_operand
  - graph/random_graphs[[]*
  - graph/gradient_of_a_network
"""


class Variable(Variable):
    """The mistake."""

    def __sub__(self, other):
        other = _as_variable(other)
        return Variable(self.value - other.value, ((self, 1.0), (other, 1.0)))
