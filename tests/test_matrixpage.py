"""Specify what a proof looks like on a terminal and where there is none."""

import io
import json
from types import SimpleNamespace

from grader.matrix import Matrix
from grader.matrixpage import RunsView, faults, told
from grader.verify import Proof
from tests.streams import Terminal

PROOF = Proof("reference", SimpleNamespace(score=9.0, max_score=10.0), ("reference: calc/a failed: why",))


def test_the_result_ends_with_the_scores():
    """For people; for machines the same as JSON."""
    made = Matrix([], [])

    text, data = told(made, [PROOF], 0, as_json=False), json.loads(told(made, [PROOF], 0, as_json=True))

    assert text.startswith("reference: calc/a failed: why\nreference: 9.0 of 10.0 points\n0 misconceptions")
    assert data["faults"] == faults(made, [PROOF]) == ["reference: calc/a failed: why"]
    assert data["scores"] == {"reference": 9.0}


def test_runs_are_counted_on_a_terminal_only(monkeypatch):
    """The last run removes the line."""
    monkeypatch.setenv("TERM", "xterm")
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        view = RunsView(stream)
        view(1, 2)
        view(2, 2)

    assert terminal.getvalue() == "\r\x1b[2Krehearsing: 1 of 2 runs\r\x1b[2K"
    assert file.getvalue() == ""
