"""Specify at which line of a student's file a failed check points."""

from __future__ import annotations

import pytest

from grader.courselayout import Conventions, Layout, Place
from grader.whereabouts import place

SOURCE = b"""\
import numpy as np

class ReLU:
    def __init__(self):
        self.mask = None

    def forward(self, x):
        self.mask = x > 0
        return x

def double(x):
    return x
"""
FILES = {"layers.py": SOURCE, "own.py": b"1 / 0\n"}
EITHER = "layers.ReLU.forward or layers.ReLU.backward"
LAYOUT = Layout({"layers": "layers.py", "loss": "loss.py"}, {}, Conventions())


@pytest.mark.parametrize(
    "text, details, call, expected",
    [
        ("T", {"where": {"file": "own.py", "line": 1}}, "layers.ReLU", ("own.py", 1)),
        ("ReLU.forward: got 0\nT", {}, "layers.ReLU.backward", ("layers.py", 7)),
        ("got 0\nReLU.forward follows its formula", {}, "layers.ReLU", ("layers.py", 7)),
        ("forward: got 0", {}, "layers.ReLU.backward", ("layers.py", 7)),
        ("mask: got 0", {}, "layers.ReLU.forward", ("layers.py", 8)),
        ("got 0", {}, "layers.ReLU.mask", ("layers.py", 8)),
        ("got 0", {"call": "layers.double: calling"}, "", ("layers.py", 11)),
        ("got 0", {}, "layers.ReLU.backward", ("layers.py", 3)),
        (f"{EITHER} took longer\nT", {"call": EITHER}, "", ("layers.py", 3)),
        (f"{EITHER} took longer\nReLU.forward", {"call": EITHER}, "", ("layers.py", 7)),
        ("took longer", {}, EITHER, ("layers.py", 3)),
        ("took longer", {"call": "layers.ReLU or layers.double"}, "", ("layers.py", 1)),
        ("took longer", {"call": "layers.ReLU, own.f or one of 3 more"}, "layers.ReLU", None),
        ("got 0", {}, "layers.Sigmoid", ("layers.py", 1)),
        ("got 0", {}, "loss.Loss", None),
        ("got 0", {"where": {"file": "gone.py", "line": 3}}, "", None),
    ],
    ids=[
        *(
            "exception",
            "named first",
            "in the title",
            "method alone",
            "attribute",
            "asked last",
            "the call's",
        ),
        "no such method",
        *("one of two", "one of two, and named", "asked last, one of two", "of a file", "of two files"),
        *("no such class", "no such file", "false place"),
    ],
)
def test_a_place_is_where_to_look(text, details, call, expected):
    """Where an error was raised; else where the definition is that message, title or last call names."""
    assert place(text, details, call, FILES, LAYOUT) == expected


def test_a_file_that_does_not_compile_is_pointed_at_all_the_same():
    """Its first line must do."""
    assert place("got 0", {}, "layers.ReLU", {"layers.py": b"def (:"}, LAYOUT) == ("layers.py", 1)


def test_a_course_with_names_of_its_own_is_pointed_into():
    """The file and the class that `config.yaml` maps a name to; of alternatives the one that is there."""
    places = (Place("Layers/Rectifier.py", "Rectifier"), Place("layers.py", "ReLU"))
    layout = Layout({}, {"layers": {"Positive": places}}, Conventions())

    found = place("forward: got 0", {}, "layers.Positive.backward", FILES, layout)

    assert found == ("layers.py", 7)
    assert place("got 0", {}, "layers.Positive", {"own.py": b""}, layout) is None
