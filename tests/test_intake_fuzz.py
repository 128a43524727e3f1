"""Specify that every archive is refused in one line, or read as the folder of its files would be."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import fuzz_intake, packed
from tests.fuzz.source import Source

FUZZ = settings(
    max_examples=300, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@FUZZ
@given(st.integers(0, len(packed.KINDS) - 1), st.binary(max_size=150))
def test_no_archive_gets_past_the_rules(kind, choices):
    """Members of any name, kind and size, headers that lie: one line, or a sound submission."""
    fuzz_intake.one(bytes([kind]) + choices)


@FUZZ
@given(st.sampled_from(packed.KINDS[:3]), st.integers(0, 10**6), st.integers(0, 255))
def test_a_damaged_byte_is_refused_or_does_no_harm(kind, place, byte):
    """Wherever it is in an archive that was right."""
    suffix, make = kind
    content = bytearray(make(Source(bytes(8))))
    content[place % len(content)] = byte

    fuzz_intake.one(bytes([{".zip": 3, ".tar": 4, ".tar.gz": 6}[suffix]]) + bytes(content))


@pytest.mark.parametrize("suffix, make", packed.KINDS[:3])
def test_an_archive_that_is_right_is_taken(suffix, make):
    """Or else the other tests would show nothing."""
    path = fuzz_intake.folder() / f"right{suffix}"
    path.write_bytes(make(Source(bytes(8))))

    submission = fuzz_intake.read_submission(path, fuzz_intake.assignment())

    assert list(submission.files) == ["layers.py"]
