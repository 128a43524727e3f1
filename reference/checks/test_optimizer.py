"""Hidden checks of `optimizer.py`: arrays and numbers of every shape, several optimizers, several steps."""

import numpy as np
import pytest

from grader import assert_close, assert_unchanged, check, expect, hold, pipelined


@check(
    task="optimizer",
    points=2,
    hint="Return weight_tensor - learning_rate * gradient_tensor.",
    needs=("optimizer/sgd_step",),
)
@pytest.mark.parametrize("shape", [(7, 3), (4,)], ids=["matrix", "vector"])
def test_sgd_update(student, reference, rng, shape):
    """Sgd steps against the gradient"""
    rate = rng.uniform(0.01, 0.9)
    weights, gradient = rng.standard_normal(shape), 20.0 * rng.standard_normal(shape)

    updated = student.optimizer.Sgd(rate).calculate_update(weights, gradient)

    assert_close(
        updated, reference.optimizer.Sgd(rate).calculate_update(weights, gradient), name="calculate_update"
    )


@check(
    task="optimizer",
    points=1,
    hint="A rate is a number: accept int as well as float, and plain numbers as weights.",
)
@pytest.mark.parametrize("rate", [2, 0.25], ids=["int rate", "float rate"])
def test_sgd_of_numbers(student, reference, rng, rate):
    """Sgd takes an int or a float as its rate, and plain numbers as weights"""
    weight, gradient = float(rng.standard_normal()), float(rng.standard_normal())
    array = rng.standard_normal((3, 2))
    sgd, truth = student.optimizer.Sgd(rate), reference.optimizer.Sgd(rate)

    with pipelined():
        number, updated = sgd.calculate_update(weight, gradient), sgd.calculate_update(array, -array)

    expected = truth.calculate_update(weight, gradient)
    assert_close(number, expected, rtol=1e-6, atol=1e-6, name="calculate_update of numbers")
    assert_close(updated, truth.calculate_update(array, -array), name="calculate_update of arrays")


@check(
    task="optimizer",
    points=2,
    hint="Compute a new array: weight_tensor -= ... changes the caller's weights.",
    needs=("optimizer/sgd_step",),
)
def test_sgd_arguments_unchanged(student, reference, rng):
    """Sgd leaves weights and gradients as they were, also in the second step"""
    sgd, truth = student.optimizer.Sgd(0.3), reference.optimizer.Sgd(0.3)
    w, g = rng.standard_normal((4, 3)), 5.0 * rng.standard_normal((4, 3))
    weights, gradient = hold(w), hold(g)

    for step in ("first", "second"):
        updated = sgd.calculate_update(weights, gradient)
        assert_close(updated, truth.calculate_update(w, g), name=f"calculate_update, {step} step")
        assert_unchanged(weights, name="weight_tensor")
        assert_unchanged(gradient, name="gradient_tensor")


@check(
    task="optimizer",
    points=1,
    hint="Keep the rate in self and nothing else: Sgd has no memory of earlier steps.",
    needs=("optimizer/sgd_step",),
)
def test_sgd_has_no_memory(student, reference, rng):
    """Two Sgd of different rates, used by turns on different layers, do not mix"""
    rates = (0.1, 0.7)
    steps = [(rng.standard_normal(shape), rng.standard_normal(shape)) for shape in ((3, 2), (1, 4), (3, 2))]
    both = student, reference
    with pipelined():
        pairs = [[modules.optimizer.Sgd(rate) for rate in rates] for modules in both]

    with pipelined():
        updates = [[[sgd.calculate_update(*step) for sgd in pair] for step in steps] for pair in pairs]

    for found, right in zip(*updates, strict=True):
        for rate, updated, expected in zip(rates, found, right, strict=True):
            assert_close(updated, expected, name=f"Sgd({rate})")


@check(
    task="optimizer",
    points=1,
    hint="Compute in float64, NumPy's default: no dtype=np.float32, no rounding.",
    needs=("optimizer/sgd_step",),
)
def test_sgd_float64_stays(student, reference, rng):
    """float64 weights stay float64"""
    weights, gradient = rng.standard_normal((2, 5)), 5.0 * rng.standard_normal((2, 5))

    updated = student.optimizer.Sgd(0.1).calculate_update(weights, gradient)

    dtype = getattr(updated, "dtype", type(updated).__name__)
    expect(dtype == np.float64, f"calculate_update must return float64, got {dtype}")
    expected = reference.optimizer.Sgd(0.1).calculate_update(weights, gradient)
    assert_close(updated, expected, name="calculate_update")
