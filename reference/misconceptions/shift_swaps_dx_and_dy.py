"""
Your shift moves rows by dx and columns by dy: dx counts columns, the last axis, and dy counts rows, the axis
before it.

file: data.py
fails:
  - mnist/none_yet
"""

_shift = shift


def shift(images, dx, dy):
    return _shift(images, dy, dx)
