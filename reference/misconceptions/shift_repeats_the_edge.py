"""
Your shift fills the vacated pixels with the image's edge: fill them with zeros.

file: data.py
fails:
  - mnist/none_yet
"""


def shift(images, dx, dy):
    _, height, width = images.shape
    rows = np.clip(np.arange(height) - dy, 0, height - 1)
    columns = np.clip(np.arange(width) - dx, 0, width - 1)
    return images[:, rows][:, :, columns]
