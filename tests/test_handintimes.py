"""Specify which times of platforms are understood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from grader.handintimes import time_of, time_of_seconds


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2015-02-02 14:58:23.948203 America/Los_Angeles", datetime(2015, 2, 2, 22, 58, 23, 948203, UTC)),
        ("2015-07-02 14:58:23.948203 America/Los_Angeles", datetime(2015, 7, 2, 21, 58, 23, 948203, UTC)),
        ("2020-09-10 22:23:06.393530000 Z", datetime(2020, 9, 10, 22, 23, 6, 393530, UTC)),
        ("2020-09-10 22:23:06.393530000 -07:00", datetime(2020, 9, 11, 5, 23, 6, 393530, UTC)),
        ("2020-09-10T22:23:06-0700", datetime(2020, 9, 11, 5, 23, 6, 0, UTC)),
        ("2020-09-10 22:23:06 UTC\n", datetime(2020, 9, 10, 22, 23, 6, 0, UTC)),
        ("2020-09-10 22:23:06", datetime(2020, 9, 10, 22, 23, 6, 0, UTC)),
    ],
)
def test_times_of_gradescope_and_nbgrader_are_read(text, expected):
    """With nine digits of a second, an offset or the name of a zone, which has a summer."""
    assert time_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "2020-13-40 22:23:06 Z", "2020-09-10 25:00:00", "2020-09-10"),
        *(
            "2020-09-10 22:23:06 Mars/Base",
            "2020-09-10 22:23:06 ../../etc/passwd",
            "2020-09-10 22:23:06 +9900",
        ),
        *("2020-09-10 22:23:06 /etc/passwd", "٢٠٢٠-٠٩-١٠ 22:23:06", "2020-09-10 22:23:06 " + "x" * 500),
    ],
)
def test_what_is_no_time_is_none(text):
    """No exception, whatever a file holds, and no zone outside the table of zones."""
    assert time_of(text) is None


def test_seconds_of_git_keep_their_zone():
    """A number beyond all calendars is none."""
    found = time_of_seconds(1_700_000_000, "-0330")

    assert found == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert found.utcoffset() == -timedelta(hours=3, minutes=30)
    assert found.tzinfo == timezone(-timedelta(hours=3, minutes=30))
    assert time_of_seconds(10**15, "+0000") is None
    assert time_of_seconds(0, "nowhere") is None
