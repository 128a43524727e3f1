"""Specify how a class is graded, for real, with a tiny assignment: nothing twice, nothing lost."""

from __future__ import annotations

import csv
import json
import os
import shutil
import threading

import pytest

from grader import classrun, seeds
from grader.classrun import ClassRequest, ClassRun
from grader.errors import ConfigError, UsageError
from grader.gradebook import Gradebook
from grader.seat import Seat
from tests.assignments import SOLUTION, checks, write_assignment, write_submission

CHECKS = checks('''
    @probe()
    def test_double(student, rng):
        """Double doubles"""
        x = rng.standard_normal()
        assert_close(student.calc.double(x), 2 * x)

    @probe(points=3)
    def test_count(student):
        """Counter counts"""
        expect(student.calc.Counter(3).up() == 4, "wrong")
''')
WRONG = SOLUTION.replace("2 * x", "3 * x")


class Follower:
    """Keeps what it is told."""

    def __init__(self):
        self.begun, self.ended, self.told, self.total = [], [], [], 0
        self.at_end = lambda result: None

    def plan(self, total, checks):
        """Take the number."""
        self.total = total

    def begin(self, name):
        """Take a name."""
        self.begun.append(name)

    def end(self, result):
        """Take a result."""
        self.ended.append(result)
        self.at_end(result)

    def tick(self):
        """Take the time."""

    def tell(self, line):
        """Take a line."""
        self.told.append(line)


@pytest.fixture(autouse=True)
def secret(monkeypatch):
    """The inputs are the same in every run of the tests."""
    monkeypatch.setenv(seeds.SECRET_VARIABLE, "a secret")


def write_classroom(folder):
    """Write an assignment and a class of three."""
    write_assignment(folder / "course", visible=CHECKS)
    write_submission(folder / "class" / "ada")
    write_submission(folder / "class" / "bob", WRONG)
    write_submission(folder / "class" / "eve", "raise SystemExit\n")
    return folder


@pytest.fixture
def classroom(tmp_path):
    """An assignment and a class of three."""
    return write_classroom(tmp_path)


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory):
    """The same, graded; for `graded` to copy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(seeds.SECRET_VARIABLE, "a secret")
        folder = write_classroom(tmp_path_factory.mktemp("graded"))
        run(folder)
        return folder


@pytest.fixture
def graded(graded_once, tmp_path):
    """An assignment and a class of three that was graded."""
    return shutil.copytree(graded_once, tmp_path, dirs_exist_ok=True)


def run(folder, **more):
    """Grade the class; return what became of it and what was told."""
    follower = more.pop("follower", None) or Follower()
    request = ClassRequest(folder / "course", folder / "class", folder / "out", **{"workers": 1} | more)
    outcome = ClassRun(request, follower).grade()
    return outcome, follower


def scores(outcome):
    """Return the scores by the ids."""
    return {result.id: result.score for result in outcome.results}


def reports(folder):
    """Return the reports without what may differ between two gradings of the same."""
    found = {path.stem: json.loads(path.read_text()) for path in (folder / "out/reports").glob("*.json")}
    for report in found.values():
        del report["timing"], report["environment"]
    return found


def test_a_class_is_graded(classroom):
    """A report each, a row in the table and in the gradebook each, and a summary that adds up."""
    outcome, follower = run(classroom, workers=2)

    assert scores(outcome) == {"ada": 10.0, "bob": 7.5, "eve": 0.0}
    assert (outcome.left, follower.total, sorted(follower.begun)) == (0, 3, ["ada", "bob", "eve"])
    assert {name: report["score"] for name, report in reports(classroom).items()} == scores(outcome)
    with (classroom / "out/grades.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["student"]: row["score"] for row in csv.DictReader(stream)}
    assert rows == {"ada": "10", "bob": "7.5", "eve": "0"}
    with Gradebook(classroom / "out") as book:
        assert {account.student for account in book.accounts("tiny")} == {"ada", "bob", "eve"}


def test_a_second_run_does_nothing(graded):
    """No examiner starts for anybody, and not one file of the reports is touched."""
    before = {path: path.stat().st_mtime_ns for path in (graded / "out/reports").iterdir()}

    outcome, follower = run(graded)

    assert scores(outcome) == {"ada": 10.0, "bob": 7.5, "eve": 0.0}
    assert follower.begun == []
    assert [result.reused for result in outcome.results] == [2, 2, 2]
    assert {path: path.stat().st_mtime_ns for path in (graded / "out/reports").iterdir()} == before


def test_fresh_runs_everything_again(graded):
    """And comes to the same."""
    before = reports(graded)

    outcome, follower = run(graded, fresh=True)

    assert sorted(follower.begun) == ["ada", "bob", "eve"]
    assert [result.reused for result in outcome.results] == [0, 0, 0]
    assert reports(graded) == before


def test_an_edited_submission_alone_is_graded_again(graded):
    """The gradebook keeps both attempts."""
    write_submission(graded / "class" / "bob")

    outcome, follower = run(graded)

    assert follower.begun == ["bob"]
    assert scores(outcome)["bob"] == 10.0
    with Gradebook(graded / "out") as book:
        assert len(book.gradings("tiny", "bob")) == 2


def test_an_edited_check_alone_is_run_again_for_everyone(graded):
    """The others' results are known; the reports are those of a fresh run."""
    file = graded / "course/exercises/checks/test_calc.py"
    file.write_text(file.read_text().replace("up() == 4", "up() == 5"))

    outcome, follower = run(graded)
    edited = reports(graded)
    run(graded, fresh=True)

    assert [result.reused for result in outcome.results] == [1, 1, 1]
    assert scores(outcome) == {"ada": 2.5, "bob": 0.0, "eve": 0.0}
    assert sorted(follower.begun) == ["ada", "bob", "eve"]
    assert reports(graded) == edited


def test_other_points_make_other_reports_and_run_nothing(graded, monkeypatch):
    """What a check is worth is no matter of the check."""
    config = graded / "course/config.yaml"
    config.write_text(config.read_text().replace("points: 10", "points: 20"))
    monkeypatch.setattr(classrun.Local, "submit", None)

    outcome, _ = run(graded)

    assert scores(outcome) == {"ada": 20.0, "bob": 15.0, "eve": 0.0}


def test_what_cannot_be_read_is_rejected_with_its_reason(classroom):
    """It has a report, so that nobody is missing, and costs no other one anything."""
    write_submission(classroom / "class" / "mal", "x = 1\n", "other.py")
    (classroom / "class" / "zip.zip").write_bytes(b"PK\x03\x04 no archive")

    outcome, _ = run(classroom)
    again, follower = run(classroom)

    found = {result.id: result for result in outcome.results}
    assert {name: found[name].status for name in ("ada", "mal", "zip")} == {
        "ada": "graded",
        "mal": "rejected",
        "zip": "rejected",
    }
    report = reports(classroom)["mal"]
    assert (report["status"], report["score"], report["max_score"]) == ("rejected", None, 10.0)
    assert "calc.py" in report["reason"]
    assert "mal: rejected: " in (classroom / "out/notes.txt").read_text()
    assert follower.begun == []
    assert [result.problem for result in again.results] == [result.problem for result in outcome.results]


def test_absent_students_of_the_roster_are_in_the_table(classroom):
    """With no score, not with a zero: what that means is for a person to say."""
    (classroom / "class.csv").write_text(
        "student,name\nada,Ada\nbob,Bob\neve,Eve\nzoe,Zoe Ångström\n", encoding="utf-8"
    )

    outcome, _ = run(classroom, roster=classroom / "class.csv")

    assert outcome.absent == ("Zoe Ångström",)
    text = (classroom / "out/grades.csv").read_text(encoding="utf-8-sig")
    assert "zoe,Zoe Ångström,,,10,missing" in text


def test_a_report_that_was_lost_is_made_again_from_what_is_known(graded, monkeypatch):
    """Somebody has deleted or altered it; nothing is run for that."""
    before = reports(graded)
    (graded / "out/reports/ada.json").unlink()
    (graded / "out/reports/bob.json").write_text("{}")
    monkeypatch.setattr(classrun.Local, "submit", None)

    run(graded)

    assert reports(graded) == before


def test_what_a_killed_run_has_left_half_written_is_swept(graded):
    """Beside the reports there is nothing but reports."""
    litter = graded / "out/reports/.ada.json.12345678.tmp"
    litter.write_text("{")
    os.utime(litter, (0, 0))

    run(graded)

    assert {path.name for path in litter.parent.iterdir()} == {"ada.json", "bob.json", "eve.json"}


def test_another_gradebook_gets_all_results_without_a_run(graded, monkeypatch):
    """The ledger says what is on disk, not what some database knows."""
    monkeypatch.setattr(classrun.Local, "submit", None)

    run(graded, database=f"sqlite:///{graded / 'other.sqlite'}")

    with Gradebook(graded / "other.sqlite") as book:
        assert len(book.accounts("tiny")) == 3


def test_a_stopped_run_goes_on_where_it_was(classroom):
    """What had begun is done; the same command does the rest and nothing else."""
    for number in range(6):
        write_submission(classroom / "class" / f"x{number}")
    follower = Follower()
    request = ClassRequest(classroom / "course", classroom / "class", classroom / "out", workers=1)
    first = ClassRun(request, follower)
    follower.at_end = lambda result: first.stop()

    outcome = first.grade()
    rest, later = run(classroom)

    assert 1 <= len(outcome.results) <= 2
    assert outcome.left == 9 - len(outcome.results)
    assert any("the same command" in line for line in follower.told)
    assert len(later.begun) == outcome.left
    assert len(rest.results) == len(reports(classroom)) == 9


def test_stopped_twice_it_ends_at_once(classroom):
    """What runs is given up and done by the next run."""
    slow = SOLUTION.replace("return 2 * x", "import time\n    time.sleep(1.8)\n    return 2 * x")
    write_submission(classroom / "class" / "ada", slow)
    follower = Follower()
    request = ClassRequest(classroom / "course", classroom / "class", classroom / "out", workers=1)
    first = ClassRun(request, follower)
    begun = threading.Event()
    follower.begin = lambda name: begun.set()

    def twice():
        begun.wait(30)
        first.stop()
        first.stop()

    thread = threading.Thread(target=twice)
    thread.start()
    outcome = first.grade()
    thread.join()
    rest, _ = run(classroom)

    assert outcome.left >= 1
    assert scores(rest) == {"ada": 10.0, "bob": 7.5, "eve": 0.0}


def test_stopped_before_anything_is_graded_it_ends(classroom):
    """There is nothing to bring to an end, so nobody has to wait."""
    request = ClassRequest(classroom / "course", classroom / "class", classroom / "out")

    with pytest.raises(KeyboardInterrupt):
        ClassRun(request, Follower()).stop()


def test_a_roster_that_comes_later_names_what_is_known_already(graded, monkeypatch):
    """Nothing is run again, and the table has names and groups."""
    (graded / "class.csv").write_text("student,name,group\nada,Ada Lovelace,A\n")
    monkeypatch.setattr(classrun.Local, "submit", None)

    outcome, _ = run(graded, roster=graded / "class.csv")

    with (graded / "out/grades.csv").open(encoding="utf-8-sig") as stream:
        table = list(csv.DictReader(stream))
    assert [row["name"] for row in table if row["student"] == "ada"] == ["Ada Lovelace"]
    assert all(result.reused == result.checks for result in outcome.results)


def test_an_assignment_that_is_edited_meanwhile_spoils_no_result(classroom):
    """The batch ends by the file's name; what the edited check found is not believed later."""
    file = classroom / "course/exercises/checks/test_calc.py"
    follower = Follower()
    follower.begin = lambda name: file.write_text(CHECKS.replace("== 4", "== 5"))

    with pytest.raises(ConfigError, match="test_calc"):
        run(classroom, follower=follower, workers=1)
    file.write_text(CHECKS)
    outcome, _ = run(classroom)

    assert scores(outcome) == {"ada": 10.0, "bob": 7.5, "eve": 0.0}


def test_the_class_itself_is_no_place_for_results(classroom):
    """The next run would take the reports for submissions."""
    request = ClassRequest(classroom / "course", classroom / "class", classroom / "x" / ".." / "class")

    with pytest.raises(UsageError, match="own folder"):
        ClassRun(request, Follower()).grade()


def test_a_broken_check_ends_the_batch_before_anything_is_graded(classroom):
    """By the file's name; nobody gets a wrong report."""
    (classroom / "course/exercises/checks/test_calc.py").write_text("import nothing_of_that_name\n")

    with pytest.raises(ConfigError, match="test_calc"):
        run(classroom)
    assert not (classroom / "out/reports").exists()


@pytest.mark.parametrize("what", ["class", "out"])
def test_a_place_that_cannot_be_is_told(classroom, what):
    """Before anything is graded."""
    shutil.rmtree(classroom / what, ignore_errors=True)
    (classroom / "out").write_text("a file") if what == "out" else None

    with pytest.raises(UsageError, match=what):
        run(classroom)


@pytest.mark.parametrize("stopped", [False, True])
def test_pages_are_made_at_the_end_of_every_run(classroom, stopped):
    """Of what there is, also where somebody stops it; what goes wrong with them is told and noted."""
    seen, follower = [], Follower()

    def finish(ended):
        seen.append((sorted(path.stem for path in (ended.folder / "reports").iterdir()), len(ended.results)))
        return ["index.html: not written: disk full"]

    request = ClassRequest(classroom / "course", classroom / "class", classroom / "out", workers=1)
    run_ = ClassRun(request, follower, finish)
    if stopped:
        follower.at_end = lambda result: run_.stop()

    outcome = run_.grade()

    assert [count for _, count in seen] == [len(outcome.results)]
    assert seen[0][0] == [result.id for result in outcome.results]
    assert (outcome.left > 0) == stopped
    assert "index.html: not written: disk full" in follower.told
    assert "index.html: not written: disk full\n" in (classroom / "out/notes.txt").read_text()


def test_the_examiner_that_made_the_plan_grades_too(classroom, monkeypatch):
    """A class for one worker costs one start."""
    started, start = [], Seat._start
    monkeypatch.setattr(Seat, "_start", lambda seat: (started.append(seat), start(seat))[1])

    outcome, _ = run(classroom, workers=1)

    assert len(outcome.results) > 1
    assert len(started) == 1
