"""
Your add_noise adds one number to all pixels of an image: draw one for each pixel, of the shape images.shape.

file: data.py
fails:
  - data/noise_has_the_deviation
  - data/noise_is_gaussian
  - data/noise_repeats_with_the_seed
"""


def add_noise(images, sigma, rng):
    return images + sigma * rng.standard_normal((len(images), 1, 1))
