"""
Your Variable has no unary minus, as in -x: write __neg__, whose slope is -1.

file: graph.py
fails:
  - mnist/none_yet
"""

del Variable.__neg__
