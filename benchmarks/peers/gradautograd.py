"""Autograd's `check_grads` on the functions of `gradproblem`; runs in an environment of its own."""

from __future__ import annotations

import autograd.numpy as np
import gradproblem
from autograd.extend import defvjp, primitive
from autograd.test_util import check_grads


@primitive
def product(w, x, entry):  # noqa: ARG001  of the gradient
    """Return ``x w``."""
    return x @ w


def _of_weights(_, w, x, entry):  # noqa: ARG001  as autograd hands them over
    def vjp(error):
        gradient = x.T @ error
        if entry is not None:
            gradient[entry] *= gradproblem.OFF
        return gradient

    return vjp


defvjp(product, _of_weights, lambda _, w, x, entry: lambda error: error @ w.T, None)  # noqa: ARG005


def layer(seed: int, *, entry=None) -> bool:
    """Check the layer along one random direction."""
    x = gradproblem.extended(gradproblem.inputs(seed)[0])
    np.random.seed(seed)
    return _passes(lambda w: product(w, x, entry), gradproblem.weights(seed)[0])


def network(seed: int) -> bool:
    """Check the loss of the network under all its weights."""
    x, y = gradproblem.inputs(seed)
    np.random.seed(seed)

    def loss(weights):
        ones = np.ones((len(x), 1))
        out = product(weights[0], np.hstack([x, ones]), None)
        for w in weights[1:]:
            out = product(w, np.hstack([np.maximum(out, 0), ones]), None)
        e = np.exp(out - np.max(out, axis=1, keepdims=True))
        return -np.sum(np.log(e / np.sum(e, axis=1, keepdims=True) + 2.0**-52) * y)

    return _passes(loss, gradproblem.weights(seed))


def _passes(function, argument) -> bool:
    try:
        check_grads(function, modes=["rev"], order=1)(argument)
    except AssertionError:
        return False
    return True


if __name__ == "__main__":
    gradproblem.answer(
        {
            "layer": layer,
            "wrong": lambda seed: layer(seed, entry=gradproblem.wrong_entry(seed)),
            "network": network,
        }
    )
