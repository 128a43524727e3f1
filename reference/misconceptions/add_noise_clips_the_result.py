"""
Your add_noise clips its result to a range such as 0 to 1: return images + sigma * xi as it is, or the noise
has no longer mean 0.

file: data.py
fails:
  - data/noise_has_the_deviation
  - data/noise_is_gaussian
  - data/noise_repeats_with_the_seed
"""

_add_noise = add_noise


def add_noise(images, sigma, rng):
    return np.clip(_add_noise(images, sigma, rng), 0.0, 1.0)
