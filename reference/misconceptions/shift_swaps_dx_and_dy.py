"""
Your shift moves rows by dx and columns by dy: dx counts columns, the last axis, and dy counts rows, the axis
before it.

file: data.py
fails:
  - data/shift_example[[]*
  - data/shift[[]left-down]
  - data/shift[[]right-up]
  - data/shift_leaves_the_images_alone
"""

_shift = shift


def shift(images, dx, dy):
    return _shift(images, dy, dx)
