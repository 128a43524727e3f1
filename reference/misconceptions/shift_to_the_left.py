"""
Your shift moves the image to the left for positive dx: a positive dx moves it to the right, to larger column
numbers.

file: data.py
fails:
  - mnist/none_yet
"""

_shift = shift


def shift(images, dx, dy):
    return _shift(images, -dx, dy)
