"""Specify what a check gets under the names of its arguments."""

import random
from types import SimpleNamespace

import numpy as np

from grader import config as configuration
from grader import equipment
from grader.bench import Record
from grader.records import Kind, PlannedCheck, Visibility
from grader.stage import Script, _Bench
from tests.assignments import SOLUTION, write_assignment

FILES = {"calc.py": SOLUTION.encode()}


def bench_of(assignment, secret=b"s"):
    """Return a bench that runs the right solution in this process."""
    return _Bench(assignment, configuration.load(assignment), secret, Script(FILES))


def record(name="calc/a"):
    """Return the record of a check."""
    return Record(PlannedCheck(name, "calc", "T", Kind.UNIT, Visibility.HIDDEN, 1.0, "H."))


def test_the_student_is_open_as_long_as_the_check_runs(tmp_path):
    """Then its answers have been counted and its journal is kept, and what it holds may go."""
    made, bench = record(), bench_of(write_assignment(tmp_path))

    with equipment.student(bench, made) as student:
        assert student.calc.double(2.0) == 4.0
        assert made.student is student

    assert made.student is None
    assert made.answers > 0
    assert [exchange.call for exchange in made.journal.exchanges][-1] == "calc.double"


def test_the_generator_is_the_check_s_own(tmp_path):
    """By secret and id; the same again for the same."""
    assignment = write_assignment(tmp_path)
    draws = {
        (secret, name): equipment.rng(bench_of(assignment, secret), record(name)).random()
        for secret in (b"s", b"t")
        for name in ("calc/a", "calc/b")
    }

    assert len(set(draws.values())) == 4
    assert equipment.rng(bench_of(assignment), record("calc/b")).random() == draws[b"s", "calc/b"]


def test_the_reference_draws_what_the_check_s_seed_gives(tmp_path):
    """Whatever was drawn before."""
    assignment = write_assignment(tmp_path, reference=SOLUTION)
    drawn = []
    for _ in range(2):
        modules = equipment.reference(bench_of(assignment), record())
        drawn.append((np.random.standard_normal(), random.random()))  # noqa: NPY002  as layers do

    assert modules.calc.double(2) == 4
    assert drawn[0] == drawn[1]


def test_the_rest_is_handed_out_as_it_is():
    """The place for a result, the configuration, and the way to tell."""
    made, bench = record(), SimpleNamespace(config=object(), tell=print)

    given = {name: equipment.MAKERS[name](bench, made) for name in ("result", "course", "progress")}

    assert given == {"result": made.result, "course": bench.config, "progress": print}
