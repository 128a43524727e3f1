"""
Your shift is wrong for a negative dx or dy, which a slice counts from the end: treat the signs apart, so that
negative numbers move to the left and up.

file: data.py
fails:
  - mnist/none_yet
"""


def shift(images, dx, dy):
    shifted = np.zeros_like(images)
    _, height, width = images.shape
    if dx < width and dy < height:
        shifted[:, dy:, dx:] = images[:, : height - dy, : width - dx]
    return shifted
