# my own little functions, used by layers.py, loss.py and graph.py

import math

import numpy as np


def logistic(x):
    """Sigmoid of one number."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def softplus(x):
    """ln(1 + e^x) of one number"""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def elementwise(function):
    """np.vectorize with float64 results."""
    return np.vectorize(function, otypes=[np.float64])
