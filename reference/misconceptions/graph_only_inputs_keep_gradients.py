"""
Your backward leaves intermediate results without their gradients: every variable that the result was computed
from keeps its own, not only the inputs.

file: graph.py
fails:
  - graph/gradients_of_intermediate_nodes
  - graph/gradients_belong_to_the_last_backward
"""


class Variable(Variable):
    """The mistake."""

    def backward(self):
        super().backward()
        seen, stack = {self}, [self]
        while stack:
            node = stack.pop()
            for operand, _ in node._edges:
                if operand not in seen:
                    seen.add(operand)
                    stack.append(operand)
        for node in seen - {self}:
            if node._edges:
                node.gradient = 0.0
