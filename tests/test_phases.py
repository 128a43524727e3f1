"""Specify how all tests are run in two phases and summed up."""

from __future__ import annotations

import pytest

from tests import phases

PASSES = "def test_one():\n    pass\n\n\ndef test_two():\n    pass\n"
FAILS = "def test_three():\n    assert 1 == 2\n"


@pytest.fixture
def suite(tmp_path, monkeypatch):
    """Write files of tests into a folder and return what runs both phases there."""

    def _run(**files):
        (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    alone: needs the machine\n")
        for name, text in files.items():
            (tmp_path / "tests").mkdir(exist_ok=True)
            (tmp_path / "tests" / f"test_{name}.py").write_text(f"import pytest\n\n{text}")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        monkeypatch.setattr(phases, "workers", lambda: 1)
        return phases.main(["-q", "-p", "xdist", "-p", "no:cacheprovider"])

    return _run


def alone(text):
    """Return a file of tests that need the machine to themselves."""
    return f"pytestmark = pytest.mark.alone\n\n\n{text}"


def test_both_phases_count(suite, capfd):
    """The last line sums up all tests, whichever phase ran them."""
    code = suite(one=PASSES, two=alone(PASSES.replace("pass", "pytest.skip('no')", 1)))

    assert code == 0
    assert capfd.readouterr().out.splitlines()[-1].startswith("4 tests: 3 passed, 0 failed, 1 skipped, in ")


@pytest.mark.parametrize(
    "files, name",
    [({"one": FAILS, "two": alone(PASSES)}, "test_one"), ({"one": PASSES, "two": alone(FAILS)}, "test_two")],
    ids=["side by side", "alone"],
)
def test_a_failure_in_either_phase_is_one_of_all(suite, capfd, files, name):
    """The end names it and the exit code tells; the other phase is run all the same."""
    code = suite(**files)

    told = capfd.readouterr().out.splitlines()
    assert code == 1
    assert f"FAILED tests.{name}: test_three" in told
    assert told[-1].startswith("3 tests: 2 passed, 1 failed, 0 skipped, in ")


def test_what_cannot_be_collected_is_a_failure(suite, capfd):
    """A file of tests with a fault ends as one that fails."""
    assert suite(one=PASSES, two="def (") == 1

    assert "FAILED" in capfd.readouterr().out


def test_nothing_to_run_is_a_failure(suite):
    """As pytest itself has it: whoever ran no test has shown nothing."""
    assert suite() == 1


def test_a_run_that_tells_nothing_is_a_failure(tmp_path):
    """Were pytest killed, what it had not told would else be missed by nobody."""
    found = phases.read(-9, tmp_path / "told.xml")

    assert found.code == -9
    assert "pytest ended with code -9" in phases.summary([found], 1.0)


class Item:
    """A test, as pytest has it, with the mark."""

    def __init__(self, path):
        self.path = path

    def get_closest_marker(self, name):
        return name == phases.MARK


def test_a_mark_that_the_second_phase_would_miss_is_found(tmp_path):
    """It reads no file that does not speak of the mark: one that has it from elsewhere would never be run."""
    (tmp_path / "test_one.py").write_text(alone(PASSES))
    (tmp_path / "test_two.py").write_text(PASSES)

    assert phases.missed([Item(tmp_path / "test_one.py"), Item(tmp_path / "test_two.py")]) == {
        tmp_path / "test_two.py"
    }


@pytest.mark.parametrize("cores, side_by_side", [(1, 2), (2, 3), (64, phases.MOST)])
def test_one_test_more_than_cores_runs(monkeypatch, cores, side_by_side):
    """So that none is idle while a test waits; on a large machine not so many that memory runs out."""
    monkeypatch.setattr(phases.os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)

    assert phases.workers() == side_by_side
