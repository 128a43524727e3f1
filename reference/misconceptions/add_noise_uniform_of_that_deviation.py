"""
Your add_noise has the right deviation, but its noise is not Gaussian, as of uniform numbers: draw it with
rng.standard_normal(images.shape).

file: data.py
fails:
  - data/noise_is_gaussian
"""


def add_noise(images, sigma, rng):
    return images + sigma * np.sqrt(3.0) * rng.uniform(-1.0, 1.0, images.shape)
