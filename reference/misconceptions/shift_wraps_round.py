"""
Your shift brings what leaves the image back on the other side, as np.roll does: fill the vacated rows and
columns with zeros.

file: data.py
fails:
  - mnist/none_yet
"""


def shift(images, dx, dy):
    return np.roll(images, (dy, dx), axis=(1, 2))
