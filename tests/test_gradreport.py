"""What students and instructors read of a gradient check."""

from __future__ import annotations

import json

import numpy as np
import pytest

from grader.diagnosis import Diagnosis
from grader.evidence import Evidence
from grader.gradreport import (
    GradientReport,
    GradientVerdict,
    WrongEntry,
    not_wrong,
    wrong_directions,
    wrong_entries,
)


def evidence(claimed, numeric, wrong=None, kinks=(), noisy=(), moved=True):
    """Return evidence, for one cotangent where flat; *wrong* is where both differ, if not given."""
    claimed, numeric = (np.array(part, dtype=float) for part in (claimed, numeric))
    if claimed.ndim == 1:
        claimed, numeric = claimed[:, None], numeric[:, None]
    lines = np.arange(len(claimed))
    differ = claimed != numeric if wrong is None else np.isin(lines, wrong)[:, None] & (claimed != numeric)
    return Evidence(claimed, numeric, differ, np.isin(lines, kinks), np.isin(lines, noisy), moved, 1e-4)


def entries(found, shape, flat=None, name="weights", **more):
    """Return the report of wrong entries of an x of this shape, and see that it can be stored."""
    flat = np.arange(len(found.kinks)) if flat is None else np.array(flat)
    report = wrong_entries(name, np.ones(shape), flat, found, **more)
    json.dumps(report.details, allow_nan=False)
    return report


@pytest.mark.parametrize("verdict", GradientVerdict)
def test_only_a_match_is_a_pass(verdict):
    """No evidence, noise and faults of any kind do not pass."""
    assert GradientReport(verdict).passed is (verdict.value == "match")


@pytest.mark.parametrize(
    "analytic, numeric, ratio",
    [(3.0, 2.0, 1.5), (-1.0, 2.0, -0.5), (0.0, 2.0, 0.0), (1.0, 0.0, None), (1e300, 1e-10, None)],
)
def test_a_ratio_is_told_where_a_float_holds_it(analytic, numeric, ratio):
    """No division by zero, and no infinity that JSON has no word for."""
    assert WrongEntry((0,), analytic, numeric).ratio == ratio


class TestWrongEntries:
    """`wrong_entries`: which entries, where most, by how much and how."""

    def test_the_message_names_parameter_count_place_and_numbers(self):
        """A student reads what is wrong, how often, where most, and both numbers."""
        report = entries(evidence([1, 2, 3, 4, 5, 7], [1, 2, 3, 4, 4.5, 4]), (2, 3))

        assert report.verdict is GradientVerdict.WRONG
        assert report.message == (
            "gradient of weights: 2 of 6 entries are wrong; worst at [1, 2]: "
            "numeric 4.0, yours 7.0 (ratio 1.75)"
        )

    def test_a_single_wrong_entry_is_told_in_the_singular(self):
        """One entry is wrong, several are."""
        report = entries(evidence([1, 5], [1, 4]), (2,))

        assert "1 of 2 entries is wrong; worst at [1]:" in report.message

    def test_a_number_has_no_place(self):
        """The gradient of an x without dimensions is told without an index."""
        report = entries(evidence([5], [4]), ())

        assert "1 of 1 entries is wrong: numeric 4.0, yours 5.0" in report.message

    def test_the_worst_entry_is_furthest_off_among_the_wrong_ones(self):
        """An entry at a kink may be further off, but says nothing."""
        report = entries(evidence([9, 2.5, 3], [1, 2, 2], wrong=[1, 2], kinks=[0]), (3,))

        assert report.worst == WrongEntry((2,), 3.0, 2.0)
        assert report.message.endswith("; 1 at kinks of the function was left out")

    def test_the_error_tensor_that_showed_it_is_told(self):
        """The numbers are those of the cotangent under which the entry was worst."""
        report = entries(evidence([[1, 2], [3, 4]], [[1.5, 2], [3, 8]]), (2,))

        assert (report.cotangent, report.details["cotangent"]) == (1, 1)
        assert report.worst == WrongEntry((1,), 4.0, 8.0)

    def test_the_diagnosis_stands_beside_the_ratio(self):
        """Both numbers, their ratio, and what the gradient is instead."""
        report = entries(
            evidence([4, 8], [1, 2]), (2,), diagnosis=Diagnosis("too large", "4 times too large")
        )

        assert report.message.endswith("numeric 2.0, yours 8.0 (ratio 4.0: 4 times too large)")
        assert report.details["pattern"] == "4 times too large"
        assert report.details["pattern_kind"] == "too large"

    def test_a_diagnosis_stands_alone_where_there_is_no_ratio(self):
        """Zero has none."""
        report = entries(evidence([0, 0], [1, 2]), (2,), diagnosis=Diagnosis("all zero", "all zero"))

        assert report.message.endswith("numeric 2.0, yours 0.0 (all zero)")

    def test_zero_has_no_sign(self):
        """Minus zero only puzzles."""
        report = entries(evidence([-0.0, 1], [1, 1]), (2,))

        assert report.message.endswith("numeric 1.0, yours 0.0")

    @pytest.mark.parametrize(
        "sides, words",
        [
            ([], ""),
            (["", ""], ""),
            (["left", ""], ""),
            (["left", "left"], " (the slope on the left is as good as the other there)"),
            (["left", "right"], " (the slope of one side is as good as the other there)"),
        ],
    )
    def test_kinks_are_told_as_no_fault(self, sides, words):
        """Which side a gradient takes there is told where it takes one."""
        report = entries(evidence([9, 2.5, 3], [1, 2, 2], wrong=[1], kinks=[0, 2]), (3,), sides=sides)

        assert report.message.endswith("; 2 at kinks of the function were left out" + words)

    def test_noise_is_told_as_no_fault(self):
        """Entries of which nothing is known do not count."""
        report = entries(evidence([9, 2.5, 3], [1, 2, 2], wrong=[1], noisy=[0]), (3,))

        assert report.message.endswith("; 1 in which forward is too noisy to tell was left out")

    def test_sampled_entries_are_told_by_their_place_in_the_whole(self):
        """Flat indices become indices of x, and the message says that there are more entries."""
        report = entries(evidence([1, 2, 5], [1, 3, 9]), (10, 20), flat=[3, 25, 199])

        assert "2 of 3 sampled entries are wrong; worst at [9, 19]" in report.message
        assert report.details["wrong_at"] == [[1, 5], [9, 19]]

    def test_at_most_64_places_are_listed(self):
        """A report stays short; the count tells the rest."""
        report = entries(evidence(np.arange(100) + 1.0, np.arange(100) * 3.7 + 9), (10, 10))

        assert (report.wrong, len(report.details["wrong_at"])) == (100, 64)

    def test_counts_and_numbers_are_data_as_well(self):
        """What the message says can be read by a program."""
        report = entries(evidence([1, 3, 0, 9], [1, 2, 5, 7], wrong=[1], kinks=[2], noisy=[3]), (2, 2))

        assert (report.checked, report.wrong, report.kinks, report.noisy) == (4, 1, 1, 1)
        assert report.details == {
            "checked": 4,
            "wrong": 1,
            "kinks": 1,
            "noisy": 1,
            "index": [0, 1],
            "numeric": 2.0,
            "analytic": 3.0,
            "ratio": 1.5,
            "pattern": "",
            "pattern_kind": "",
            "cotangent": 0,
            "wrong_at": [[0, 1]],
            "gradient": {
                "name": "weights",
                "shape": [2, 2],
                "index": [[0, 0], [0, 1]],
                "numeric": [1.0, 2.0],
                "yours": [1.0, 3.0],
            },
        }

    def test_the_picture_is_of_the_error_tensor_that_showed_it(self):
        """Slopes at kinks and in noise are neither right nor wrong, so they are left out of it."""
        found = evidence([[1, 2], [3, 4], [0, 0]], [[1.5, 2], [3, 8], [9, 9]], wrong=[0, 1], kinks=[2])

        picture = entries(found, (3,)).details["gradient"]

        assert picture == {
            "name": "weights",
            "shape": [3],
            "index": [[0], [1]],
            "numeric": [2.0, 8.0],
            "yours": [2.0, 4.0],
        }

    def test_numbers_of_any_size_can_be_stored(self):
        """A claim so large that its ratio overflows is reported without one."""
        report = entries(evidence([1e308, -1e300], [1e-9, 1e-10]), (2,))

        assert report.details["ratio"] is None
        assert report.message.endswith("numeric 1e-09, yours 1e+308")


class TestWrongDirections:
    """`wrong_directions`: a factor too small for any entry to show."""

    def test_the_message_names_directions_and_numbers(self):
        """There is no entry to name, only how many directions and how far off."""
        report = wrong_directions("weights", evidence([1, 2, 4], [1, 1, 2]))

        assert report.verdict is GradientVerdict.WRONG
        assert report.message == (
            "gradient of weights: wrong slope along 2 of 3 random directions; "
            "worst: numeric 2.0, yours 4.0 (ratio 2.0)"
        )
        assert report.worst is None

    def test_the_numbers_are_data_as_well(self):
        """What the message says can be read by a program."""
        report = wrong_directions("weights", evidence([1, 2, 4], [1, 1, 2]))

        assert (report.checked, report.wrong, report.cotangent) == (3, 2, 0)
        assert [report.details[key] for key in ("numeric", "analytic", "ratio")] == [2.0, 4.0, 2.0]


class TestNotWrong:
    """`not_wrong`: a pass, or why there is none."""

    def test_a_match_has_no_message(self):
        """There is nothing to say but how much was looked at."""
        report = not_wrong("weights", evidence([1, 2, 3], [1, 2, 3], noisy=[2]), "entries")

        assert (report.verdict, report.message) == (GradientVerdict.MATCH, "")
        assert report.details == {"checked": 3, "wrong": 0, "kinks": 0, "noisy": 1}

    def test_a_function_that_never_moved_is_trivial(self):
        """Zeros against zeros agree in every digit and pass nothing."""
        report = not_wrong("weights", evidence([0, 0], [0, 0], moved=False), "entries")

        assert report.verdict is GradientVerdict.TRIVIAL
        assert report.message == (
            "gradient of weights: forward does not depend on its input, so it has no slope to compare with"
        )

    def test_too_little_evidence_is_inconclusive(self):
        """The message counts what was in the way, in the words of what was looked at."""
        report = not_wrong("weights", evidence([1, 2, 3], [1, 2, 3], kinks=[0], noisy=[2]), "directions")

        assert report.verdict is GradientVerdict.INCONCLUSIVE
        assert report.message == (
            "gradient of weights: could not be checked: of 3 directions forward has a kink at 1 "
            "and is too noisy at 1; does it round, or jump?"
        )
