"""Specify what is printed where a folder is watched without a terminal."""

from __future__ import annotations

import io
from pathlib import Path

from grader.records import Spot, Verdict
from grader.watchlines import Lines
from grader.watchscreen import View
from tests.test_watchscreen import finding


def printed(*views):
    """Return the lines that were printed for *views*, one after the other."""
    stream = io.TextIOWrapper(io.BytesIO(), "ascii")
    lines = Lines(stream)
    lines.start()
    for view in views:
        lines.draw(view)
    lines.stop()
    return stream.buffer.getvalue().decode("ascii").splitlines()


def test_a_run_is_printed_once_it_is_over():
    """A line per failed check, then the sum; drawing again what is known prints nothing."""
    found = (finding(1, Verdict.PASSED), finding(2, message="got 0\nmore"), finding(3, stale=True))
    busy = View(found, total=3, notice="a.py saved", folder=Path("/x"))
    over = View(found, total=3, notice="waiting", runs=1, folder=Path("/x"))

    assert printed(busy, busy, over, over) == [
        "a.py saved",
        "layers.py:2: failed: Title 2: got 0",
        "1 of 3 checks passed",
        "waiting",
    ]


def test_what_does_not_compile_is_printed_once():
    """However many notices follow."""
    alarms = [(Spot(Path("/y/layers.py"), 7), "invalid syntax")]

    lines = printed(View(notice="a", alarms=alarms), View(notice="b", alarms=alarms))

    assert lines == ["a", "/y/layers.py:7: does not compile: invalid syntax", "b"]


def test_no_line_is_obeyed():
    """Neither escapes nor what the stream's encoding lacks reach it; a line break begins no line."""
    lines = printed(View([finding(1, message="\x1b[2Jé\u2028x")], total=1, runs=1, folder=Path("/x")))

    assert lines[0].startswith("layers.py:1: failed: Title 1: \\xe9")
    assert "\x1b" not in "".join(lines)
