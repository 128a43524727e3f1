"""Specify what a save has run again, when, and on what; the examiners are doubles."""

from __future__ import annotations

import os

import pytest

from grader import recheck as module
from grader.errors import ConfigError, UsageError
from grader.grading import Request
from grader.minutes import internal
from grader.recheck import Recheck
from grader.records import CheckStarted, Kind, Outcome, PlannedCheck, Spot, Verdict, Visibility
from grader.sitting import Told
from tests.assignments import CONFIG, write_assignment

TWO = CONFIG.replace("  calc: calc.py\n", "  calc: calc.py\n  sums: sums.py\n").replace(
    "    points: 10\n", "    points: 10\n  sums:\n    title: Sums\n    points: 5\n"
)
CHECKS = {"calc": "def test_double(student): student.calc\n", "sums": "def test_sum(student): student.sums\n"}


class Double:
    """An examiner that is ready at once; what it has still to say is in *script*."""

    made: list

    def __init__(self, assignment, terms):
        checks = assignment / "exercises/checks"
        self.plan = [
            PlannedCheck(f"{task}/a", task, f"T of {task}", Kind.UNIT, Visibility.VISIBLE, 1.0, "H.")
            for task in CHECKS
        ]
        self.spots = {check.id: Spot(checks / f"test_{check.task}.py", 1) for check in self.plan}
        self.isolation, self.is_ready, self.is_silent, self.ended = "process", True, False, False
        self.given, self.script, self.log, self.is_gone, self.wrong = None, [], [], False, None
        self.made.append(self)

    def give(self, submission, tasks, secret):
        self.given, self.files, self.is_ready = list(tasks), dict(submission.files), False

    def hear(self):
        return self.script.pop(0) if self.script else []

    def fault(self):
        return self.wrong

    def outcomes(self):
        return {f"{task}/a": Outcome(f"{task}/a", Verdict.PASSED, 1.0, "") for task in self.given}

    def dismiss(self):
        self.log.append("dismissed")

    def close(self):
        self.log.append("closed")


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder with `calc.py`, and `sums.py` which imports it, watched by doubles."""
    assignment = write_assignment(tmp_path / "course", config=TWO, visible=CHECKS["calc"])
    (assignment / "exercises/checks/test_sums.py").write_text(CHECKS["sums"])
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "calc.py").write_text("def double(x): return x\n")
    (folder / "sums.py").write_text("import calc\n")
    Double.made = []
    monkeypatch.setattr(module, "Sitting", Double)
    return folder, assignment


def started(course):
    """Return what has begun its first run, and the examiner of that."""
    recheck = Recheck(Request(course[1], course[0], scope="visible"))
    recheck.prepare()
    recheck.hear(Double.made[0])
    return recheck, Double.made[0]


def finish(recheck, sitting):
    """Let *sitting* come to its end."""
    sitting.ended = True
    recheck.hear(sitting)


def test_all_checks_run_at_first_and_the_next_examiner_gets_ready(course):
    """It is started as soon as the first task is done, so that it does not hold that up."""
    recheck, first = started(course)

    assert first.given == ["calc", "sums"]
    assert recheck.sittings() == [first]
    first.script = [[Told(Outcome("calc/a", Verdict.PASSED, 1.0, ""), "")]]
    recheck.hear(first)
    assert recheck.sittings() == [first, Double.made[1]]
    finish(recheck, first)
    assert (recheck.runs, recheck.board.waiting, first.log) == (1, [], ["closed"])
    assert "checked in" in recheck.notice


def test_what_was_not_handed_in_comes_last(course):
    """Who watches one file wants to see that one."""
    (course[0] / "calc.py").unlink()

    _, first = started(course)

    assert first.given == ["sums", "calc"]


def test_a_save_runs_what_it_touches(course):
    """The edited task, then those that import it; an own task alone where nobody does."""
    recheck, first = started(course)
    finish(recheck, first)

    (course[0] / "sums.py").write_text("import calc\nx = 1\n")
    assert not recheck.look()
    assert Double.made[1].given == ["sums"]
    finish(recheck, Double.made[1])
    (course[0] / "calc.py").write_text("def double(x): return 2 * x\n")
    recheck.look()

    assert Double.made[2].given == ["calc", "sums"]
    assert Double.made[2].files["calc.py"] == b"def double(x): return 2 * x\n"
    assert recheck.notice == "calc.py saved: checking calc, sums"


def test_a_save_that_changes_nothing_runs_nothing(course):
    """Neither do an editor's swap files and backups, nor a file that nobody imports."""
    recheck, first = started(course)
    finish(recheck, first)

    os.utime(course[0] / "calc.py")
    for name in ("4913", ".calc.py.swp", "calc.py~", "#calc.py#", ".#calc.py"):
        (course[0] / name).write_text("x")
    recheck.look()
    assert "checked in" in recheck.notice
    (course[0] / "notes.py").write_text("x = 1\n")
    recheck.look()

    assert Double.made[1].given is None
    assert recheck.notice == "notes.py is new: no check uses it"


def test_a_save_ends_the_rest_of_a_run(course):
    """What had no verdict yet waits for the next one, behind what was edited."""
    recheck, first = started(course)
    first.script = [[CheckStarted("calc/a"), Told(Outcome("calc/a", Verdict.FAILED, 0.0, "wrong"), "calc.f")]]
    recheck.hear(first)

    (course[0] / "calc.py").write_text("def double(x): return 2 * x\n")
    recheck.look()

    assert first.log == ["dismissed"]
    assert Double.made[1].given == ["calc", "sums"]
    assert [(found.part.id, found.stale) for found in recheck.board.findings()] == [("calc/a", True)]
    assert recheck.reap()
    first.is_gone = True
    assert not recheck.reap()
    assert first.log == ["dismissed", "closed"]


def test_a_save_before_the_next_examiner_is_ready_waits_for_it(course):
    """It begins as soon as it is, with what is there then."""
    recheck, first = started(course)
    first.script = [[Told(Outcome("calc/a", Verdict.PASSED, 1.0, ""), "")]]
    recheck.hear(first)
    Double.made[1].is_ready = False
    (course[0] / "sums.py").write_text("import calc\nx = 1\n")
    recheck.look()
    assert Double.made[1].given is None

    Double.made[1].is_ready = True
    recheck.hear(Double.made[1])

    assert Double.made[1].given == ["sums"]


def test_a_file_that_does_not_compile_holds_its_own_tasks_back(course):
    """It is told with its line, and graded at the next save; others are not held back."""
    recheck, _ = started(course)
    (course[0] / "sums.py").write_text("import calc\ndef f(:\n")
    recheck.look()

    assert recheck.broken == {"sums.py": (2, "invalid syntax")}
    assert Double.made[1].given == ["calc"]
    finish(recheck, Double.made[1])
    (course[0] / "calc.py").write_text("def (\n")
    recheck.look()
    assert recheck.notice == "calc.py saved; calc.py, sums.py: waiting until it compiles"
    (course[0] / "calc.py").write_text("x = 1\n")
    recheck.look()
    assert Double.made[2].given == ["calc"]
    (course[0] / "sums.py").write_text("x = 1\n")
    recheck.look()
    assert Double.made[3].given == ["sums", "calc"]


def test_a_file_that_is_about_to_be_written_is_waited_for(course):
    """Truncated or moved away: the next look tells whether that was all."""
    recheck, first = started(course)
    finish(recheck, first)

    (course[0] / "calc.py").write_text("")
    assert recheck.look()
    (course[0] / "calc.py").write_text("x = 1\n")
    assert not recheck.look()
    assert Double.made[1].files["calc.py"] == b"x = 1\n"
    (course[0] / "calc.py").rename(course[0] / "calc.py~")
    assert recheck.look()
    assert not recheck.look()

    assert "calc.py" not in Double.made[2].files
    assert recheck.notice == "calc.py is gone: checking calc, sums"


def test_a_folder_that_is_gone_is_told_and_waited_for(course):
    """When it is back with other contents, it is checked."""
    recheck, first = started(course)
    finish(recheck, first)

    course[0].rename(course[0].with_name("bob"))
    assert recheck.look()
    assert not recheck.look()
    assert recheck.notice.endswith("ada: no such folder")
    course[0].with_name("bob").rename(course[0])
    recheck.look()
    assert recheck.notice == "the files are there again; waiting for the next save"
    (course[0] / "sums.py").write_text("x = 1\n")
    recheck.look()

    assert Double.made[1].given == ["sums"]


def test_another_assignment_is_planned_anew(course):
    """All verdicts go; a fault in it is told until it is mended."""
    recheck, first = started(course)
    finish(recheck, first)

    (course[1] / "config.yaml").write_text("name: [")
    recheck.look()
    assert recheck.board is None
    assert recheck.sittings() == []
    assert recheck.notice.startswith("config.yaml")
    (course[1] / "config.yaml").write_text(TWO)
    recheck.look()
    recheck.hear(Double.made[-1])

    assert Double.made[1].log == ["dismissed"]
    assert Double.made[2].given == ["calc", "sums"]


def test_all_run_again_on_demand(course):
    """Also after an examiner that could not be started."""
    recheck, first = started(course)
    finish(recheck, first)
    Double.made[1].wrong = ConfigError("test_calc.py: NameError")
    recheck.hear(Double.made[1])
    assert (recheck.notice, recheck.sittings()) == ("test_calc.py: NameError", [])

    recheck.again()

    assert Double.made[2].given == ["calc", "sums"]


def test_an_examiner_that_falls_silent_is_ended(course):
    """What it has not told is the grader's own fault."""
    recheck, first = started(course)
    first.is_silent = True
    first.outcomes = lambda: {"calc/a": internal("calc/a", "killed")}

    recheck.hear(first)

    assert [found.part.verdict for found in recheck.board.findings()] == [Verdict.INTERNAL]
    assert first.log == ["closed"]


def test_one_that_was_dismissed_is_not_heard(course):
    """A key and a verdict can come at the same moment; the examiner that gets ready stays."""
    recheck, first = started(course)
    recheck.again()
    spare = Double.made[1]
    first.ended = True

    recheck.hear(first)

    assert recheck.sittings() == [spare]
    assert first.log == ["dismissed"]


def test_everything_is_ended_at_the_end(course):
    """Whatever still runs, waits or leaves."""
    recheck, _ = started(course)
    (course[0] / "sums.py").write_text("x = 1\n")
    recheck.look()

    recheck.hear(Double.made[1])
    Double.made[1].script = [[Told(Outcome("sums/a", Verdict.PASSED, 1.0, ""), "")]]
    recheck.hear(Double.made[1])

    recheck.close()

    assert [sitting.log[-1] for sitting in Double.made] == ["closed"] * 3
    assert recheck.sittings() == []


def test_an_archive_cannot_be_watched(course, tmp_path):
    """Nobody saves into one."""
    (tmp_path / "ada.zip").touch()

    with pytest.raises(UsageError, match="needs a folder or a file, not an archive"):
        Recheck(Request(course[1], tmp_path / "ada.zip", scope="visible"))
