"""
Your shift goes wrong when dx or dy is 0, because images[:, :-0] is empty: give the slice's end as height - dy
and width - dx.

file: data.py
fails:
  - data/shift_example[[]right]
  - data/shift_leaves_the_images_alone
"""


def shift(images, dx, dy):
    shifted = np.zeros_like(images)
    if abs(dx) < images.shape[2] and abs(dy) < images.shape[1]:
        to, source = (slice(dy, None), slice(None, -dy)) if dy >= 0 else (slice(None, dy), slice(-dy, None))
        left, right = (slice(dx, None), slice(None, -dx)) if dx >= 0 else (slice(None, dx), slice(-dx, None))
        shifted[:, to, left] = images[:, source, right]
    return shifted
