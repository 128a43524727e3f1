"""
Your shift moves the image to the left for positive dx: a positive dx moves it to the right, to larger column
numbers.

file: data.py
fails:
  - data/shift_example[[]*
  - data/shift[[]*
  - data/shift_leaves_the_images_alone
  - data/float64_stays_float64[[]shift]
"""

_shift = shift


def shift(images, dx, dy):
    return _shift(images, -dx, dy)
