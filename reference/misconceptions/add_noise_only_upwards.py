"""
Your add_noise makes pixels only brighter, since its noise has no negative numbers: leave the sign of
rng.standard_normal as it is.

file: data.py
fails:
  - data/noise_has_the_deviation
  - data/noise_is_gaussian
"""


def add_noise(images, sigma, rng):
    return images + np.abs(rng.normal(0.0, sigma, images.shape))
