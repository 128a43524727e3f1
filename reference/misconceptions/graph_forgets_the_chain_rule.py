"""
Your backward adds up slopes without multiplying them along the way: an operand gets the gradient of the node
computed from it times the slope.

file: graph.py
fails:
  - graph/rule[[]minus]
  - graph/rule[[]numbers-beside]
  - graph/lecture_product_of_sum_and_square
  - graph/lecture_sigmoid_neuron
  - graph/gradients_add_up
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
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, operands_are_done = stack.pop()
            if operands_are_done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack += [(operand, False) for operand, _ in node._edges]
        for node in order:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.gradient += slope
