"""
Your add_noise makes noise of deviation sigma^2: rng.normal takes the standard deviation and not the variance,
so pass sigma itself.

file: data.py
fails:
  - data/noise_has_the_deviation
  - data/noise_is_gaussian
"""


def add_noise(images, sigma, rng):
    return images + rng.normal(0.0, sigma**2, images.shape)
