"""The tricks that must be tried, each by at least one attack: the words that headers use after `row:`."""

from __future__ import annotations

from collections.abc import Iterable

FORGING = {
    1: "an object that equals everything",
    2: "assertions and test reports replaced",
    3: "a results file written, then a quick end",
    4: "a results file rewritten at exit",
    5: "frames and the heap searched for the verdict",
    6: "a child that outlives the grading",
    7: "hidden text raised in an exception",
    8: "constants out of the caller's code",
    9: "an array that takes part in the comparison",
    10: "files planted that the runner would load",
    11: "time-outs swallowed",
    12: "workflow commands and JSON printed",
    13: "inputs guessed",
    14: "the answer channel forged",
    15: "time and state taken from the next check",
    16: "the reference or a framework imported",
    17: "test images or their labels",
}
HARM = """
endless loop; endless recursion; memory; a slow leak; fork bomb; thread bomb; 1 GB on stdout; 1 GB into the
working folder; 1 GB into /tmp; a million tiny files; opening every file descriptor; writing to every open
descriptor; the home folder; the environment; other submissions; /proc/*/environ; the hidden checks; the
reference; listening; connecting; DNS; kill(-1); ptrace; signals to the parent; symbolic link; hard link; ..
in an archive; zip bomb; a tar with devices; file name with newline; file name with NUL; file name of 4,096
characters; right-to-left marks; a leading dash; UTF-16; a BOM; a NUL byte; tabs and spaces mixed; nested
10,000 brackets deep; starts with =; starts with +; starts with -; starts with @; HTML in a name, a message
or a print; ANSI escapes in a print; dead locks on import; a core dump; ctypes segmentation fault;
os.abort(); C stack overflow; faulthandler; a daemon thread that outlives its call; a __del__ that hangs; a
generator; a lambda; a NaN; an object array; a masked array; a 0-d array; a float32; an int; a Fortran-order
view; a read-only array; a subclass; arguments changed in place
"""
ROWS = [f"forging {number}" for number in FORGING]
ROWS += [f"harm: {' '.join(phrase.split())}" for phrase in HARM.split(";")]


def untried(rows: Iterable[str]) -> list[str]:
    """Return what none of *rows* names; a row may say more than the phrase of the list."""
    rows = list(rows)
    return [phrase for phrase in ROWS if not any(_names(row, phrase) for row in rows)]


def unknown(rows: Iterable[str]) -> list[str]:
    """Return those of *rows* that name nothing on the list and do not call themselves our own."""
    return [row for row in rows if not row.startswith("own") and not any(_names(row, each) for each in ROWS)]


def _names(row: str, phrase: str) -> bool:
    if phrase.startswith("forging"):
        return row == phrase
    return row.startswith("harm: ") and phrase.removeprefix("harm: ") in row
