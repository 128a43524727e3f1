"""
Your operations fail when the other operand is a whole number such as 2, because only floats are turned into a
Variable: turn everything into one that is not a Variable yet.

file: graph.py
fails:
  - graph/rule[[]numbers-beside]
  - graph/numbers_on_either_side[[]*
  - graph/gradients_of_intermediate_nodes
  - graph/gradients_belong_to_the_last_backward
  - graph/operations_change_no_operand
  - graph/gradient_of_a_network
"""


def _as_variable(operand):
    return Variable(operand) if isinstance(operand, float) else operand
