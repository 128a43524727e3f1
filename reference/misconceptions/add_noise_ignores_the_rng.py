"""
Your add_noise takes its randomness from somewhere else than rng, for example from np.random, so that a seed
does not repeat it: call rng.standard_normal(images.shape).

file: data.py
fails:
  - data/noise_repeats_with_the_seed
"""


def add_noise(images, sigma, rng):
    return images + sigma * np.random.standard_normal(images.shape)
