"""
Your add_noise draws a single number and adds it to all pixels: pass a size,
rng.standard_normal(images.shape), so that each pixel gets its own.

file: data.py
fails:
  - data/noise_has_the_deviation
  - data/noise_is_gaussian
"""


def add_noise(images, sigma, rng):
    return images + sigma * rng.standard_normal()
