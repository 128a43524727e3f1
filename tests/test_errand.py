"""Specify what an examiner is told of a submission and of what is known of it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from grader.errand import Errand, encoded, known_of
from grader.records import Outcome, Verdict


def test_an_errand_travels_as_text():
    """Contents of any bytes arrive as they were."""
    files = {"a.py": b"x = 1\n", "b.py": bytes(range(256))}

    errand = Errand(files=encoded(files), missing=("c.py",), checks=("t/a",))
    again = Errand.model_validate_json(errand.model_dump_json())

    assert again == errand
    assert again.files == files


def test_an_errand_with_anything_else_is_refused():
    """A key that nobody knows is a mistake of ours."""
    with pytest.raises(ValidationError):
        Errand.model_validate({"files": {}, "missing": [], "extra": 1})


def test_of_what_is_known_only_what_decides_is_told():
    """A verdict, and why a check was not run or has nothing to run."""
    outcomes = {
        "t/a": Outcome("t/a", Verdict.SKIPPED, 0.0, "m", {"needs": "t/b", "call": "layers"}, "prints"),
        "t/b": Outcome("t/b", Verdict.FAILED, 0.5, "m", {"not_implemented": True, "x": [1]}),
    }

    known = known_of(outcomes)

    assert known["t/a"].verdict is Verdict.SKIPPED
    assert known["t/a"].details == {"needs": "t/b"}
    assert known["t/b"].details == {"not_implemented": True}
