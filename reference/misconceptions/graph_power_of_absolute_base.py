"""
Your power takes the absolute value of its base, so that (-2)**3 gives 8: raise the value itself, which works for
negative bases with whole exponents.

file: graph.py
fails:
  - graph/powers[[]cube]
  - graph/powers[[]inverse-square]
  - graph/gradient_descent_in_one_dimension
also:
  graph/gradient_of_a_neuron: the sign of its error is drawn
"""


class Variable(Variable):
    """The mistake."""

    def __pow__(self, exponent):
        value = abs(self.value)
        return Variable(value**exponent, ((self, exponent * value ** (exponent - 1)),))
