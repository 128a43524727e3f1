"""
Your operations store their result in the left operand: make a new Variable, so that values that exist never
change.

file: graph.py
fails:
  - graph/rule[[]multiplication]
  - graph/rule[[]division]
  - graph/rule[[]numbers-beside]
  - graph/lecture_product_of_sum_and_square
  - graph/lecture_sigmoid_neuron
  - graph/gradients_add_up
  - graph/backward_twice
  - graph/gradient_of_a_neuron
  - graph/numbers_on_either_side[[]sum]
  - graph/numbers_on_either_side[[]product]
  - graph/numbers_on_either_side[[]quotient]
  - graph/powers[[]cube]
  - graph/powers[[]inverse-square]
  - graph/powers[[]root]
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


def _into_the_left(operation):
    def changed(self, other):
        before = Variable(self.value, self._edges)
        result = operation(before, other)
        self.value, self._edges = result.value, result._edges
        return self

    return changed


Variable.__add__ = _into_the_left(Variable.__add__)
Variable.__sub__ = _into_the_left(Variable.__sub__)
Variable.__mul__ = _into_the_left(Variable.__mul__)
Variable.__truediv__ = _into_the_left(Variable.__truediv__)
