"""Specify what a confined process inherits, and that nothing of it remains."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from grader import sandbox

TELL = """
import json, os, sys
print_to = os.fdopen(int(sys.argv[1]), "w")
facts = {"env": dict(os.environ), "cwd": os.getcwd(), "pid": os.getpid(), "group": os.getpgid(0)}
facts["fds"] = [fd for fd in range(64) if os.path.exists(f"/dev/fd/{fd}")]
facts["in"] = os.read(0, 1).decode()
json.dump(facts, print_to)
print_to.flush()
"""
ORPHANS = """
import os, signal, sys, time
for change in (lambda: None, lambda: os.chdir("/"), lambda: os.execve("/bin/sleep", ["sleep", "60"], {})):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.close(int(sys.argv[1]))
            change()
            time.sleep(60)
        os._exit(0)
    os.wait()
os.write(int(sys.argv[1]), b"ready")
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """Let the folders of confined processes be made where a test can list them."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def start(program, environment=None, more=""):
    """Run *program* confined; return it and the end of the pipe that it writes to."""
    reading, writing = os.pipe()
    command = [sys.executable, "-I", "-S", "-c", program + more, str(writing)]
    confined = sandbox.Confined(command, environment or {}, [writing])
    os.close(writing)
    return confined, os.fdopen(reading, "rb")


def kin_of(folder):
    """List processes that were started in *folder*."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("HOME", "").startswith(str(folder)) or process.cwd().startswith(
                str(folder)
            ):
                found.append(process)
        except psutil.Error:
            continue
    return [process for process in found if process.status() != psutil.STATUS_ZOMBIE]


def test_nothing_is_inherited(monkeypatch):
    """Only the given environment and descriptors; no input; a folder, session and group of its own."""
    monkeypatch.setenv("GRADER_SECRET", "x")
    kept = os.open(os.devnull, os.O_RDONLY)
    os.set_inheritable(kept, True)

    confined, told = start(TELL, {"ONLY": "this"})
    facts = json.loads(told.read())
    confined.stop()
    told.close()
    os.close(kept)

    assert facts["env"].pop("ONLY") == "this"
    assert set(facts["env"]) <= {"HOME", "TMPDIR", "LC_CTYPE"}
    assert facts["env"]["HOME"] == facts["cwd"] != str(Path.cwd())
    assert facts["pid"] == facts["group"]
    assert len(facts["fds"]) == 4 + sys.platform.startswith("darwin")
    assert facts["in"] == ""


def test_a_stopped_process_is_gone_with_its_folder(temporary):
    """It need not agree; stopping twice does no harm."""
    confined, told = start("import signal, time; signal.signal(15, signal.SIG_IGN)", more="\ntime.sleep(60)")
    assert confined.alive()

    confined.stop()
    confined.stop()
    told.close()

    assert not confined.alive()
    assert list(temporary.iterdir()) == []


def test_a_process_may_end_by_itself():
    """With a grace it is not killed, and the stop does not wait longer than needed."""
    confined, told = start("import sys, os; sys.stdin.read(); os.write(int(sys.argv[1]), b'done')")

    confined.stop(grace_s=5)

    assert told.read() == b"done"
    assert confined._process.returncode == 0
    told.close()


def test_grace_ends():
    """A process that does not end in time is killed."""
    confined, told = start("import time; time.sleep(60)")

    confined.stop(grace_s=0.05)

    assert confined._process.returncode == -signal.SIGKILL
    told.close()


@pytest.mark.parametrize("end", ["os._exit(1)", "os.kill(os.getpid(), 9)", "time.sleep(60)"])
def test_orphans_are_killed(temporary, end):
    """Descendants in sessions of their own are found though their parents have ended."""
    confined, told = start(ORPHANS, more=end)
    assert told.read(5) == b"ready"
    folder = next(temporary.iterdir())

    confined.stop()
    told.close()

    deadline_s = time.monotonic() + 2
    while kin_of(folder) and time.monotonic() < deadline_s:
        time.sleep(0.01)
    assert kin_of(folder) == []
    assert list(temporary.iterdir()) == []


def test_a_command_that_does_not_exist_leaves_nothing(temporary):
    """The folder is removed again."""
    with pytest.raises(OSError, match="nowhere"):
        sandbox.Confined(["/nowhere/program"], {}, [])

    assert list(temporary.iterdir()) == []


def test_deep_folders_do_not_survive(temporary):
    """Nor do they stop the judge, as a recursion over them would."""
    confined, told = start("import os\nfor _ in range(1500): os.mkdir('d'); os.chdir('d')\n")
    assert told.read() == b""

    confined.stop()
    told.close()

    assert list(Path(temporary).iterdir()) == []
