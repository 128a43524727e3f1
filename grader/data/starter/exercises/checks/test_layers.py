"""Visible checks of layers.py: students have them. They use numbers and gradients, never the reference."""

import numpy as np

from grader import assert_close, assert_gradient, check


@check(task="layers", points=1, hint="Multiply only the negative entries by the slope.")
def test_leaky_relu_example(student):
    """LeakyReLU(0.1).forward of (-2, 0, 3) is (-0.2, 0, 3)"""
    layer = student.layers.LeakyReLU(0.1)

    assert_close(layer.forward(np.array([[-2.0, 0.0, 3.0]])), np.array([[-0.2, 0.0, 3.0]]), name="forward")


@check(
    task="layers",
    points=2,
    kind="gradient",
    hint="The derivative is 1 where the input is positive and the slope where it is negative.",
)
def test_leaky_relu_gradient(student, rng):
    """LeakyReLU.backward returns the derivative with respect to the input"""
    layer = student.layers.LeakyReLU(0.2)
    x = rng.choice([-1.0, 1.0], (4, 3)) * rng.uniform(0.2, 2.0, (4, 3))  # away from the kink at 0

    assert_gradient(
        layer.forward,
        layer.backward,
        x,
        rng=rng,
        name="input_tensor",
        formula="E where x > 0, slope * E where x < 0",
    )
