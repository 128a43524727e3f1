"""Specify what a worker's description of an exception is told as."""

from __future__ import annotations

import numpy as np
import pytest

from grader import faults
from grader.records import Verdict

FILES = {"layers": "layers.py"}
FRAME = ["layers.py", 12, "forward", "return x @ w"]


def told(call="layers.ReLU.forward", **description):
    """Return the fault for a description of a TypeError with one frame, changed as given."""
    return faults.described(
        {"type": "TypeError", "message": "bad operand", "frames": [FRAME]} | description, call, FILES
    )


def test_an_exception_is_told_with_call_type_text_and_line():
    """Everything a student needs to find the line is in the message."""
    fault = told()

    assert fault.message == (
        "layers.ReLU.forward raised TypeError: bad operand\n  layers.py, line 12, in forward: return x @ w"
    )
    assert fault.verdict is Verdict.ERROR
    assert fault.details == {
        "call": "layers.ReLU.forward",
        "exception": "TypeError",
        "where": {"file": "layers.py", "line": 12, "function": "forward"},
    }


def test_what_is_no_text_is_only_named():
    """A nested list or an array can take minutes to show."""
    fault = told(type=[[[0] * 9] * 9] * 9, message=np.zeros((2,) * 15), bases=[[1], "ValueError"])

    assert fault.message.startswith("layers.ReLU.forward raised <list>: <ndarray>\n")
    assert fault.bases == ("<list>", "ValueError")


def test_only_the_last_frames_are_shown():
    """A recursion does not fill the page."""
    frames = [["layers.py", n, "f", "f()"] for n in range(10)]

    assert told(frames=frames).message.count("\n") == 4
    assert "line 9" in told(frames=frames).message


@pytest.mark.parametrize(
    "description, kind, verdict, words",
    [
        (
            {"type": "PermissionError", "message": "[Errno 1] Operation not permitted"},
            faults.Blocked,
            Verdict.BLOCKED,
            "line 12, in forward: return x @ w\ngraded code may not use the network",
        ),
        (
            {"type": "ForbiddenImport", "message": "torch cannot be imported"},
            faults.Blocked,
            Verdict.BLOCKED,
            "was stopped: torch cannot be imported\n  layers.py, line 12",
        ),
        (
            {"type": "NotImplementedError", "message": "todo"},
            faults.NotDone,
            Verdict.FAILED,
            "yet: todo (layers.py, line 12)",
        ),
        (
            {"type": "NotImplementedError", "message": "", "frames": []},
            faults.NotDone,
            Verdict.FAILED,
            "layers.ReLU",
        ),
        ({"type": "MemoryError"}, faults.MemoryLimit, Verdict.MEMORY, "more memory than limits.memory_mb"),
        ({"type": "SystemExit"}, faults.StudentError, Verdict.ERROR, "graded code must not exit"),
    ],
    ids=["denied", "import", "not implemented", "without text", "memory", "exit"],
)
def test_some_exceptions_have_a_meaning_of_their_own(description, kind, verdict, words):
    """Unwritten parts, memory and attempts to exit are told as what they are."""
    fault = told(**description)

    assert type(fault) is kind
    assert fault.verdict is verdict
    assert words in fault.message


@pytest.mark.parametrize(
    "call, words",
    [
        ("layers.ReLU", "layers.py has no 'ReLU' (no such)"),
        ("layers.ReLU.go", "layers.ReLU has no 'go' (no such)"),
    ],
)
def test_a_missing_name_is_told_by_its_owner(call, words):
    """An AttributeError outside the student's code means that something was not written."""
    assert words in told(call, type="AttributeError", message="no such", frames=[]).message


@pytest.mark.parametrize(
    "frames",
    [None, 3, "abc", [1, None], [["a"]], [[1, 2, 3, 4]], [["f", "1", "g", "s"]], [["f", 10**2000, "g", "s"]]],
)
def test_nothing_in_a_description_is_trusted(frames):
    """Fields of the wrong type, which only tampering makes, are left out."""
    fault = told(type=None, message=[1], frames=frames)

    assert fault.message == "layers.ReLU.forward raised <NoneType>: <list>"
    assert "where" not in fault.details


def test_long_fields_are_cut():
    """A message of a megabyte does not reach the report."""
    assert (
        len(
            told(
                type="T" * 10**6, message="m" * 10**6, frames=[["f" * 10**6, 1, "g" * 10**6, "s" * 10**6]]
            ).message
        )
        < 3000
    )


@pytest.mark.parametrize(
    "calls, words, home",
    [
        (["layers.ReLU.forward"], "layers.ReLU.forward", "layers.ReLU.forward"),
        (["m.A.f", "m.A.g"], "m.A.f or m.A.g", "m.A"),
        (["m.A.f", "m.A.g", "m.B.f"], "m.A.f, m.A.g or m.B.f", "m"),
        (["m.A.f", "n.A.f"], "m.A.f or n.A.f", ""),
        (["m.A.f", "m.A"], "m.A.f or m.A", "m.A"),
        (["m.A +", "m.A *"], "m.A + or m.A *", "m.A"),
        ([f"m.f{n}" for n in range(6)], "m.f0, m.f1, m.f2, m.f3, m.f4 or m.f5", "m"),
        ([f"m.f{n}" for n in range(32)], "m.f0, m.f1, m.f2, m.f3, m.f4 or one of 27 more", "m"),
    ],
)
def test_which_one_of_several_calls_it_was_is_left_open(calls, words, home):
    """They are named in their order, as many as a message can hold; what they share can be told."""
    assert faults.one_of(calls) == words
    named = faults.each_of(words)
    assert named == (calls if len(calls) < 7 else calls[:5])
    assert faults.shared(named) == home
