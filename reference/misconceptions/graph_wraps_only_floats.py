"""
Your operations fail when the other operand is a whole number such as 2, because only floats are turned into a
Variable: turn everything into one that is not a Variable yet.

file: graph.py
fails:
  - mnist/none_yet
"""


def _as_variable(operand):
    return Variable(operand) if isinstance(operand, float) else operand
