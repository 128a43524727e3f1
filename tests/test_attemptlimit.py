"""How many attempts are graded in how many hours, whenever the grading itself happens."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.attemptlimit import AttemptLimit, graded_times, next_possible

TWO_A_DAY = AttemptLimit(2, 24.0)
DAY = datetime(2026, 11, 20, tzinfo=UTC)


def at(*hours):
    """Return moments so many hours after the day began."""
    return [DAY + timedelta(hours=each) for each in hours]


@pytest.mark.parametrize(
    "earlier, now, possible",
    [
        ([], 0, None),
        ([1], 2, None),
        ([1, 2], 3, 25),
        ([1, 2], 25, None),  # a whole day after the first
        ([2, 1], 3, 25),  # in whatever order they are told
        ([1, 2, 3], 24.5, 25),  # the third was not graded and does not count
        ([1, 2, 3, 25], 26, None),
        ([1, 2, 3, 25, 26], 27, 49),
        ([30, 31], 3, None),  # graded again: what came later does not count
    ],
)
def test_the_next_attempt_is_possible_when_the_window_has_room(earlier, now, possible):
    """Attempts over the limit do not make the wait longer."""
    found = next_possible(TWO_A_DAY, at(*earlier), at(now)[0])

    assert found == (None if possible is None else at(possible)[0])


def test_what_was_over_the_limit_was_not_graded():
    """So that a repeated score is told to be of the right attempt."""
    assert graded_times(TWO_A_DAY, at(1, 2, 3, 25, 25.5)) == at(1, 2, 25)


def test_moments_of_several_time_zones_are_compared_as_moments():
    """Summer time ends amid a semester."""
    summer = datetime.fromisoformat("2026-10-24T12:00:00+02:00")
    winter = datetime.fromisoformat("2026-10-25T11:30:00+01:00")

    assert next_possible(AttemptLimit(1, 24.0), [summer], winter) is None
