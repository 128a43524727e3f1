"""Specify how the first losses are compared with the reference's, on three small classes."""

import textwrap

import numpy as np
import pytest

from grader.errors import CheckFailed
from grader.reference import load_reference
from grader.trajectory import expected, same_trajectory
from tests.test_training import FILES, ROOT, images, network, rules, run  # noqa: F401  images is a fixture


def trajectory(files, seed=1, steps=10):
    """Run the comparison of the first losses and return its failure."""
    reference = load_reference(ROOT)
    try:
        run(files, same_trajectory, reference, rules(steps=steps), np.random.default_rng(seed))
    except CheckFailed as failure:
        return failure
    return None


def test_a_right_solution_follows_the_reference():
    """From the same start the first losses agree."""
    assert trajectory({}) is None


def test_the_reference_trains_once_for_a_start():
    """Submissions that are graded with one secret share its steps; another secret has others."""
    reference, wanted = load_reference(ROOT), rules(steps=10)
    rng = np.random.default_rng(3)

    first, again = (expected(reference, wanted, rng) for _ in range(2))
    other = expected(reference, wanted, np.random.default_rng(4))
    longer = expected(reference, rules(steps=12), rng)

    assert again is first
    assert not np.array_equal(other.parts[0], first.parts[0])
    assert [len(part) for part in longer.parts] == [5, 5, 2]


def test_the_reference_is_followed_from_its_own_weights():
    """Each part begins with the weights that the part before has left."""
    steps = expected(load_reference(ROOT), rules(steps=15), np.random.default_rng(3))

    assert [len(part) for part in steps.parts] == [5, 5, 5]
    assert not any(map(np.array_equal, steps.weights[0], steps.weights[1]))
    assert not any(map(np.array_equal, steps.weights[1], steps.weights[2]))


FLOAT32 = {
    "layers.py": FILES["layers.py"]
    + textwrap.dedent("""

        class _Single(FullyConnected):
            def forward(self, x):
                self.weights = np.asarray(self.weights, dtype=np.float32)
                return super().forward(np.asarray(x, dtype=np.float32)).astype(np.float32)

            def backward(self, e):
                return super().backward(np.asarray(e, dtype=np.float32)).astype(np.float32)

        FullyConnected = _Single
    """).encode()
}


@pytest.mark.parametrize("seed", range(4))
def test_single_precision_follows_as_far_as_it_can(seed):
    """A solution in float32 drifts from the reference by rounding and loses nothing."""
    assert trajectory(FLOAT32, seed, steps=50) is None


RARE = """

class Sgd(Sgd):
    steps = 0

    def calculate_update(self, w, g):
        self.steps += 1
        return super().calculate_update(w, g) + 1e-3 * (self.steps % {every} == 1)
"""


@pytest.mark.parametrize("every, lost", [(5, True), (10, True), (25, False)])
def test_what_is_seldom_off_is_forgiven(every, lost):
    """Half of the parts of five steps must be alike: an input near a kink is seldom, a mistake is not."""
    source = FILES["optimizer.py"].decode() + RARE.format(every=every)

    failure = trajectory({"optimizer.py": source.encode()}, steps=45)

    assert (failure is not None) == lost


def late_error(files):
    """Return *files* with a layer that computes the error with weights that were already updated."""
    source = files["layers.py"].decode()
    source += textwrap.dedent("""

        class _Late(FullyConnected):
            def backward(self, e):
                super().backward(e)
                return e @ self.weights[:-1].T

        FullyConnected = _Late
    """)
    return files | {"layers.py": source.encode()}


@pytest.mark.parametrize("files", [FILES, FILES | FLOAT32], ids=["float64", "float32"])
def test_an_error_through_updated_weights_is_found(files):
    """Accuracy forgives it; the first losses do not, in single precision either."""
    wrong = late_error({"layers.py": files["layers.py"]})

    failure = trajectory(wrong)

    assert "losses of the first 10 steps" in failure.message


def test_coarse_predictions_do_not_loosen_the_comparison():
    """Returning float16 or float32 from `test` alone buys no tolerance worth having."""
    for kind in ("float16", "float32"):
        body = f"    def test(self, x):\n        return super().test(x).astype(np.{kind})\n"
        failure = trajectory(late_error({"layers.py": FILES["layers.py"]}) | network(body))

        assert failure is not None, kind


@pytest.mark.parametrize(
    "value",
    ["None", "[]", "7", "self.loss[:-1]", "self.loss * 2", "['a'] * 10", "[str(v) for v in self.loss]"],
)
def test_losses_that_are_none_fail_the_comparison(value):
    """A list of numbers is asked for, one per iteration."""
    body = f"    def train(self, n):\n        super().train(n)\n        self.loss = {value}\n"

    failure = trajectory(network(body))

    assert failure is not None


def test_the_comparison_needs_no_embedded_rules():
    """An assignment that lists the full data set alone is compared at the rate of that one."""
    wanted = rules()
    wanted = wanted.model_copy(update={"dataset": "full", "datasets": {"full": wanted.datasets["full"]}})

    run({}, same_trajectory, load_reference(ROOT), wanted, np.random.default_rng(1))
