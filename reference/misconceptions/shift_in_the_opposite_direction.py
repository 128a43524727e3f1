"""
Your shift moves the image the wrong way in both directions: positive dx moves it to the right and positive dy
down, so result[i, r, c] = images[i, r - dy, c - dx].

file: data.py
fails:
  - mnist/none_yet
"""

_shift = shift


def shift(images, dx, dy):
    return _shift(images, -dx, -dy)
