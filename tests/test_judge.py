"""Specify how outcomes are collected, failing closed, and what a broken examiner amounts to."""

import json
import re
import signal
import stat
import subprocess
import sys
import textwrap
import time
from dataclasses import asdict, replace

import psutil
import pytest

from grader import hearing, judge
from grader.config import load
from grader.errors import ConfigError, InternalFault, UsageError
from grader.intake import read_submission
from grader.judge import Order, examine
from grader.records import CheckFinished, CheckStarted, Kind, Planned, PlannedCheck, Verdict, Visibility
from tests.assignments import CHECK, CONFIG, checks, grade, write_assignment, write_submission

CHECK_A = PlannedCheck("calc/a", "calc", "T", Kind.UNIT, Visibility.VISIBLE, 1.0, "H.")

MANY = checks(
    "\n".join(
        f'''
    @probe()
    def test_{name}(student):
        """T"""
        expect(student.calc.double(1.0) == 2.0, "wrong")
    '''
        for name in "abc"
    )
)


SLOW = checks(
    """
    @probe()
    def test_quick(student):
        '''T'''
        expect(student.calc.double(1.0) == 2.0, "wrong")

    @probe()
    def test_slow(student):
        '''T'''
        import time
        time.sleep(60)
    """
)


@pytest.fixture
def order(tmp_path):
    """An order of three checks that a right submission passes."""
    assignment = write_assignment(tmp_path / "assignment", visible=MANY)
    submission = read_submission(write_submission(tmp_path / "ada"), load(assignment))
    return Order(assignment, submission, lambda: b"secret")


@pytest.fixture
def family():
    """Return what lists the processes under this one that it had not at the beginning of the test."""
    before = set(psutil.Process().children(recursive=True))
    return lambda: list(set(psutil.Process().children(recursive=True)) - before)


def test_an_examiner_killed_midway_leaves_nothing_to_believe(tmp_path, family):
    """The checks are internal, the score is withheld, and no process stays."""
    assignment = write_assignment(tmp_path / "assignment", visible=SLOW)
    submission = read_submission(write_submission(tmp_path / "ada"), load(assignment))
    processes = []

    def follow(event, total):
        if isinstance(event, CheckFinished) and event.id == "calc/quick":
            processes.extend(family())
            next(p for p in family() if "grader.examiner" in p.cmdline()).send_signal(signal.SIGKILL)

    found = examine(Order(assignment, submission, lambda: b"secret"), follow)

    assert [check.id for check in found.plan] == ["calc/quick", "calc/slow"]
    assert {outcome.verdict for outcome in found.outcomes.values()} == {Verdict.INTERNAL}
    assert "ended with code -9" in found.outcomes["calc/slow"].message
    assert psutil.wait_procs(processes, timeout=2)[1] == []


def test_what_has_ended_by_the_deadline_is_kept(tmp_path, family, monkeypatch):
    """The rest is internal, and nothing of the examiner is left."""
    assignment = write_assignment(tmp_path / "assignment", visible=SLOW)
    submission = read_submission(write_submission(tmp_path / "ada"), load(assignment))
    clock, now_s, events = time.monotonic, time.monotonic(), []

    def follow(event, total):
        events.append(event)
        if event == CheckStarted("calc/slow"):
            monkeypatch.setattr(time, "monotonic", lambda: clock() + 1000)

    found = examine(Order(assignment, submission, lambda: b"secret", until_s=now_s + 1000), follow)

    verdicts = {name: outcome.verdict for name, outcome in found.outcomes.items()}
    assert verdicts == {"calc/quick": Verdict.PASSED, "calc/slow": Verdict.INTERNAL}
    assert events[0] == Planned(tuple(found.plan))
    assert clock() - now_s < 50
    assert family() == []


def test_a_deadline_before_there_is_a_plan_is_a_fault_of_ours(order, family):
    """There is nothing to report then."""
    with pytest.raises(InternalFault, match="deadline"):
        examine(replace(order, until_s=time.monotonic() + 0.05), lambda event, total: None)
    assert family() == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_examiner_is_closed_to_others_of_its_user(tmp_path, family, monkeypatch):
    """Code of the same user, at a weak level, could write into its memory; only root may look."""
    python = tmp_path / "python"  # which is no more than its user, root as well: examiner and onlooker alike
    python.write_text(
        f"#!{sys.executable} -I\n"
        "import ctypes, os, sys\n"
        "for capability in (19, 21, 38):\n"  # CAP_SYS_PTRACE, CAP_SYS_ADMIN, CAP_PERFMON
        "    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)\n"  # PR_CAPBSET_DROP
        f"os.execv({sys.executable!r}, [{sys.executable!r}, *sys.argv[1:]])\n"
    )
    python.chmod(0o755)
    look = (
        "import sys\n"
        "for name in ('mem', 'environ', 'maps'):\n"
        "    try: open(f'/proc/{sys.argv[1]}/{name}').close()\n"
        "    except PermissionError: print('closed')\n"
    )
    assignment = write_assignment(tmp_path / "assignment", visible=SLOW)
    submission = read_submission(write_submission(tmp_path / "ada"), load(assignment))
    monkeypatch.setattr(hearing.sys, "executable", str(python))
    answers = []

    def follow(event, total):
        if event != CheckStarted("calc/slow"):
            return
        examiner = next(p for p in family() if "grader.examiner" in p.cmdline())
        command = [python, "-I", "-c", look, str(examiner.pid)]
        answers.extend(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
        raise KeyboardInterrupt  # it has been looked at while it could not have ended

    with pytest.raises(KeyboardInterrupt):
        examine(Order(assignment, submission, lambda: b"secret"), follow)

    assert answers == ["closed"] * 3


def test_an_exception_of_the_follower_ends_everything(order, family, tmp_path, monkeypatch):
    """Ctrl-C, or a secret that cannot be read, ends the processes and removes their folders."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    processes = []

    def follow(event, total):
        processes.extend(family())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        examine(order, follow)

    assert processes
    assert psutil.wait_procs(processes, timeout=2)[1] == []
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_secret_that_cannot_be_had_is_told(order, family):
    """The fault is the caller's to read, not an internal one."""

    def refuse():
        raise UsageError("no secret")

    with pytest.raises(UsageError, match="no secret"):
        examine(Order(order.assignment, order.submission, refuse), lambda event, total: None)

    assert family() == []


def pretend(tmp_path, monkeypatch, body):
    """Put a program in the place of the examiner; it writes *body*'s lines to the judge."""
    program = tmp_path / "python"
    script = f"#!{sys.executable}\nimport json, os, signal, sys\ntell = os.fdopen(int(sys.argv[-1]), 'w')\n"
    program.write_text(script + textwrap.dedent(body))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(hearing.sys, "executable", str(program))


ONE = json.dumps(asdict(CHECK_A))


@pytest.mark.parametrize(
    "body",
    [
        f"tell.write('{{\"plan\": [{ONE}]}}\\n')\n",
        f'tell.write(\'{{"plan": [{ONE}]}}\\n{{"tests": [{{"outco\')\n',
        f'tell.write(\'{{"plan": [{ONE}]}}\\n{{"tests": []}}\\n\')\n',
        f'tell.write(\'{{"plan": [{ONE}]}}\\ngarbage\\n[1, 2]\\n{{"tests": "all passed"}}\\n7\\n\')\n',
        f"tell.write('{{\"plan\": [{ONE}]}}\\n'); tell.flush(); os.kill(os.getpid(), signal.SIGKILL)\n",
        f"sys.stdin.close(); os.close(0); tell.write('{{\"plan\": [{ONE}]}}\\n')\n",
    ],
    ids=["absent", "truncated", "empty", "garbage", "killed", "deaf"],
)
def test_a_report_that_is_not_whole_makes_its_checks_internal(order, tmp_path, monkeypatch, body):
    """Absent, truncated, forged in form: never a verdict, never an exception."""
    pretend(tmp_path, monkeypatch, body)

    found = examine(order, lambda event, total: None)

    assert [outcome.verdict for outcome in found.outcomes.values()] == [Verdict.INTERNAL]


def test_an_examiner_that_never_plans_is_our_fault(order, tmp_path, monkeypatch):
    """What it printed last is in the message, and so is its exit code."""
    pretend(tmp_path, monkeypatch, "print('the last words'); sys.exit(7)\n")

    with pytest.raises(InternalFault, match=r"(?s)code 7 before it had a plan: .*the last words"):
        examine(order, lambda event, total: None)


def test_a_usage_error_of_pytest_is_the_authors(order, tmp_path, monkeypatch):
    """Pytest's one line about a fault of the checks is told as such."""
    pretend(tmp_path, monkeypatch, "print('x'); print('ERROR: checks belong elsewhere'); sys.exit(4)\n")

    with pytest.raises(ConfigError, match=r"^checks belong elsewhere$"):
        examine(order, lambda event, total: None)


@pytest.mark.parametrize("plans", [True, False])
def test_an_examiner_that_is_stopped_is_not_waited_for(order, tmp_path, monkeypatch, family, plans):
    """Longer than any check may take nobody waits: it is killed, and what is missing is internal."""
    plan = f"tell.write('{{\"plan\": [{ONE}]}}\\n'); tell.flush(); " if plans else ""
    pretend(tmp_path, monkeypatch, f"{plan}os.kill(os.getpid(), signal.SIGSTOP)\n")
    monkeypatch.setattr(judge, "patience_of", lambda assignment: 0.3)
    monkeypatch.setattr(hearing, "_EXIT_S", 0.1)
    monkeypatch.setattr(hearing, "_STOP_S", 0.1)
    text = r"was killed: it neither ended nor said anything for 0\.3 s"

    if plans:
        [outcome] = examine(order, lambda event, total: None).outcomes.values()

        assert outcome.verdict is Verdict.INTERNAL
        assert re.search(text, outcome.message)
    else:
        with pytest.raises(InternalFault, match=f"{text} before it had a plan"):
            examine(order, lambda event, total: None)
    assert family() == []


def test_an_examiner_may_be_silent_for_as_long_as_a_check_may_take(order, tmp_path):
    """The longest limit of all kinds of checks counts, and there is a margin for the judge's own work."""
    assignment = write_assignment(tmp_path / "slow", config=CONFIG + "  accuracy:\n    check_wall_s: 4000\n")

    assert judge.patience_of(assignment) >= 4000 + 60
    assert judge.patience_of(order.assignment) < 4000


def test_a_submission_cannot_leave_a_report(tmp_path):
    """At the process wall it can find the judge's folder and kill the examiner: it gains nothing by it."""
    attack = """\
        import glob, json, os, signal, tempfile

        def double(x):
            base = os.path.dirname(os.path.dirname(os.path.dirname(os.environ["TMPDIR"])))
            forged = {"tests": [{"outcome": "passed"}]}
            for folder in glob.glob(base + "/**/judge-*", recursive=True):
                for name in ("outcomes.json", ".report.json", "report.json"):
                    with open(folder + "/" + name, "w") as file:
                        json.dump(forged, file)
            os.kill(os.getppid(), signal.SIGKILL)
            return 0.0
    """
    assignment = write_assignment(tmp_path / "assignment", visible=CHECK)

    report = grade(assignment, write_submission(tmp_path / "eve", attack))

    assert report.score in (None, 0.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["assignment", "eve"]
