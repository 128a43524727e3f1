"""
Your addition gives the gradient to its left operand only: both operands of x + y have slope 1.

file: graph.py
fails:
  - graph/rule[[]addition]
  - graph/rule[[]power]
  - graph/rule[[]numbers-beside]
  - graph/lecture_product_of_sum_and_square
  - graph/lecture_sigmoid_neuron
  - graph/gradients_add_up
  - graph/backward_twice
  - graph/gradient_of_a_neuron
  - graph/exp_and_sigmoid
  - graph/gradients_of_intermediate_nodes
  - graph/paths_of_different_length
  - graph/diamond_of_sixty_stages
  - graph/fan_out_of_two_hundred
  - graph/gradients_belong_to_the_last_backward
  - graph/random_graphs[[]*
  - graph/gradient_of_a_network
"""


class Variable(Variable):
    """The mistake."""

    def __add__(self, other):
        other = _as_variable(other)
        return Variable(self.value + other.value, ((self, 1.0),))
