"""
Your shift cuts the pixels down to whole numbers: make the new array of the images' own type, with
np.zeros_like(images).

file: data.py
fails:
  - data/shift[[]*
  - data/shift_leaves_the_images_alone
  - data/float64_stays_float64[[]shift]
"""

_shift = shift


def shift(images, dx, dy):
    return _shift(images.astype(int), dx, dy)
