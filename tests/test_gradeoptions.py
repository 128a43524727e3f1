"""Specify how the texts of `grader grade`'s options are read."""

from __future__ import annotations

import pytest

from grader.errors import UsageError
from grader.gradeoptions import moment


def test_a_time_with_an_offset_is_taken():
    """As ISO 8601 writes it; nothing stays nothing."""
    assert moment("2026-11-30T23:59:00+01:00").isoformat() == "2026-11-30T23:59:00+01:00"
    assert moment("2026-11-30T23:59:00Z").utcoffset().total_seconds() == 0
    assert moment(None) is None


@pytest.mark.parametrize("text", ["2026-11-30T23:59:00", "yesterday", "", "30.11.2026"])
def test_a_time_that_could_be_several_is_refused(text):
    """A time without an offset, or none at all; the text says what is wanted."""
    with pytest.raises(UsageError, match=r"--submitted-at must be .* offset"):
        moment(text)
