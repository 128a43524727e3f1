"""
Your shift brings what leaves the image back on the other side, as np.roll does: fill the vacated rows and
columns with zeros.

file: data.py
fails:
  - data/shift_example[[]*
  - data/shift[[]*
  - data/shift_leaves_the_images_alone
  - data/float64_stays_float64[[]shift]
"""


def shift(images, dx, dy):
    return np.roll(images, (dy, dx), axis=(1, 2))
