"""Hidden checks of the loss."""

import numpy as np

from grader import as_number, assert_close, check


@check(
    task="loss",
    points=2,
    kind="gradient",
    hint="Derive the very number that forward returns: it is divided by the batch size.",
    needs=("loss/cross_entropy_value",),
)
def test_cross_entropy_gradient(student, reference, rng):
    """CrossEntropyLoss.backward is the derivative of forward"""
    p = rng.uniform(0.2, 0.8, (4, 3))
    labels = np.eye(3)[rng.integers(3, size=4)]
    found = []
    for modules in (student, reference):
        loss = modules.loss.CrossEntropyLoss()
        found.append((as_number(loss.forward(p, labels)), loss.backward(labels)))

    assert_close(found[0][0], found[1][0], name="loss")
    assert_close(found[0][1], found[1][1], name="backward")
