"""Visible checks: properties alone, no expected values."""

import numpy as np

from grader import assert_gradient, check, expect


@check(task="model", points=1, hint="Keep the number of rows.")
def test_forward_shape(student):
    """Forward keeps the rows and changes the columns"""
    y = student.model.Layer(4, 3).forward(np.ones((5, 4)))

    expect(np.shape(y) == (5, 3), "the shape must be (5, 3)")


@check(task="model", points=2, hint="The gradient is e times the transposed weights.", kind="gradient")
def test_gradient(student, rng):
    """Backward is the derivative of forward"""
    layer = student.model.Layer(4, 3)
    layer.weights = rng.standard_normal((4, 3))

    assert_gradient(layer.forward, layer.backward, rng.standard_normal((5, 4)), rng=rng)
