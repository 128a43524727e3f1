"""
Your add_noise writes into the images that it is given, as += does: return a new array, images + noise.

file: data.py
fails:
  - mnist/none_yet
"""

_add_noise = add_noise


def add_noise(images, sigma, rng):
    images += _add_noise(np.zeros(images.shape), sigma, rng)
    return images
