"""
Your shift is wrong for a negative dx or dy, which a slice counts from the end: treat the signs apart, so that
negative numbers move to the left and up.

file: data.py
fails:
  - data/shift_example[[]left-and-down]
  - data/shift[[]left-down]
  - data/shift[[]right-up]
  - data/shift[[]far-out]
  - data/shift_leaves_the_images_alone
"""


def shift(images, dx, dy):
    shifted = np.zeros_like(images)
    _, height, width = images.shape
    if dx < width and dy < height:
        shifted[:, dy:, dx:] = images[:, : height - dy, : width - dx]
    return shifted
