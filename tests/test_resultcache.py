"""Specify how results are kept: whole, by keys, and nothing that says nothing."""

from __future__ import annotations

import pytest

from grader.errors import UsageError
from grader.records import Outcome, Verdict
from grader.resultcache import Kept, ResultCache

FAILED = Outcome(
    "t/a", Verdict.FAILED, 0.25, "wrong", {"worst": [1, 2.5], "x": {"y": None}}, "prints\x1b", 0.5
)
DIGEST = "ab" * 32


def kept():
    """Return what is known of a submission."""
    reviews = {"r": {"t/a": {"name": "n", "explanation": "e"}}}
    return Kept().entered({"k": FAILED}, reviews, {"runs_s": [1.5]}, {"python": "3"})


def test_what_is_kept_is_found(tmp_path):
    """Every field as it was, also by another process."""
    ResultCache(tmp_path, "context").keep(DIGEST, kept())

    assert ResultCache(tmp_path, "context").find(DIGEST) == kept()


def test_another_context_knows_nothing(tmp_path):
    """Another grader, reference or secret begins anew, and the first one still has its own."""
    ResultCache(tmp_path, "context").keep(DIGEST, kept())

    assert ResultCache(tmp_path, "other").find(DIGEST) == Kept()
    assert ResultCache(tmp_path, "context").find("cd" * 32) == Kept()


@pytest.mark.parametrize("verdict", [Verdict.INTERNAL, Verdict.TIMEOUT])
def test_what_may_be_the_machines_fault_is_not_kept(verdict):
    """A busy machine passes time limits, too, so whoever looks again must try again."""
    known = kept().entered({"l": Outcome("t/b", verdict, 0.0, "late")}, {}, {}, {})

    assert set(known.outcomes) == {"k"}


@pytest.mark.parametrize("damage", [b"", b"garbage", b"\x1f\x8b\x08\x00", None])
def test_a_damaged_file_is_as_none(tmp_path, damage):
    """It is graded again, and the file is replaced."""
    cache = ResultCache(tmp_path, "context")
    cache.keep(DIGEST, kept())
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    file.write_bytes(file.read_bytes()[:-9] if damage is None else damage)

    assert cache.find(DIGEST) == Kept()
    cache.keep(DIGEST, kept())
    assert cache.find(DIGEST) == kept()


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    """By its name: a batch must not go on without keeping what it does."""
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="file"):
        ResultCache(tmp_path / "file", "context").keep(DIGEST, kept())
