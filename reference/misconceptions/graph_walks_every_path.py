"""
Your backward walks along every path, of which there are twice as many with each x = x + x: visit every node
once, when the gradients of all nodes computed from it are complete.

file: graph.py
fails:
  - graph/diamond_of_sixty_stages
"""


class Variable(Variable):
    """The mistake."""

    def backward(self):
        nodes, stack = {self}, [self]
        while stack:
            for operand, _ in stack.pop()._edges:
                if operand not in nodes:
                    nodes.add(operand)
                    stack.append(operand)
        for node in nodes:
            node.gradient = 0.0
        paths = [(self, 1.0)]
        while paths:
            node, product = paths.pop()
            node.gradient += product
            paths += [(operand, slope * product) for operand, slope in node._edges]
