"""Over the limit of attempts nothing is graded, and nobody loses a point by that."""

import pytest

from grader.attemptlimit import AttemptLimit
from grader.gradescopemetadata import SubmissionMetadata
from grader.repeatedresults import answer_over_limit

LIMIT = AttemptLimit(1, 24.0)
FORMER = {"score": 7.5, "tests": [{"name": "a", "score": 7.5}], "output": "former", "extra_data": {"x": 1}}


def metadata(*earlier):
    """Return what is told of a submission at noon, before which there were others at so many o'clock."""
    previous = [{"submission_time": f"2026-11-20T{hour:02}:00:00+01:00", **more} for hour, more in earlier]
    told = {"created_at": "2026-11-20T12:00:00.25+01:00", "previous_submissions": previous}
    return SubmissionMetadata.model_validate(told)


def test_within_the_limit_there_is_no_answer():
    """It is to be graded."""
    assert answer_over_limit(metadata(), LIMIT) is None


def test_what_nobody_could_grade_does_not_count():
    """A fault of the platform's costs no attempt."""
    assert answer_over_limit(metadata((9, {"autograder_error": True, "score": 0.0})), LIMIT) is None


def test_the_latest_score_is_repeated_with_its_tests():
    """And a sentence says whose they are and when the next attempt is possible."""
    answer = answer_over_limit(metadata((9, {"score": 7.5, "results": FORMER})), LIMIT)

    assert {key: answer[key] for key in ("score", "tests", "extra_data")} == {
        key: FORMER[key] for key in ("score", "tests", "extra_data")
    }
    assert "in any 24 hours at most 1 are" in answer["output"]
    assert "from 2026-11-21 09:00:00+01:00 on" in answer["output"]
    assert "of your submission of 2026-11-20 09:00:00+01:00" in answer["output"]
    assert "former" not in answer["output"]


def test_an_answer_is_repeated_as_that_of_the_attempt_that_was_graded():
    """The one at ten was over the limit itself and has the score of the one at nine."""
    answer = answer_over_limit(metadata((9, {"score": 7.5}), (10, {"score": 7.5, "results": FORMER})), LIMIT)

    assert answer["tests"] == FORMER["tests"]
    assert "of your submission of 2026-11-20 09:00:00+01:00" in answer["output"]


def test_a_score_without_results_is_repeated_alone():
    """Gradescope keeps the results of the latest attempt only, and that one could not be graded."""
    failed = (10, {"autograder_error": True, "results": {"output": "?"}})

    answer = answer_over_limit(metadata((9, {"score": 7.5}), failed), LIMIT)

    assert answer["score"] == 7.5
    assert "tests" not in answer


def test_a_zero_noted_for_an_attempt_that_was_not_graded_is_not_repeated():
    """An archive that could not be read at ten costs nothing of the points of nine."""
    unread = {"output": "Nothing was graded", "extra_data": {"format": "grader"}}

    answer = answer_over_limit(metadata((9, {"score": 7.5}), (10, {"score": 0.0, "results": unread})), LIMIT)

    assert answer["score"] == 7.5


def test_a_number_that_is_none_is_not_repeated():
    """Former results are whatever an earlier autograder has left."""
    answer = answer_over_limit(
        metadata((9, {"score": 7.5, "results": {"score": 10**400, "tests": [1]}})), LIMIT
    )

    assert answer["score"] == 7.5


@pytest.mark.parametrize("results", [None, {}, {"score": None}, {"score": True}, {"score": "7"}])
def test_without_a_score_there_is_none_and_no_zero(results):
    """Whatever the former results are."""
    answer = answer_over_limit(metadata((9, {"score": None, "results": results})), LIMIT)

    assert set(answer) == {"output", "output_format", "visibility", "stdout_visibility"}
    assert "no score yet" in answer["output"]


def test_a_later_attempt_is_not_repeated_in_an_earlier_one():
    """When an instructor has all submissions graded again."""
    answer = answer_over_limit(metadata((9, {"score": 7.5}), (13, {"score": 9.0, "results": FORMER})), LIMIT)

    assert answer["score"] == 7.5
