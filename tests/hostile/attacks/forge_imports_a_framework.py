"""An installed framework gives the right answer. Only the standard library and NumPy can be imported; what is used and absent is named.

base: wrong
verdict: blocked|error
row: forging 16
"""
import torch as _torch


class Layer(Layer):
    def backward(self, e):
        return _torch.zeros(3).numpy()


def softmax(x):
    import scipy.special

    return scipy.special.softmax(x, axis=1)
