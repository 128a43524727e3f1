"""Our `gradcheck` on the functions of `gradproblem`, with the layers of the reference."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.peers import gradproblem
from grader.gradients import gradcheck
from grader.reference import load_reference

MODULES = load_reference(Path(__file__).resolve().parents[2])


def layer(seed: int, *, entry=None) -> bool:
    """Check the layer's weights; the gradient of one of them is off where *entry* is given."""
    layer = MODULES.layers.FullyConnected(*gradproblem.SIZES[:2])
    x = gradproblem.inputs(seed)[0]

    def forward(w):
        layer.weights = w
        return layer.forward(x)

    def backward(error):
        layer.backward(error)
        gradient = layer.gradient_weights
        if entry is not None:
            gradient[entry] *= gradproblem.OFF
        return gradient

    rng = np.random.default_rng(seed)
    return gradcheck(forward, backward, gradproblem.weights(seed)[0], rng=rng, name="weights").passed


def network(seed: int) -> bool:
    """Check the loss of the network under the weights of each layer."""
    x, y = gradproblem.inputs(seed)
    every, rng = gradproblem.weights(seed), np.random.default_rng(seed)
    dense = [MODULES.layers.FullyConnected(len(w) - 1, w.shape[1]) for w in every]
    relus = [MODULES.layers.ReLU() for _ in every[1:]]
    end, loss = MODULES.layers.SoftMax(), MODULES.loss.CrossEntropyLoss()
    row = [dense[0], relus[0], dense[1], relus[1], dense[2], end]

    def passes(number: int) -> bool:
        for each, w in zip(dense, every, strict=True):
            each.weights = w

        def forward(w):
            dense[number].weights = w
            out = x
            for each in row:
                out = each.forward(out)
            return loss.forward(out, y)

        def backward(_):
            error = loss.backward(y)
            for each in reversed(row):
                error = each.backward(error)
            return dense[number].gradient_weights

        return gradcheck(forward, backward, every[number], rng=rng, name="weights").passed

    return all(passes(number) for number in range(len(every)))


RUNS = {
    "layer": layer,
    "wrong": lambda seed: layer(seed, entry=gradproblem.wrong_entry(seed)),
    "network": network,
}
