"""
Your add_noise takes sigma for the variance of the noise: sigma is its standard deviation, so multiply a
standard normal number by sigma itself.

file: data.py
fails:
  - data/noise_has_the_deviation
  - data/noise_is_gaussian
  - data/float64_stays_float64[[]add_noise]
"""


def add_noise(images, sigma, rng):
    return images + np.sqrt(sigma) * rng.standard_normal(images.shape)
