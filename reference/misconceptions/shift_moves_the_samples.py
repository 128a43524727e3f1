"""
Your shift counts the axes from the front and moves the images themselves along the batch: the first axis
numbers the images, rows are axis 1 and columns axis 2.

file: data.py
fails:
  - data/shift_example[[]*
  - data/shift[[]*
  - data/shift_leaves_the_images_alone
  - data/float64_stays_float64[[]shift]
"""

_shift = shift


def shift(images, dx, dy):
    return _shift(images.transpose(2, 0, 1), dx, dy).transpose(1, 2, 0)
