"""
Your Variable cannot stand to the right of a plain number, as in 2 - x: write the reflected methods __radd__,
__rsub__, __rmul__ and __rtruediv__, to which Python turns then.

file: graph.py
fails:
  - mnist/none_yet
"""

del Variable.__radd__, Variable.__rsub__, Variable.__rmul__, Variable.__rtruediv__
