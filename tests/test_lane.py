"""Specify the life of a template: started, asked, replaced, ended, with nothing left of it."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from grader import faults, frames, template, walls, wire
from grader.channel import Ending
from grader.confinement import Level, Terms
from grader.errors import ConfigError, InternalFault
from grader.lane import Lane
from grader.records import Limits
from grader.session import Session, Student
from grader.walls import Wall

LIMITS = Limits(5, 20, 40, 512 * 2**20, 2**20)
FILES = {
    "probe.py": b"import os, signal\n"
    b"def add(a, b): return a + b\n"
    b"def send(number): os.kill(os.getppid(), number)\n"
    b"def where(): return os.getcwd()\n"
}


def student_of(channel):
    """Return the submission behind *channel*."""
    return Student(Session(channel, {"probe": "probe.py"}, []))


def descriptors():
    """Count the open descriptors of this process."""
    return len(list(Path("/dev/fd").iterdir()))


def children():
    """List the processes under this one, dead ones that nobody waited for among them."""
    return set(psutil.Process().children(recursive=True))


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Let the folders of templates be made where a test can list them."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_each_check_gets_a_worker_of_its_own():
    """Workers come one after the other from the same template."""
    with Lane(FILES) as own:
        for number in range(3):
            channel = own.fork(LIMITS, seed=number)

            assert student_of(channel).probe.add(number, 1) == number + 1

            channel.close()
            assert channel.ending == Ending(-signal.SIGKILL)


def test_a_lane_leaves_neither_processes_nor_folders_nor_descriptors(temporary):
    """After two hundred workers and the end of the template everything is as before."""
    before = descriptors(), children()
    with Lane(FILES) as own:
        for _ in range(200):
            own.fork(LIMITS, seed=0).close()
        channel = own.fork(LIMITS, seed=0)
        student_of(channel).probe.where()
        assert len(list(temporary.iterdir())) <= 1
        channel.close()

    assert list(temporary.iterdir()) == []
    assert (descriptors(), children()) == before


def test_closing_ends_a_worker_that_is_still_there(temporary):
    """A lane may be closed in the middle of a check, and twice."""
    before = children()
    own = Lane(FILES)
    channel = own.fork(LIMITS, seed=0)
    student_of(channel).probe.add(1, 2)

    own.close()
    own.close()
    channel.close()

    assert list(temporary.iterdir()) == []
    assert children() == before
    assert channel.ending is None


def test_a_template_whose_judge_is_gone_clears_up(temporary):
    """When the judge dies, the template ends its worker, removes its folder and ends."""
    own = Lane(FILES)
    channel = own.fork(LIMITS, seed=0)
    worker = own._template.house.process.children()[0]

    own._template._control.close()

    own._template.house._process.wait(5)
    assert not worker.is_running()
    assert list(temporary.iterdir()) == []
    channel.close()
    own.close()


def test_a_stopped_template_does_not_stop_the_grading():
    """A submission that freezes its parent is ended, and a new template takes over, long before a limit."""
    with Lane(FILES, Terms(most=Level.PROCESS)) as own:
        own.fork(LIMITS, seed=0).close()
        channel = own.fork(LIMITS, seed=0)
        student_of(channel).probe.send(int(signal.SIGSTOP))
        started_s = time.monotonic()

        channel.close()

        assert channel.ending is None
        channel = own.fork(LIMITS, seed=0)
        assert student_of(channel).probe.add(1, 2) == 3
        channel.close()
    assert time.monotonic() - started_s < 5


def test_a_template_that_dies_between_checks_is_replaced():
    """Whoever killed it, the next check does not notice."""
    with Lane(FILES) as own:
        own.fork(LIMITS, seed=0).close()
        os.kill(own._template.house.process.pid, signal.SIGKILL)

        channel = own.fork(LIMITS, seed=0)

        assert student_of(channel).probe.add(1, 2) == 3
        channel.close()


def scripted(monkeypatch, answer):
    """Let lanes speak to a template that gives *answer* to everything."""

    class Scripted:
        group = None
        wall = Wall(Level.PROCESS, (), {"filter": None}, ())

        def __init__(self, order):
            self.stream = socket.socket(fileno=os.dup(order.keep_fds[0]))
            self.stream.sendall(answer * 8)
            self.process = psutil.Process()

        def alive(self):
            return True

        def stop(self, grace_s=0.0):
            self.stream.close()

    monkeypatch.setattr(template, "Confined", Scripted)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        frames.frame(b"X", wire.encode(True, id)),
        frames.frame(b"H", b"garbage"),
        b"\xff" * 100,
    ],
    ids=["none", "to another question", "garbage", "no frame"],
)
def test_a_template_that_does_not_answer_is_our_fault(monkeypatch, answer):
    """No worker can be had: that is told as a fault of the grader, and leaks nothing."""
    monkeypatch.setattr(template, "_START_S", 0.1)
    scripted(monkeypatch, answer)
    before = descriptors()
    own = Lane(FILES)

    with pytest.raises(InternalFault, match="template"):
        own.fork(LIMITS, seed=0)

    own.close()
    assert descriptors() == before


def test_a_submission_too_large_to_send_is_our_fault(monkeypatch):
    """It should have been rejected before."""
    monkeypatch.setattr(wire, "MAX_FRAME_BYTES", 100)
    with Lane({"big.py": bytes(1000)}) as own, pytest.raises(InternalFault, match="over the limit"):
        own.fork(LIMITS, seed=0)


def test_a_lane_tells_what_confines_its_workers():
    """The level, and what it consists of on this machine."""
    with Lane(FILES, Terms(most=Level.PROCESS)) as own:
        assert own.isolation.startswith("process")


def test_a_kill_for_memory_is_told_once(monkeypatch):
    """The system counts them for all checks together; each belongs to the check that it ended."""
    counts = iter([0, 1, 1])
    with Lane(FILES) as own:
        group = SimpleNamespace(kills_for_memory=lambda: next(counts), close=lambda: None)
        monkeypatch.setattr(own._template.house, "group", group)
        endings = []
        for _ in range(3):
            channel = own.fork(LIMITS, seed=0)
            channel.close()
            endings.append(channel.ending.out_of_memory)

    assert endings == [False, True, False]


def test_a_level_that_cannot_be_had_is_refused(monkeypatch):
    """No worker is started below the level that is required, and the reason is told."""
    monkeypatch.setattr(walls.shutil, "which", lambda name: None)
    monkeypatch.setattr(walls.sys, "platform", "linux")

    with pytest.raises(InternalFault, match=r"bubblewrap cannot be had .*(installed|libseccomp)"):
        Lane(FILES, Terms(least=Level.BUBBLEWRAP))


@pytest.mark.parametrize("level", [Level.PROCESS, Level.BUBBLEWRAP])
def test_an_allowed_library_can_be_imported_and_no_other(level):
    """A package, and one that is a single file: what lies beside it stays closed."""
    names = ["packaging", "six", "psutil", "pytest", "msgpack"]
    source = (
        "def found(names):\n    import importlib\n    good = []\n    for name in names:\n"
        "        try: importlib.import_module(name)\n        except ImportError: continue\n"
        "        good.append(name)\n    return good\n"
        "def opened(path):\n"
        "    try: open(path).close()\n    except OSError: return False\n    return True\n"
    )
    terms = Terms(most=level, libraries=("packaging", "typing_extensions"))
    beside = str(Path(pytest.__file__))
    with Lane({"probe.py": source.encode()}, terms) as own:
        channel = own.fork(LIMITS, seed=0)
        probe = student_of(channel).probe

        assert probe.found([*names, "typing_extensions"]) == ["packaging", "typing_extensions"]
        if own.isolation.startswith("bubblewrap"):
            assert not probe.opened(beside)
        channel.close()


def test_a_library_that_fails_is_told(monkeypatch, tmp_path):
    """By the key of the configuration that asks for it."""
    (tmp_path / "broken_one.py").write_text("raise RuntimeError('no screen')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with (
        Lane(FILES, Terms(libraries=("broken_one",))) as own,
        pytest.raises(
            ConfigError, match=r"imports\.allowed: a library cannot be loaded: RuntimeError: no screen"
        ),
    ):
        own.fork(LIMITS, seed=0)


def test_a_library_that_is_not_installed_is_named():
    """What `imports.allowed` names has to be there for the worker."""
    with pytest.raises(ConfigError, match=r"imports\.allowed: nowhere is not installed"):
        Lane(FILES, Terms(libraries=("nowhere",)))


def test_many_short_calls_share_the_checks_time(start):
    """Calls too short for the watch to look at end with the check's deadline all the same."""
    worker = start(check_wall_s=0.3)

    with pytest.raises(faults.TimeLimit, match=r"0\.3 s for all calls of one check"):
        any(worker.run("result = 0") for _ in range(1_000_000))
