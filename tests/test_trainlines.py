"""Specify the lines that tell of a training."""

from __future__ import annotations

import pytest

from grader.schema import AccuracyPart, EarlyStopPart, RunPart
from grader.trainlines import endings, mistaken, run_line, sparkline

LEVELS = "01234567"


def run(loss, accuracy=0.9555):
    """Return a run with these losses."""
    return RunPart(seed=7, accuracy=accuracy, loss=loss, iterations=len(loss))


def block(confusion):
    """Return an accuracy block with this confusion."""
    return AccuracyPart(
        dataset="embedded", threshold=0.9, floor=0.5, runs=[], mean=0.9, std=0.0, confusion=confusion
    )


def test_a_run_is_its_seed_its_accuracy_and_its_curve():
    """The curve falls from the highest sign to the lowest, with both ends in numbers."""
    head, curve = run_line(run([8.0, 4.0, 2.0, 1.0]), LEVELS, "->", 80)

    assert (head, curve) == ("seed 7  95.55 %", "loss 7310 8 -> 1")


@pytest.mark.parametrize("columns", range(40, 101, 5))
def test_a_line_fits_its_room(columns):
    """However many losses there are: narrow lines leave the accuracy out, not the curve."""
    head, curve = run_line(run([1000.0 / (i + 1) for i in range(50)]), LEVELS, "->", columns)

    assert len(f"  {head}  {curve}") <= columns
    assert curve.startswith("loss 7")


@pytest.mark.parametrize("loss", [[], [None, None]])
def test_without_losses_there_is_no_curve(loss):
    """A network whose losses are no numbers still has an accuracy."""
    assert run_line(run(loss), LEVELS, "->", 80) == ("seed 7  95.55 %", "")


def test_gaps_and_equal_losses_are_shown_as_what_they_are():
    """A question mark where the loss was no number; a flat curve where nothing changed."""
    assert sparkline([3.0, None, 1.0], LEVELS, 40) == "7?0"
    assert sparkline([2.0, 2.0, 2.0], LEVELS, 40) == "000"


def test_the_most_frequent_mistakes_are_named():
    """Three of them, equal ones in the order of the digits; the diagonal is no mistake."""
    counts = [[90, 4, 0], [0, 80, 9], [4, 1, 70]]

    assert (
        mistaken(block(counts)) == "most often taken: 1 for 2 (9 times), 0 for 1 (4 times), 2 for 0 (4 times)"
    )


@pytest.mark.parametrize("counts", [None, [], [[5, 0], [0, 5]]])
def test_no_mistake_is_not_told(counts):
    """Nothing is known, or all was right."""
    assert mistaken(block(counts)) == ""


def ended(*runs, left_out=()):
    """Return what is said of *runs*, each a reason with its iterations of 1000."""
    parts = [
        RunPart(seed=seed, accuracy=0.9, loss=[], iterations=done, planned=1000, stopped=reason)
        for seed, (reason, done) in enumerate(runs, 1)
    ]
    rule = EarlyStopPart(validation_images=2000, level=0.945)
    return endings(
        block([[1]]).model_copy(update={"runs": parts, "early_stop": rule, "left_out": list(left_out)})
    )


def test_runs_that_ended_early_are_explained():
    """A sentence for each reason, with seeds and iterations; nothing where all runs were whole."""
    assert ended((None, 1000), (None, 1000)) == []
    assert ended(("reached", 700), (None, 1000), ("reached", 600)) == [
        (
            "ended early, seeds 1, 3 after 600 to 700 of 1000 iterations: 94.5 % of 2000 held-out images "
            "were right, which is enough for all points"
        )
    ]
    assert ended(("not finite", 50), ("unchanged", 0), left_out=[3, 4]) == [
        "ended early, seed 1 after 50 of 1000 iterations: no weight is a number any more",
        "ended early, seed 2: the training does not change the weights",
        "not trained with seeds 3, 4: no points could be earned any more",
    ]


def test_a_report_of_an_older_version_says_nothing_of_endings():
    """It knows neither rule nor plan."""
    assert endings(block([[1]]).model_copy(update={"runs": [run([1.0])]})) == []
