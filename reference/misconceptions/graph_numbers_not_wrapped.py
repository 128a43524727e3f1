"""
Your operations fail when the other operand is a plain number: turn it into a Variable first, unless it is one
already.

file: graph.py
fails:
  - graph/rule[[]numbers-beside]
  - graph/gradient_descent_in_one_dimension
  - graph/numbers_on_either_side[[]*
  - graph/gradients_of_intermediate_nodes
  - graph/chain_of_twenty_thousand
  - graph/gradients_belong_to_the_last_backward
  - graph/operations_change_no_operand
  - graph/random_graphs[[]*
  - graph/gradient_of_a_network
"""


def _as_variable(operand):
    return operand
