"""
Your add_noise draws uniform noise from 0 to sigma, as rng.random gives it: draw normal noise of mean 0, with
rng.standard_normal(images.shape).

file: data.py
fails:
  - data/noise_has_the_deviation
  - data/noise_is_gaussian
"""


def add_noise(images, sigma, rng):
    return images + sigma * rng.random(images.shape)
