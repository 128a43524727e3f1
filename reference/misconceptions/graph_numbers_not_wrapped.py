"""
Your operations fail when the other operand is a plain number: turn it into a Variable first, unless it is one
already.

file: graph.py
fails:
  - mnist/none_yet
"""


def _as_variable(operand):
    return operand
