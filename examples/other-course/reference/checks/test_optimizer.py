"""Hidden checks of the optimizer."""

from grader import assert_close, assert_unchanged, check, hold


@check(
    task="optimizer",
    points=2,
    hint="Compute a new array: weight_tensor -= ... changes the caller's weights.",
    needs=("optimizer/sgd_step",),
)
def test_sgd_leaves_its_arguments_alone(student, reference, rng):
    """Sgd returns new weights and leaves both arguments as they were"""
    w, g = rng.standard_normal((3, 2)), rng.standard_normal((3, 2))
    weights, gradient = hold(w), hold(g)

    updated = student.optimizer.Sgd(0.5).calculate_update(weights, gradient)

    assert_close(updated, reference.optimizer.Sgd(0.5).calculate_update(w, g), name="calculate_update")
    assert_unchanged(weights, name="weight_tensor")
    assert_unchanged(gradient, name="gradient_tensor")
