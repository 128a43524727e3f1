"""
Your shift moves the image the wrong way in both directions: positive dx moves it to the right and positive dy
down, so result[i, r, c] = images[i, r - dy, c - dx].

file: data.py
fails:
  - data/shift_example[[]*
  - data/shift[[]*
  - data/shift_leaves_the_images_alone
  - data/float64_stays_float64[[]shift]
"""

_shift = shift


def shift(images, dx, dy):
    return _shift(images, -dx, -dy)
