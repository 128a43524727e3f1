"""
Your add_noise writes into the images that it is given, as += does: return a new array, images + noise.

file: data.py
fails:
  - data/noise_is_gaussian
"""

_add_noise = add_noise


def add_noise(images, sigma, rng):
    images += _add_noise(np.zeros(images.shape), sigma, rng)
    return images
