"""
Your backward gives a gradient only to the operands of the last operation: go on from node to node, down to
the inputs.

file: graph.py
fails:
  - graph/rule[[]power]
  - graph/rule[[]minus]
  - graph/rule[[]numbers-beside]
  - graph/lecture_product_of_sum_and_square
  - graph/lecture_sigmoid_neuron
  - graph/gradients_add_up
  - graph/backward_twice
  - graph/gradient_descent_in_one_dimension
  - graph/gradient_of_a_neuron
  - graph/numbers_on_either_side[[]*
  - graph/powers[[]cube]
  - graph/powers[[]inverse-square]
  - graph/powers[[]root]
  - graph/exp_and_sigmoid
  - graph/gradients_of_intermediate_nodes
  - graph/paths_of_different_length
  - graph/diamond_of_sixty_stages
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

    def backward(self):
        for operand, _ in self._edges:
            operand.gradient = 0.0
        self.gradient = 1.0
        for operand, slope in self._edges:
            operand.gradient += slope
