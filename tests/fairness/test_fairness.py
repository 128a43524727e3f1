"""
Specify the corpus, and that no check takes a point from a right solution.

The quick part of ``python -m tests.fairness.run``: one secret, and what takes long only in the gradings.
"""

import sys
from collections import Counter

import pytest

from grader.records import Verdict
from grader.rehearsal import Part, Rehearsal
from tests.fairness import run
from tests.fairness.corpus import ASSIGNMENT, HERE, MODULES, reference, solutions

SOLUTIONS = {solution.name: solution for solution in solutions()}
UNRELATED = {bug.name: bug for bug in solutions("unrelated")}
SLOW = (
    "graph/chain_of_twenty_thousand",
    "mnist/first_losses",
    "network/denoising_a_cosine",
    "network/stochastic_gradient_descent_on_four_people",
    "network/twenty_training_steps",
)
"""Checks that take about a second each."""

GRADED = "type_hints"
"""The solution that is graded as a submission is: all six files are its own."""

LIMIT_RAISED = "raised_limit"
"""The solution that a slow check tries for longer than others."""


pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def found():
    """Return what each solution loses by quick checks, and how many ran, all of them at once."""
    ran, lost = Counter(), {name: {} for name in SOLUTIONS}
    for name, check, verdict, message in run.rehearsed(SOLUTIONS.values(), seeds=1, leave_out=SLOW):
        ran[name] += 1
        if verdict is not Verdict.PASSED:
            lost[name][check] = message
    return ran, lost


@pytest.fixture(scope="module")
def caught():
    """Return the verdict of the check that each bug names."""
    parts = [
        Part(name, bug.files, b"fairness", (bug.caught_by.replace("[", "[[]"),))
        for name, bug in UNRELATED.items()
    ]
    return {one.part.script: one.verdict for one in Rehearsal(ASSIGNMENT, processes=1).run(parts)}


def test_the_corpus_is_large():
    """40 solutions and 20 bugs at least, in folders of different names."""
    assert len(SOLUTIONS) >= 40
    assert len(UNRELATED) >= 20
    assert not SOLUTIONS.keys() & UNRELATED.keys()


@pytest.mark.parametrize("folder", ["solutions", "unrelated"])
def test_every_file_of_an_exercise_is_covered(folder):
    """The corpus has each of the six in several hands."""
    differing = [module for each in solutions(folder) for module in each.differing]

    assert min(differing.count(module) for module in MODULES) >= 3


@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_solution_says_what_it_is(name):
    """The first line of each file is a sentence, and the file is not the reference's."""
    own = SOLUTIONS[name]

    assert own.differing
    for path, words in own.says.items():
        assert len(words.split()) >= 3, f"{name}/{path} begins with {words!r}"
        assert own.own[path] != reference()[path]


@pytest.mark.parametrize("name", UNRELATED)
def test_an_unrelated_bug_says_what_it_is(name):
    """It is in one file, whose first line tells it."""
    assert len(UNRELATED[name].differing) == 1
    assert all(words.startswith("Bug: ") for words in UNRELATED[name].says.values())


def test_no_two_are_equal():
    """Each file of an exercise occurs once in the corpus."""
    files = [text for each in (*SOLUTIONS.values(), *UNRELATED.values()) for text in each.own.values()]

    assert len(set(files)) == len(files)


@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_right_solution_passes(found, name):
    """Every quick check that its files can fail."""
    ran, lost = found

    assert ran[name] >= 5
    assert lost[name] == {}


@pytest.mark.parametrize("name", UNRELATED)
def test_an_unrelated_bug_is_caught(caught, name):
    """By the check that its second line names, which is one of its own task."""
    assert UNRELATED[name].caught_by.partition("/")[0] in UNRELATED[name].differing
    assert caught[name] in {Verdict.FAILED, Verdict.ERROR}


def test_a_raised_limit_of_recursion_costs_nothing():
    """Whoever does not need it passes the chain that is asked for on account of it."""
    part = Part(LIMIT_RAISED, SOLUTIONS[LIMIT_RAISED].files, b"fairness", (SLOW[0],))

    ((verdict, message),) = [
        (one.verdict, one.message) for one in Rehearsal(ASSIGNMENT, processes=1).run([part])
    ]

    assert (verdict, message) == (Verdict.PASSED, "")


def test_a_right_solution_earns_all_points():
    """Graded as a submission is, with the training to the end and the checks that are slow."""
    ((_, report),) = run.graded([SOLUTIONS[GRADED]])

    checks = [check for task in report.tasks for check in task.checks]
    assert {check.id for check in checks} >= set(SLOW)
    assert {check.id: check.message for check in checks if check.verdict is not Verdict.PASSED} == {}
    assert (report.score, report.max_score) == (100, 100)


@pytest.mark.parametrize("verdict, code", [(Verdict.PASSED, 0), (Verdict.FAILED, 1)])
def test_a_lost_point_is_a_failure(monkeypatch, capsys, verdict, code):
    """``python -m tests.fairness.run`` ends with 1 where a solution loses a point and says by which check."""
    told = [("loops", "loss/loss_value", Verdict.PASSED, ""), ("loops", "loss/loss_gradient", verdict, "so")]
    monkeypatch.setattr(run, "rehearsed", lambda *_: iter(told))
    monkeypatch.setattr(sys, "argv", ["run", "loops", "--no-grade"])

    assert run.main() == code
    assert ("loops: loss/loss_gradient: failed: so" in capsys.readouterr().out) == bool(code)


def test_each_open_choice_is_made():
    """Every row of the README's table names solutions, which exist."""
    table = (HERE / "README.md").read_text(encoding="utf-8").partition("| made by |\n")[2]
    rows = [line.split("|")[3] for line in table.splitlines()[1:]]
    named = [[name.strip(" `") for name in row.split(",")] for row in rows]

    assert len(rows) >= 80
    assert all(names and set(names) <= SOLUTIONS.keys() for names in named)
