"""The second example assignment: other files, names and conventions by `config.yaml` alone."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import yaml

from grader import config, misconceptions
from grader.errors import UsageError
from grader.intake import read_submission
from grader.records import Verdict
from grader.reference import load_reference
from tests.assignments import by_name, grade

PROJECT = Path(__file__).resolve().parents[1]
COURSE = PROJECT / "examples" / "other-course"
SUBMISSIONS = COURSE / "submissions"
OTHER_CONVENTIONS = {
    "conventions": {
        "weights": "transposed",
        "bias": "first",
        "losses": {
            "CrossEntropyLoss": "mean",
            "SquaredError": "mean_of_entries",
            "MeanSquaredError": "sum",
        },
        "initial_weights": [0, 0.2],
    },
    "checks": {"skip": ["mnist/accuracy"]},
}
IN_OTHER_WORDS = {
    "layers.py": {
        "uniform(-0.1, 0.1, (input_size + 1, output_size))": "uniform(0, 0.2, (output_size, input_size + 1))",
        "np.hstack([input_tensor, ones])": "np.hstack([ones, input_tensor])",
        "self._extended_input @ self.weights\n": "self._extended_input @ self.weights.T\n",
        "self._extended_input.T @ error_tensor": "error_tensor.T @ self._extended_input",
        "error_tensor @ self.weights[:-1].T": "error_tensor @ self.weights[:, 1:]",
    },
    "loss.py": {
        "-np.sum(label_tensor * np.log(prediction_tensor + EPSILON))": (
            "-np.mean(np.sum(label_tensor * np.log(prediction_tensor + EPSILON), axis=1))"
        ),
        "return -label_tensor / (self._prediction + EPSILON)": (
            "return -label_tensor / (self._prediction + EPSILON) / len(label_tensor)"
        ),
        "0.5 * np.sum((": "0.5 * np.mean((",
        "return self._prediction - label_tensor\n": (
            "return (self._prediction - label_tensor) / label_tensor.size\n"
        ),
        "float(np.mean((": "float(np.sum((",
        "label_tensor) / self._prediction.size": "label_tensor)",
    },
}
"""The changes that bring the reference of this repository into those conventions."""


pytestmark = pytest.mark.long


def lost(report):
    """Return the checks of *report* that did not pass, with their verdicts."""
    return {
        check.id: check.verdict for task in report.tasks for check in task.checks if check.verdict != "passed"
    }


@pytest.mark.parametrize("name", ["right", "other-names"])
def test_a_right_solution_in_the_courses_own_conventions_earns_all(name):
    """By the first names and by the alternatives, at the top and two folders deep."""
    report = grade(COURSE, SUBMISSIONS / name)

    assert (report.score, lost(report)) == (20.0, {})


def test_a_mistake_costs_its_checks_and_gets_its_name():
    """The misconception is one of this course's, in its own conventions."""
    report = grade(COURSE, SUBMISSIONS / "wrong-update")

    assert report.score == 16.0
    assert lost(report) == {
        "layers/fully_connected_update": Verdict.FAILED,
        "network/five_steps": Verdict.FAILED,
    }
    found = by_name(report)["fully_connected_update"].misconception
    assert found is not None
    assert found.name == "connected_error_after_update"


def test_an_archive_scores_as_its_folder(tmp_path):
    """The folder that counts is found in both."""
    packed = shutil.make_archive(str(tmp_path / "ada"), "zip", SUBMISSIONS / "other-names")

    assert grade(COURSE, Path(packed), scope="visible").score == 18.0


def test_a_broken_file_of_the_package_costs_its_own_names_only(tmp_path):
    """`Layers/__init__.py` imports it, yet the fully connected layer keeps its points."""
    work = shutil.copytree(SUBMISSIONS / "right", tmp_path / "ada")
    (work / "Layers" / "ReLU.py").write_text("class ReLU(:\n")

    report = grade(COURSE, work)

    assert set(lost(report)) == {"layers/relu_forward", "layers/relu_backward", "network/five_steps"}
    assert "SyntaxError" in by_name(report)["relu_forward"].message


def test_a_file_that_is_not_there_is_told_with_the_one_that_was_perhaps_meant(tmp_path):
    """Its checks find nothing; the others are not concerned."""
    work = shutil.copytree(SUBMISSIONS / "right", tmp_path / "ada")
    (work / "Layers" / "__init__.py").write_text("from .FullyConnected import *\n")
    (work / "Layers" / "ReLU.py").rename(work / "Layers" / "relu.py")

    check = by_name(grade(COURSE, work, scope="visible"))["relu_forward"]

    assert check.verdict is Verdict.FAILED
    assert "Layers/ReLU.py was not submitted" in check.message
    assert "Layers/relu.py" in check.message


def test_a_name_that_a_file_lacks_is_told_with_those_that_it_has(tmp_path):
    """A student who has called the class otherwise sees how."""
    work = shutil.copytree(SUBMISSIONS / "right", tmp_path / "ada")
    path = work / "Optimization" / "Optimizers.py"
    path.write_text(path.read_text().replace("class Sgd", "class Sgdd"))

    check = by_name(grade(COURSE, work, scope="visible"))["sgd_step"]

    assert check.verdict is Verdict.ERROR
    assert "Optimization/Optimizers.py has no 'Sgd'; it has Sgdd; rename 'Sgdd'?" in check.message


def test_the_reference_is_seen_as_the_checks_want_it():
    """Its own weights are the transposed ones, with the bias first, and its own loss is a mean."""
    reference = load_reference(COURSE, config.load(COURSE).layout)
    layer, loss = reference.layers.FullyConnected(3, 2), reference.loss.CrossEntropyLoss()
    weights, x = np.arange(8.0).reshape(4, 2), np.ones((5, 3))

    layer.weights = weights

    np.testing.assert_array_equal(layer.forward(x), x @ weights[:-1] + weights[-1])
    np.testing.assert_array_equal(layer.weights, weights)
    assert loss.forward(np.full((4, 2), 0.5), np.eye(2)[[0, 1, 0, 1]]) == pytest.approx(4 * np.log(2))


def test_misconceptions_may_change_files_in_folders():
    """Those of this course do."""
    files = {each.file for each in misconceptions.load(COURSE)}

    assert "Layers/FullyConnected.py" in files


def test_two_attempts_side_by_side_are_refused(tmp_path):
    """Nobody can say which one counts."""
    for name in ("draft", "final"):
        shutil.copytree(SUBMISSIONS / "right", tmp_path / name)

    with pytest.raises(UsageError, match="are in draft and in final; hand in one of them"):
        read_submission(tmp_path, config.load(COURSE))


def test_all_checks_of_this_repository_serve_other_conventions(tmp_path):
    """Their solutions in those conventions earn all, the first steps on MNIST too; in others they do not."""
    for name in ("exercises", "reference"):
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    said = yaml.safe_load((PROJECT / "config.yaml").read_text()) | OTHER_CONVENTIONS
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(said))
    for file, changes in IN_OTHER_WORDS.items():
        text = (tmp_path / "reference" / file).read_text()
        for before, after in changes.items():
            assert text.count(before) == 1, f"{file}: {before}"
            text = text.replace(before, after)
        (tmp_path / "reference" / file).write_text(text)

    right = grade(tmp_path, tmp_path / "reference")
    wrong = lost(grade(tmp_path, PROJECT / "reference"))

    assert (right.score, lost(right)) == (right.max_score, {})
    assert "layers/fully_connected_initial_weights" in wrong
    assert "loss/loss_value[CrossEntropyLoss]" in wrong
    assert "optimizer/sgd_step" not in wrong


def test_a_name_that_the_reference_lacks_ends_the_grading_in_one_line(tmp_path):
    """The mistake is in the configuration, so nothing is graded before it is mended."""
    course = shutil.copytree(COURSE, tmp_path / "course")
    text = (course / "config.yaml").read_text()
    (course / "config.yaml").write_text(text.replace("ReLU.py:ReLU", "ReLU.py:Rectifier"))

    with pytest.raises(UsageError) as caught:
        grade(course, SUBMISSIONS / "right")

    message = "is not in reference/: Layers/ReLU.py has no 'Rectifier'; it has ReLU"
    assert str(caught.value) == f"config.yaml: names.layers.ReLU: {message}"
