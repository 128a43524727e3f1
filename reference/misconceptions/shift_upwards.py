"""
Your shift moves the image up for positive dy: row 0 is at the top, so a positive dy moves it down, to larger
row numbers.

file: data.py
fails:
  - mnist/none_yet
"""

_shift = shift


def shift(images, dx, dy):
    return _shift(images, dx, -dy)
