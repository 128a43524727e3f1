"""
Your shift raises an error when dx or dy is larger than the image: such a shift leaves only zeros, so return
these before you slice.

file: data.py
fails:
  - data/shift[[]far-out]
"""


def shift(images, dx, dy):
    shifted = np.zeros_like(images)
    _, height, width = images.shape
    rows, columns = slice(max(dy, 0), height + min(dy, 0)), slice(max(dx, 0), width + min(dx, 0))
    shifted[:, rows, columns] = images[
        :, max(-dy, 0) : height + min(-dy, 0), max(-dx, 0) : width + min(-dx, 0)
    ]
    return shifted
