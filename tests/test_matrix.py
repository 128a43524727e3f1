"""Specify what is wrong with an assignment, by what its checks found in misconceptions."""

import pytest

from grader.matrix import Matrix
from grader.matrixpage import summary, table
from grader.misconceptions import Misconception
from grader.records import Kind, PlannedCheck, Verdict, Visibility

P, F = Verdict.PASSED, Verdict.FAILED


def planned(name, **more):
    """Return a check of the task calc."""
    return PlannedCheck(f"calc/{name}", "calc", name, Kind.UNIT, Visibility.HIDDEN, 1.0, "H.", **more)


def matrix(rows, *checks, also=(), **fails):
    """Return a matrix of *rows* (misconception to check to verdicts); *fails* is what each names."""
    known = [
        Misconception(
            name, "Your code.", "calc.py", tuple(f"calc/{x}" for x in named), dict.fromkeys(also, "x"), b""
        )
        for name, named in fails.items()
    ]
    made = Matrix(checks or [planned("a"), planned("b")], known)
    for name, row in rows.items():
        for check, verdicts in row.items():
            for verdict in verdicts:
                made.enter(name, f"calc/{check}", verdict, "why\nmore")
    return made


SOUND = {"one": {"a": [F, F], "b": [P, P]}, "two": {"a": [P, P], "b": [F, F]}}


def test_a_sound_matrix_has_no_fault():
    """Each check catches a mistake of its own, and nothing else."""
    made = matrix({"": {"a": [P], "b": [P]}, **SOUND}, one="a", two="b")

    assert made.faults() == []
    assert made.kills() == {"calc/a": ["one"], "calc/b": ["two"]}


@pytest.mark.parametrize(
    "rows, fault",
    [
        ({"": {"a": [P, F]}}, "reference: calc/a fails it with 1 of 2 secrets: why"),
        ({"": {"a": [F, F]}}, "reference: calc/a fails it with every secret: why"),
        ({"one": {"a": [P, P], "b": [P, P]}}, "misconception one: calc/a lets it pass"),
        ({"one": {"a": [F, P], "b": [P, P]}}, "misconception one: calc/a lets it pass with 1 of 2 secrets"),
        (
            {"one": {"a": [F, F], "b": [P, F]}},
            "misconception one: calc/b fails it and is not named there: why",
        ),
        ({"two": {"a": [P, P], "b": [P, P]}}, "calc/b fails no misconception: what mistake is it for?"),
        (
            {"one": {"a": [F], "b": [F]}, "two": {"a": [F], "b": [F]}},
            "calc/a and calc/b fail exactly the same misconceptions: points are lost twice",
        ),
    ],
)
def test_each_kind_of_fault_is_told(rows, fault):
    """In one line that names misconception and check."""
    assert fault in matrix({**SOUND, **rows}, one="a", two="b").faults()


def test_a_reason_lets_a_check_fail_unnamed():
    """As its author says."""
    rows = {**SOUND, "one": {"a": [F, F], "b": [P, F]}}

    assert matrix(rows, also=["calc/b"], one="a", two="b").faults() == []


def test_a_pattern_that_fits_no_check_is_told():
    """A check that was renamed, say."""
    assert "misconception one: names calc/c, which is no check" in matrix(SOUND, one="ac", two="b").faults()


def test_checks_that_repeat_each_other_on_purpose_say_so():
    """Then the same set of mistakes is no fault."""
    both = {name: {"a": [F], "b": [F]} for name in ("one", "two")}
    checks = (planned("a"), planned("b", repeats=("calc/a",)))

    assert matrix(both, *checks, one="ab", two="ab").faults() == []


def test_a_need_must_not_cost_points():
    """The needed check fails a mistake that the other lets pass."""
    checks = (planned("a"), planned("b", needs=("calc/a",)))

    faults = matrix(SOUND, *checks, one="a", two="b").faults()

    assert faults == ["calc/b needs calc/a, which fails one although calc/b lets it pass"]


def test_the_table_names_every_misconception(capsys):
    """With the checks that catch it, and the number that each check catches."""
    made = matrix(SOUND, one="a", two="b")

    lines = list(table(made))

    assert "  one: calc/a" in lines
    assert "  calc: a 1, b 1" in lines
    assert summary(made, 2).startswith("2 misconceptions against 2 checks with 2 secrets")
    assert made.as_json()["misconceptions"][0]["caught_by"] == ["calc/a"]
