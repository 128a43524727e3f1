"""Visible checks of the optimizer."""

import numpy as np

from grader import assert_close, check


@check(task="optimizer", points=2, hint="Against the gradient: mind the sign and the rate.")
def test_sgd_step(student):
    """Sgd(0.1) moves (1, 2, -3) along the gradient (10, -5, 1) to (0, 2.5, -3.1)"""
    updated = student.optimizer.Sgd(0.1).calculate_update(np.array([1.0, 2.0, -3.0]), np.array([10.0, -5.0, 1.0]))

    assert_close(updated, np.array([0.0, 2.5, -3.1]), name="calculate_update")
