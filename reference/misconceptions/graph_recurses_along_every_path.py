"""
Your backward calls itself along every path, which takes too long where results are used twice and is too deep
in a long chain: sort the nodes with a list instead of recursion and visit each once.

file: graph.py
fails:
  - graph/diamond_of_sixty_stages
  - graph/chain_of_twenty_thousand
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
        self._pass_on(1.0)

    def _pass_on(self, gradient):
        self.gradient += gradient
        for operand, slope in self._edges:
            operand._pass_on(slope * gradient)
