"""
Your add_noise adds the same noise to every image: draw it anew for each pixel of each image, of the shape
images.shape.

file: data.py
fails:
  - data/noise_is_gaussian
"""


def add_noise(images, sigma, rng):
    return images + sigma * rng.standard_normal(images.shape[1:])
