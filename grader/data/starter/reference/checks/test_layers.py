"""Hidden checks of layers.py: only the grader has them. Random numbers, and what students forget."""

from grader import assert_close, assert_unchanged, check, hold


@check(task="layers", points=1, hint="Use the slope that the constructor was given, on every batch.")
def test_leaky_relu_forward(student, reference, rng):
    """LeakyReLU.forward uses the slope of its constructor on every batch"""
    slope, x = rng.uniform(0.2, 0.8), rng.standard_normal((5, 4))

    output = student.layers.LeakyReLU(slope).forward(x)

    assert_close(output, reference.layers.LeakyReLU(slope).forward(x), name="forward")


@check(
    task="layers",
    points=1,
    hint="Write into a new array: input_tensor[mask] *= slope changes the caller's array.",
)
def test_leaky_relu_leaves_its_input_alone(student, reference, rng):
    """LeakyReLU.forward leaves its input as it was"""
    x = rng.standard_normal((3, 4))
    input_tensor = hold(x)

    output = student.layers.LeakyReLU(0.2).forward(input_tensor)

    assert_close(output, reference.layers.LeakyReLU(0.2).forward(x), name="forward")
    assert_unchanged(input_tensor, name="input_tensor")
