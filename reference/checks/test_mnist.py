"""Hidden checks of task mnist: what the accuracy forgives."""

from grader import check
from grader.trajectory import same_trajectory


@check(
    task="mnist",
    points=4,
    hint="From the same weights and batches the first losses must be the reference's: look for a gradient or "
    "an update that is slightly off, such as an error computed with weights that were already updated.",
    uses=("layers", "optimizer", "loss", "network"),
)
def test_first_losses(student, reference, course, rng):
    """The losses of the first steps on MNIST are those of the reference"""
    same_trajectory(student, reference, course.accuracy, rng)
