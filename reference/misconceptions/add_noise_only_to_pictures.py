"""
Your add_noise takes only arrays with three axes, as unpacking images.shape into three numbers does: draw the
noise of images.shape, whatever that is.

file: data.py
fails:
  - data/noise_repeats_with_the_seed
"""


def add_noise(images, sigma, rng):
    n, height, width = images.shape
    return images + sigma * rng.standard_normal((n, height, width))
