"""
Your multiplication gives each operand its own value as its slope: the derivative of x y with respect to x is
y, and with respect to y it is x.

file: graph.py
fails:
  - graph/rule[[]multiplication]
  - graph/rule[[]numbers-beside]
  - graph/lecture_product_of_sum_and_square
  - graph/lecture_sigmoid_neuron
  - graph/gradients_add_up
  - graph/backward_twice
  - graph/gradient_of_a_neuron
  - graph/numbers_on_either_side[[]*
  - graph/powers[[]*
  - graph/exp_and_sigmoid
  - graph/gradients_of_intermediate_nodes
  - graph/paths_of_different_length
  - graph/chain_of_twenty_thousand
  - graph/fan_out_of_two_hundred
  - graph/gradients_belong_to_the_last_backward
  - graph/two_graphs_share_nothing
  - graph/operations_change_no_operand
  - graph/random_graphs[[]*
  - graph/gradient_of_a_network
"""


class Variable(Variable):
    """The mistake."""

    def __mul__(self, other):
        other = _as_variable(other)
        return Variable(self.value * other.value, ((self, self.value), (other, other.value)))
