import numpy as np


def shift(images, dx, dy):
    result = np.zeros_like(images)
    height, width = images.shape[-2:]

    def source(n, by):
        return slice(max(0, -by), max(0, n - max(0, by)))

    def target(n, by):
        return slice(max(0, by), max(0, n - max(0, -by)))

    result[:, target(height, dy), target(width, dx)] = images[:, source(height, dy), source(width, dx)]
    return result


def add_noise(images, sigma, rng):
    return np.add(images, rng.normal(0.0, sigma, np.shape(images)))
