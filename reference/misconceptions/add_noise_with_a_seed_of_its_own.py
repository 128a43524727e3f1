"""
Your add_noise adds the same noise at every call, as with a generator made or seeded inside the function: draw
from the rng that is passed.

file: data.py
fails:
  - data/noise_repeats_with_the_seed
"""

_add_noise = add_noise


def add_noise(images, sigma, rng):
    return _add_noise(images, sigma, np.random.default_rng(0))
