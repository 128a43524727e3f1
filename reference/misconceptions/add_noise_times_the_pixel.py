"""
Your add_noise multiplies the noise by the pixel, so that bright pixels get more: add sigma * xi, which does
not depend on the image.

file: data.py
fails:
  - data/noise_has_the_deviation
  - data/noise_is_gaussian
"""


def add_noise(images, sigma, rng):
    return images * (1.0 + sigma * rng.standard_normal(images.shape))
