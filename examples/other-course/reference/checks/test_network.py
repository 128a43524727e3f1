"""Hidden check of the network, which trains layers of the student's own."""

import numpy as np

from grader import as_number, assert_close, check


def losses(modules, rng, x, labels):
    """Return the losses of five steps of a network of two layers."""
    network = modules.network.NeuralNetwork(modules.optimizer.Sgd(0.01), modules.loss.CrossEntropyLoss())
    for inputs, outputs in ((4, 5), (5, 3)):
        layer = modules.layers.FullyConnected(inputs, outputs)
        layer.weights = rng.uniform(0.1, 0.2, (inputs + 1, outputs))
        network.append_layer(layer)
    return np.array([as_number(network.train(x, labels)) for _ in range(5)])


@check(
    task="network",
    points=1,
    hint="One step: all layers forward, the loss, then all layers backward in reverse order.",
    uses=("layers", "optimizer", "loss"),
)
def test_five_steps(student, reference, rng):
    """Five steps of training follow the reference loss by loss"""
    x, labels = rng.uniform(0.0, 1.0, (6, 4)), np.eye(3)[rng.integers(3, size=6)]
    seed = int(rng.integers(2**32))

    found = losses(student, np.random.default_rng(seed), x, labels)

    assert_close(found, losses(reference, np.random.default_rng(seed), x, labels), name="losses")
