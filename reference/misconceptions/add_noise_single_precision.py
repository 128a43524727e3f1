"""
Your add_noise returns float32 and so loses half of the digits: float64 stays float64, so leave out the dtype.

file: data.py
fails:
  - data/float64_stays_float64[[]add_noise]
"""

_add_noise = add_noise


def add_noise(images, sigma, rng):
    return _add_noise(images, sigma, rng).astype(np.float32)
