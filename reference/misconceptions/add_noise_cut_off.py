"""
Your add_noise cuts large deviations off the noise: a Gaussian has no limit, so leave the numbers of
rng.standard_normal as they are.

file: data.py
fails:
  - data/noise_is_gaussian
"""


def add_noise(images, sigma, rng):
    return images + sigma * np.clip(rng.standard_normal(images.shape), -3.0, 3.0)
