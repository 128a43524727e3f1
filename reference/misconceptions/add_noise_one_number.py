"""
Your add_noise draws a single number and adds it to all pixels: pass a size,
rng.standard_normal(images.shape), so that each pixel gets its own.

file: data.py
fails:
  - mnist/none_yet
"""


def add_noise(images, sigma, rng):
    return images + sigma * rng.standard_normal()
