"""
Your Variable cannot stand to the right of a plain number, as in 2 - x: write the reflected methods __radd__,
__rsub__, __rmul__ and __rtruediv__, to which Python turns then.

file: graph.py
fails:
  - graph/rule[[]numbers-beside]
  - graph/numbers_on_either_side[[]*
  - graph/gradients_of_intermediate_nodes
  - graph/gradients_belong_to_the_last_backward
  - graph/random_graphs[[]*
  - graph/gradient_of_a_network
"""

del Variable.__radd__, Variable.__rsub__, Variable.__rmul__, Variable.__rtruediv__
