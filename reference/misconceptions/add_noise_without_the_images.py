"""
Your add_noise returns the noise alone: return images + sigma * xi.

file: data.py
fails:
  - mnist/none_yet
"""


def add_noise(images, sigma, rng):
    return sigma * rng.standard_normal(images.shape)
