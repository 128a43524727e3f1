"""Specify what is said of a batch in the end."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path

import pytest

from grader.batchsummary import distribution, show_summary, summary_json
from grader.page import make_console
from grader.results import BatchOutcome
from tests.batchfeeds import EVIL, failed, graded, known

PLACES = (("reports", Path("out/reports")), ("grades", Path("out/grades.csv")))
CLASS = BatchOutcome(
    results=[
        graded("ada", 100.0, 61.0, notes=("layers.py lies twice", "a symlink")),
        graded("bob", 0.0, 2.0),
        known("cai", 75.5),
        graded("dan", 99.99, 7.0, notes=("late",)),
        failed("eve", problem="calc.py: line 3 is no Python"),
        failed("fay", "internal", "the worker was killed three times", 9.0),
    ],
    left=0,
    seconds=1503.0,
    absent=("Ada Lovelace", "Émilie du Châtelet"),
    puzzles=("x.tar: is neither a Python file nor an archive",),
)


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)


def shown(outcome, places=PLACES):
    """Return the lines that are printed where there is no terminal."""
    stream = io.TextIOWrapper(io.BytesIO(), "utf-8")
    show_summary(outcome, places, make_console(stream))
    stream.flush()
    return stream.buffer.getvalue().decode().splitlines()


def test_a_class_in_the_order_of_what_is_to_be_done():
    """Our fault first, then who must be asked, the scores, the slowest, where all is, and the sum."""
    lines = shown(CLASS)

    assert lines[:13] == [
        "! The grader itself failed at 1 submission: our fault, not the students'.",
        "    fay: the worker was killed three times",
        "",
        "x 1 submission could not be read:",
        "    eve: calc.py: line 3 is no Python",
        "",
        "? 1 thing not understood:",
        "    x.tar: is neither a Python file nor an archive",
        "",
        "- 2 students of the roster without a submission:",
        "    Ada Lovelace; Émilie du Châtelet",
        "",
        "Scores of 4 graded submissions, of 100 points",
    ]
    assert lines[-8:] == [
        "  all points: 1, none: 1",
        "",
        "Slowest: ada 1 min 1 s, fay 9 s, dan 7 s, bob 2 s",
        "Reports: out/reports",
        "Grades:  out/grades.csv",
        "3 notes on 2 submissions: see the notes.",
        "6 submissions: 4 graded (1 known already), 1 rejected, 1 internal, 1 thing not",
        "understood, 2 students absent; in 25 min 3 s.",
    ]


def test_the_distribution_fits_60_columns():
    """A bar for each tenth of the points, in which even one submission is seen; then the figures."""
    many = [graded(f"s{number}", 95.0) for number in range(4999)]

    lines = shown(BatchOutcome([*many, graded("a", 10.0)]))

    at = lines.index("Scores of 5000 graded submissions, of 100 points")
    assert lines[at + 1 : at + 4] == ["    0 -  10", "   10 -  20 # 1", "   20 -  30"]
    assert lines[at + 10].startswith("   90 - 100 ####")
    assert lines[at + 10].endswith("# 4999")
    assert 55 <= len(lines[at + 10]) <= 60
    assert lines[at + 11].startswith("  minimum 10, lower quartile 95, median 95,")


def test_the_distribution_is_of_the_graded():
    """Quartiles with both ends included; rejected and internal ones have no score."""
    spread = distribution([*CLASS.results, failed("gus")])

    assert spread is not None
    assert (spread.count, spread.minimum, spread.maximum) == (4, 0.0, 100.0)
    assert (spread.lower_quartile, spread.median, spread.upper_quartile) == pytest.approx(
        (56.625, 87.745, 99.9925)
    )
    assert spread.mean == pytest.approx(68.8725)
    assert spread.bins == (1, 0, 0, 0, 0, 0, 0, 1, 0, 2)
    assert (spread.full, spread.zero) == (1, 1)


@pytest.mark.parametrize(
    "score, tenth", [(0.0, 0), (9.99, 0), (10.0, 1), (30.0, 3), (70.0, 7), (99.99, 9), (100.0, 9), (104.0, 9)]
)
def test_a_score_on_an_edge_is_in_the_upper_tenth(score, tenth):
    """All points, and more than all, are in the last one."""
    spread = distribution([graded("a", score)])

    assert spread is not None
    assert spread.bins.index(1) == tenth


def test_a_score_summed_of_parts_is_on_its_edge():
    """Twelve of 24 equal checks are a little less than half the points in floating point, and as good."""
    spread = distribution([graded("a", sum([100 / 24] * 12))])

    assert spread is not None
    assert spread.bins.index(1) == 5


@pytest.mark.parametrize(
    "outcome, last",
    [
        (BatchOutcome([]), "No submissions."),
        (BatchOutcome([], absent=("Ada",)), "No submissions."),
        (BatchOutcome([graded("ada", 7.0)]), "1 submission: 1 graded; in 0 s."),
        (BatchOutcome([known("ada")]), "1 submission: 1 graded (1 known already); in 0 s."),
        (BatchOutcome([failed("a", "internal", "x")] * 3), "3 submissions: 0 graded, 3 internal; in 0 s."),
        (BatchOutcome([graded("ada", math.nan)]), "1 submission: 1 graded; in 0 s."),
    ],
)
def test_small_and_odd_classes_have_a_summary(outcome, last):
    """Nobody, one, all known, all failed, no number: neither a fault nor a NaN."""
    lines = shown(outcome)

    assert lines[-1] == last
    assert "nan" not in "\n".join(lines).lower()
    json.dumps(summary_json(outcome, PLACES), allow_nan=False)


def test_one_score_has_no_histogram():
    """Its points are all there is to say."""
    lines = shown(BatchOutcome([graded("ada", 7.25)]), ())

    assert lines == [
        "Scores of 1 graded submission, of 100 points",
        "  7.25",
        "",
        "Slowest: ada 1 s",
        "1 submission: 1 graded; in 0 s.",
    ]


def test_the_five_slowest_are_named():
    """Slowest first; what was known took no time."""
    results = [graded(f"s{number}", seconds=number) for number in range(9)] + [known("k")]

    assert "Slowest: s8 8 s, s7 7 s, s6 6 s, s5 5 s, s4 4 s" in shown(BatchOutcome(results))
    assert not [line for line in shown(BatchOutcome([known("k")])) if line.startswith("Slowest")]


def test_a_reason_that_many_share_is_told_once():
    """With all their names: a full disk is one finding."""
    full = [failed(f"s{number}", "internal", "the disk is full") for number in range(3)]

    lines = shown(BatchOutcome([*full, failed("t", "internal", "")]))

    assert lines[:4] == [
        "! The grader itself failed at 4 submissions: our fault, not the students'.",
        "    the disk is full (3):",
        "      s0, s1, s2",
        "    t: no reason known",
    ]


def test_a_batch_that_was_stopped_says_how_to_go_on():
    """In the last line; the sum counts what was not looked at."""
    lines = shown(BatchOutcome([graded("ada")], left=278))

    assert lines[-2:] == [
        "279 submissions: 1 graded, 278 not looked at; in 0 s.",
        "Stopped before its end: the same command goes on where it was.",
    ]


def test_a_path_is_one_piece_however_long():
    """So that it can be copied."""
    path = Path("/" + "folder/" * 30)

    assert f"Reports: {path}" in shown(CLASS, [("reports", path)])


def test_nothing_of_the_students_is_obeyed():
    """Names, reasons, puzzles, students of the roster and paths."""
    failures = [failed(EVIL, "internal", EVIL), failed(EVIL, problem=EVIL)]
    outcome = BatchOutcome([*failures, graded(EVIL)], absent=(EVIL, EVIL), puzzles=(EVIL,))

    lines = shown(outcome, [("reports", Path(EVIL))])

    assert all(line.isprintable() for line in lines)
    assert "##[" not in "\n".join(lines)
    assert not [line for line in lines if line.lstrip().startswith("::")]
    assert sum("\\u202e" in line for line in lines) == 6


def test_a_program_gets_the_same():
    """Everything by name, as JSON without NaN; whole reasons, not cut."""
    told = summary_json(CLASS, PLACES)

    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert (told["submissions"], told["graded"], told["known"]) == (6, 4, 1)
    assert told["internal"] == [{"id": "fay", "problem": "the worker was killed three times"}]
    assert told["rejected"] == [{"id": "eve", "problem": "calc.py: line 3 is no Python"}]
    assert (told["left"], told["stopped"]) == (0, False)
    assert told["notes"] == {"ada": ["layers.py lies twice", "a symlink"], "dan": ["late"]}
    assert told["absent"] == ["Ada Lovelace", "Émilie du Châtelet"]
    assert told["scores"]["bins"] == [1, 0, 0, 0, 0, 0, 0, 1, 0, 2]
    assert told["slowest"][0] == {"id": "ada", "seconds": 61.0}
    assert told["places"] == {"reports": "out/reports", "grades": "out/grades.csv"}
