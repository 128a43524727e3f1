"""
Your add_noise returns the noise alone: return images + sigma * xi.

file: data.py
fails:
  - data/noise_has_the_deviation
  - data/noise_is_gaussian
  - data/noise_repeats_with_the_seed
  - data/float64_stays_float64[[]add_noise]
"""


def add_noise(images, sigma, rng):
    return sigma * rng.standard_normal(images.shape)
