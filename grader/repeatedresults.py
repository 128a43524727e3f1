"""
Answer an attempt over the limit on Gradescope: with the score and tests of the latest graded one.

Nothing is graded and nobody loses a point. Pure: reads no clock and no file.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from grader.attemptlimit import AttemptLimit, graded_times, next_possible
from grader.gradescopemetadata import PreviousSubmission, SubmissionMetadata

_MOST = 1e100
_KEPT = (
    "score",
    "tests",
    "leaderboard",
    "execution_time",
    "test_output_format",
    "test_name_format",
    "visibility",
    "stdout_visibility",
    "extra_data",
)


def answer_over_limit(metadata: SubmissionMetadata, limit: AttemptLimit) -> dict[str, Any] | None:
    """
    Return `results.json` for an attempt that *limit* does not allow, or None for one that is to be graded.

    Attempts that Gradescope or the grader could not grade do not count. Where no earlier score is known there
    is none in the answer either, which is no zero.
    """
    earlier = [
        each
        for each in sorted(metadata.previous_submissions, key=lambda each: each.submission_time)
        if not each.autograder_error and each.submission_time <= metadata.created_at
    ]
    times = [each.submission_time for each in earlier]
    possible = next_possible(limit, times, metadata.created_at)
    if possible is None:
        return None
    graded = graded_times(limit, times)
    found = next((each for each in reversed(earlier) if _score(each) is not None), None)
    sentences = [
        f"This submission was not graded: in any {limit.hours:g} hours at most {limit.attempts} are.",
        f"The next attempt is possible from {_told(possible, metadata)} on.",
    ]
    result: dict[str, Any] = {"output_format": "text", "visibility": "visible", "stdout_visibility": "hidden"}
    if found is None:
        sentences.append("There is no score yet to be shown here; no point is lost.")
    else:
        owner = max(time for time in graded if time <= found.submission_time)
        sentences.append(
            f"The score is that of your submission of {_told(owner, metadata)}, and so is each test that is "
            "shown; no point is lost."
        )
        former = found.results if found.results and _number(found.results.get("score")) is not None else {}
        result |= {"score": _score(found)} | {key: former[key] for key in _KEPT if key in former}
    return result | {"output": "\n".join(sentences)}


def _score(attempt: PreviousSubmission) -> float | None:
    """
    Return the score that an attempt was given: by its results, else as Gradescope has noted it.

    Results with neither a score nor tests are those of an attempt of which nothing was graded. A 0 that
    Gradescope notes for it is no score that anybody was given.
    """
    results = attempt.results or {}
    told = _number(results.get("score"))
    if told is None and results and not results.get("tests"):
        return None
    return _number(attempt.score) if told is None else told


def _number(value: Any) -> float | None:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return value if plain and -_MOST < value < _MOST else None


def _told(moment: datetime, metadata: SubmissionMetadata) -> str:
    """Return *moment* to the second, never too early, by the clock of whoever has submitted."""
    if moment.microsecond:
        moment = moment.replace(microsecond=0) + timedelta(seconds=1)
    return moment.astimezone(metadata.created_at.tzinfo).isoformat(sep=" ")
