"""
Your shift moves the image up for positive dy: row 0 is at the top, so a positive dy moves it down, to larger
row numbers.

file: data.py
fails:
  - data/shift_example[[]left-and-down]
  - data/shift[[]*
  - data/shift_leaves_the_images_alone
  - data/float64_stays_float64[[]shift]
"""

_shift = shift


def shift(images, dx, dy):
    return _shift(images, dx, -dy)
