"""
Your shift adds rows and columns, as np.pad does: keep the shape of the images and drop what leaves them.

file: data.py
fails:
  - data/shift_example[[]*
  - data/shift[[]*
  - data/shift_leaves_the_images_alone
  - data/float64_stays_float64[[]shift]
"""


def shift(images, dx, dy):
    rows, columns = (max(dy, 0), max(-dy, 0)), (max(dx, 0), max(-dx, 0))
    return np.pad(images, ((0, 0), rows, columns))
