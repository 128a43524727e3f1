"""Specify what is found out before the forks, once for all submissions."""

from types import SimpleNamespace

import numpy as np
import pytest

from grader import classtext, equipment, trajectory
from grader.bench import RECORD, Record
from grader.checkfiles import load
from grader.errors import CheckFailed
from grader.foresight import foresee
from grader.records import Kind, PlannedCheck, Visibility
from grader.reference import load_reference
from tests.test_practice import states
from tests.test_training import ROOT, images, rules, run  # noqa: F401  images is a fixture

FILE = """
import sys

import numpy as np

from grader import check, resident
from grader.trajectory import same_trajectory


class Doubling:
    factor = 2.0


class Foreign:
    def path(self):
        return sys.path


def test_resident(student):
    resident(student, Doubling)


def test_losses(student, reference, course, rng):
    same_trajectory(student, reference, course.accuracy, rng)
"""


@pytest.fixture
def module(tmp_path):
    """Return a file of checks."""
    path = tmp_path / "reference" / "checks" / "test_foreseen.py"
    path.parent.mkdir(parents=True)
    path.write_text(FILE)
    return load(path)


def collected(module, *names):
    """Return as much of pytest's items as is looked at."""
    planned = [PlannedCheck(f"t/{name}", "t", "T", Kind.UNIT, Visibility.HIDDEN, 1.0, "") for name in names]
    return [
        SimpleNamespace(module=module, obj=getattr(module, name), stash={RECORD: Record(check)})
        for name, check in zip(names, planned, strict=True)
    ]


def bench():
    """Return where the checks run."""
    config = SimpleNamespace(name="n", layout=None, accuracy=rules())
    return SimpleNamespace(assignment=ROOT, config=config, secret=b"s")


def test_the_sources_of_classes_are_read(module):
    """One that can only stay with its check is no fault."""
    before = classtext.source_of.cache_info()

    foresee(collected(module, "test_resident"), bench())
    foreseen = classtext.source_of.cache_info()
    found = classtext.source_of(module.Doubling)

    assert foreseen.currsize == before.currsize + 1
    assert classtext.source_of.cache_info().misses == foreseen.misses
    assert found == "class Doubling:\n    factor = 2.0\n"


def test_a_file_that_sends_no_class_is_not_read(module):
    """Its classes stay with its checks."""
    del module.resident
    before = classtext.source_of.cache_info()

    foresee(collected(module, "test_losses"), bench())

    assert classtext.source_of.cache_info() == before


def test_the_reference_has_trained_before_the_check_asks(module, monkeypatch):
    """With the very numbers of that check, whose losses are then compared as ever."""
    where = bench()
    (item,) = collected(module, "test_losses")
    foresee([item], where)
    known = trajectory._trained.cache_info().misses

    rng = equipment.rng(where, item.stash[RECORD])
    run({}, trajectory.same_trajectory, load_reference(ROOT), where.config.accuracy, rng)

    assert trajectory._trained.cache_info().misses == known
    wrong = (ROOT / "reference" / "optimizer.py").read_bytes().replace(b" - ", b" + ")
    with pytest.raises(CheckFailed):
        run({"optimizer.py": wrong}, trajectory.same_trajectory, load_reference(ROOT), rules(), rng)


def test_nothing_is_trained_that_no_check_asks_for(module):
    """It takes as long as a few checks do."""
    known = trajectory._trained.cache_info().misses

    foresee(collected(module, "test_resident"), bench())

    assert trajectory._trained.cache_info().misses == known


def test_foresight_does_not_move_the_global_random_states(module):
    """Layers of the reference draw their first weights from there."""
    where = bench()
    where.secret = b"another"
    np.random.standard_normal()  # noqa: NPY002  that one number is kept is part of the state
    before = states()

    foresee(collected(module, "test_losses", "test_resident"), where)

    assert states() == before
