"""Visible checks of `optimizer.py`: one step, many steps, and arguments left alone."""

import numpy as np

from grader import assert_close, assert_unchanged, check, hold, pipelined


@check(task="optimizer", points=2, hint="Return weight_tensor - learning_rate * gradient_tensor.")
def test_sgd_step(student):
    """Sgd(0.1) moves the weights (1, 2, -3) along the gradient (10, -5, 1) to (0, 2.5, -3.1)"""
    weights, gradient = np.array([[1.0, 2.0, -3.0]]), np.array([[10.0, -5.0, 1.0]])

    updated = student.optimizer.Sgd(0.1).calculate_update(weights, gradient)

    assert_close(updated, np.array([[0.0, 2.5, -3.1]]), name="calculate_update")


@check(task="optimizer", points=2, hint="Each step multiplies x by 1 - 2 * 0.1: mind the sign and the rate.")
def test_lecture_gradient_descent_in_one_dimension(student):
    """Lecture: ten steps of gradient descent on x^2, from 10 at the rate 0.1, end at 10 * 0.8^10 = 1.0737"""
    sgd = student.optimizer.Sgd(0.1)
    way = [10.0 * 0.8**step for step in range(11)]

    with pipelined():
        steps = [sgd.calculate_update(x, 2.0 * x) for x in way[:10]]

    for step, x in enumerate(steps, start=1):
        assert_close(x, way[step], rtol=1e-6, name=f"x after step {step}")


@check(
    task="optimizer",
    points=2,
    hint="Compute a new array: weight_tensor -= ... changes the caller's weights.",
    needs=("optimizer/sgd_step",),
)
def test_sgd_leaves_its_arguments_alone(student, rng):
    """Sgd returns new weights and leaves both arguments as they were"""
    w, g = rng.standard_normal((3, 2)), 5.0 * rng.standard_normal((3, 2))
    weights, gradient = hold(w), hold(g)

    updated = student.optimizer.Sgd(0.5).calculate_update(weights, gradient)

    assert_close(updated, w - 0.5 * g, name="calculate_update")
    assert_unchanged(weights, name="weight_tensor")
    assert_unchanged(gradient, name="gradient_tensor")
