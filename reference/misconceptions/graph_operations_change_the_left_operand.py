"""
Your operations store their result in the left operand: make a new Variable, so that values that exist never
change.

file: graph.py
fails:
  - mnist/none_yet
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
