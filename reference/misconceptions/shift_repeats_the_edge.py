"""
Your shift fills the vacated pixels with the image's edge: fill them with zeros.

file: data.py
fails:
  - data/shift_example[[]*
  - data/shift[[]*
  - data/shift_leaves_the_images_alone
  - data/float64_stays_float64[[]shift]
"""


def shift(images, dx, dy):
    _, height, width = images.shape
    rows = np.clip(np.arange(height) - dy, 0, height - 1)
    columns = np.clip(np.arange(width) - dx, 0, width - 1)
    return images[:, rows][:, :, columns]
