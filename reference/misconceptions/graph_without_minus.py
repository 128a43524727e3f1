"""
Your Variable has no unary minus, as in -x: write __neg__, whose slope is -1.

file: graph.py
fails:
  - graph/rule[[]minus]
  - graph/random_graphs[[]*
"""

del Variable.__neg__
