"""Specify how a process is heard: line by line, for as long as it may be silent, and not after its end."""

from __future__ import annotations

import stat
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from grader import hearing
from grader.allocation import KEEPS_FREED
from grader.hearing import Hearing


@pytest.fixture
def pretend(tmp_path, monkeypatch):
    """Put a program in the place of the examiner; what it writes to `tell` is heard."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(hearing, "_EXIT_S", 0.2)
    monkeypatch.setattr(hearing, "_STOP_S", 0.2)

    def pretends(body):
        program = tmp_path / "python"
        head = f"#!{sys.executable} -I\nimport os, signal, sys, time\n"
        head += "tell = os.fdopen(int(sys.argv[-1]), 'wb', 0)\n"
        program.write_text(head + textwrap.dedent(body))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(hearing.sys, "executable", str(program))

    return pretends


def traces():
    """Return what a process in hearing leaves while it runs: children, descriptors, folders."""
    children = psutil.Process().children(recursive=True)
    return children, len(list(Path("/dev/fd").iterdir())), list(Path(tempfile.gettempdir()).iterdir())


def test_messages_come_as_they_are_said(pretend):
    """Each line is a message at once, before the process has ended and whatever pieces it comes in."""
    pretend("""
        tell.write(b'{"a": 1}\\n[2')
        sys.stdin.readline()
        sys.stdin.readline()
        tell.write(b', 3]\\n"x"\\n' + b'"' + b"y" * 300000 + b'"\\n')
    """)

    with Hearing(b"job") as heard:
        messages = heard.messages(5.0)

        assert next(messages) == {"a": 1}
        heard.send(b"go on")
        assert list(messages) == [[2, 3], "x", "y" * 300000]
        assert heard.ending(5.0) == "the judge's process ended with code 0"


def test_garbage_is_no_message(pretend):
    """Neither a line that is no JSON nor one that broke off is heard."""
    pretend(r"""tell.write(b'garbage\n\xff\xfe\n\n7\n{"outcomes": [1')""")

    with Hearing(b"job") as heard:
        assert list(heard.messages(5.0)) == [7]


def test_silence_is_taken_for_the_end(pretend):
    """A process that is stopped is killed once it has been silent for too long."""
    pretend(r"tell.write(b'1\n'); os.kill(os.getpid(), signal.SIGSTOP); tell.write(b'2\n')")

    with Hearing(b"job") as heard:
        started_s, process = time.monotonic(), psutil.Process(heard._process.pid)

        assert list(heard.messages(0.3)) == [1]
        assert 0.2 < time.monotonic() - started_s < 5
        assert heard.ending(0.3).endswith("was killed: it neither ended nor said anything for 0.3 s")
    assert not process.is_running()


def test_whoever_speaks_is_heard_out(pretend):
    """Only silence counts: a process may take longer than that altogether."""
    pretend(r"for number in range(8): time.sleep(0.05); tell.write(b'%d\n' % number)")

    with Hearing(b"job") as heard:
        assert list(heard.messages(0.3)) == list(range(8))


def test_listening_stops_when_it_is_time(pretend):
    """However much is still being said."""
    pretend(r"for number in range(1000): time.sleep(0.01); tell.write(b'%d\n' % number)")

    with Hearing(b"job") as heard:
        started_s = time.monotonic()
        said = list(heard.messages(5.0, started_s + 1.0))

        assert len(said) < 200
        assert time.monotonic() - started_s < 3


def test_a_process_that_does_not_read_holds_nobody_up(pretend):
    """A job that is larger than a pipe waits in a thread, which ends with the process."""
    pretend("os.kill(os.getpid(), signal.SIGSTOP)")
    started_s = time.monotonic()

    with Hearing(b"j" * 10**6) as heard:
        assert list(heard.messages(0.1)) == []

    assert time.monotonic() - started_s < 5
    assert not heard._sender.is_alive()


def test_a_process_that_closes_its_line_and_stays_is_killed(pretend):
    """Nothing more can come of it."""
    pretend("tell.close(); signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)")

    with Hearing(b"job") as heard:
        assert list(heard.messages(5.0)) == []
        assert "was killed" in heard.ending(5.0)


@pytest.mark.parametrize(
    "body", ["", "time.sleep(60)", "os.kill(os.getpid(), 9)", "sys.stdin.close(); os.close(0)"]
)
def test_nothing_is_left_of_it(pretend, body):
    """Whatever became of it: no process, no descriptor, no folder."""
    before = traces()
    pretend(body)

    with Hearing(b"job") as heard:
        heard.send(b"more")

    assert traces() == before


def test_a_process_that_cannot_be_started_leaves_nothing(pretend, monkeypatch):
    """The folder and the descriptors go again."""
    before = traces()
    monkeypatch.setattr(hearing.sys, "executable", "/no/such/python")

    with pytest.raises(FileNotFoundError):
        Hearing(b"job")

    assert traces() == before


def test_its_last_words_are_kept(pretend):
    """The end of what it prints is there for a message, and printing never blocks it."""
    pretend("print('x' * 10**6, flush=True); print('the end', file=sys.stderr)")

    with Hearing(b"job") as heard:
        assert list(heard.messages(5.0)) == []
        assert heard.last_words().endswith("x\nthe end\n")
        assert len(heard.last_words()) <= hearing._KEPT_BYTES


def test_the_environment_is_an_allow_list(monkeypatch):
    """Nothing of pytest's or Python's settings and no secret is handed on; threads are few."""
    for name in ("PYTEST_ADDOPTS", "PYTHONPATH", "PYTHONSTARTUP", "GRADER_SECRET", "LD_PRELOAD", "AWS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("OMP_NUM_THREADS", "64")

    environment = hearing.environment()

    assert set(environment) <= {*hearing._KEEP_VARIABLES, *hearing._THREADS, *KEEPS_FREED} | {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD",
        "PYDANTIC_DISABLE_PLUGINS",
        "PYTHONHASHSEED",
    }
    assert environment["OMP_NUM_THREADS"] == "1"


def test_workers_reach_their_own_folders_in_its_folder(pretend):
    """Where they are users of their own, as in a container: they pass through it and cannot list it."""
    pretend("time.sleep(60)")

    with Hearing(b""):
        [folder] = Path(tempfile.gettempdir()).glob("judge-*")
        mode = stat.S_IMODE(folder.stat().st_mode)

    assert mode == 0o711


def test_a_file_that_cannot_be_removed_spoils_nothing(pretend, monkeypatch):
    """Where walls are weak a submission may have made it immutable; what was heard stands."""
    pretend("tell.write(b'1\\n')")

    def refuse(folder):
        folder._finalizer.detach()  # as it does itself, before it tries
        raise PermissionError(1, "Operation not permitted", folder.name)

    monkeypatch.setattr(tempfile.TemporaryDirectory, "cleanup", refuse)

    with Hearing(b"job") as heard:
        assert list(heard.messages(5.0)) == [1]
