"""Specify what a confined process inherits and can reach at each level, and that nothing of it remains."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from grader import footprint, sandbox, walls
from grader.confinement import Bounds, Cause, Level
from grader.errors import InternalFault
from grader.sandbox import Confined, Order

LINUX = sys.platform.startswith("linux")
PYTHON = footprint.interpreter()
READABLE = footprint.of_python([], [])
OFFERED = [level for level, reason in sandbox.offered(READABLE).items() if not reason]
FILTERED = [level for level in OFFERED if level is not Level.PROCESS]
CLOSED = [level for level in OFFERED if level.rank >= Level.LANDLOCK.rank]
TELL = """
import json, os, sys
facts = {"env": dict(os.environ), "cwd": os.getcwd(), "pid": os.getpid(), "group": os.getpgid(0)}
facts |= {"session": os.getsid(0), "in": os.read(0, 1).decode(), "fds": []}
for fd in range(64):
    try: os.fstat(fd)
    except OSError: continue
    facts["fds"].append(fd)
os.write(int(sys.argv[1]), json.dumps(facts).encode())
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


def order(level, program, *arguments, **more):
    """Return the order to run *program* at *level*."""
    command = [str(PYTHON), "-I", "-S", "-c", program, *arguments]
    return Order(command, least=level, most=level, **{"readable": READABLE} | more)


def start(program, environment=None, more="", level=Level.PROCESS):
    """Run *program* confined; return it and the end of the pipe that it writes to."""
    reading, writing = os.pipe()
    confined = Confined(
        order(level, program + more, str(writing), environment=environment or {}, keep_fds=[writing])
    )
    os.close(writing)
    return confined, os.fdopen(reading, "rb")


def run(level, program, *arguments, **more):
    """Run *program* to its end; return how it ended and what it printed."""
    reading, writing = os.pipe()
    confined = Confined(order(level, program, *arguments, output_fd=writing, **more))
    os.close(writing)
    try:
        ended = confined.wait()
    finally:
        confined.stop()
    with os.fdopen(reading, "rb") as stream:
        return ended, stream.read().decode()


def outcome(level, statement):
    """Return what *statement* ends with at *level*: 'done', or the name of the exception."""
    lines = ["import os, sys, socket", "try:", f"    {statement}"]
    lines += ["except Exception as error: print(type(error).__name__)", "else: print('done')"]
    ended, printed = run(level, "\n".join(lines), bounds=Bounds(wall_s=10))
    return printed.strip() or ended.signal


def kin_of(folder):
    """List processes that were started in *folder*."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            places = (process.environ().get("HOME", ""), process.cwd())
            if any(place.startswith(str(folder)) for place in places):
                found.append(process)
    return [process for process in found if process.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.skipif(not LINUX, reason="these levels are those of Linux")
def test_every_level_is_tried_where_all_are_installed():
    """Where the checks run for the whole project, no level may be missing without notice."""
    if not os.environ.get("CI"):
        pytest.skip("a developer's machine may offer less")

    assert list(Level) == OFFERED


# ---------------------------------------------------------------- what is inherited


@pytest.mark.parametrize("level", OFFERED)
def test_nothing_is_inherited(monkeypatch, level):
    """Only the given environment and descriptors; no input; a folder and a session of its own."""
    monkeypatch.setenv("GRADER_SECRET", "x")
    kept = os.open(os.devnull, os.O_RDONLY)
    os.set_inheritable(kept, True)

    confined, told = start(TELL, {"ONLY": "this"}, level=level)
    facts = json.loads(told.read())
    confined.stop()
    told.close()
    os.close(kept)

    assert facts["env"].pop("ONLY") == "this"
    assert set(facts["env"]) <= {"HOME", "TMPDIR", "LC_CTYPE"}
    assert facts["env"]["HOME"] == facts["cwd"] != str(Path.cwd())
    assert facts["session"] != os.getsid(0)
    assert len(facts["fds"]) == 4
    assert facts["in"] == ""


@pytest.mark.parametrize("level", OFFERED)
def test_python_has_its_standard_library_at_every_level(level):
    """Compiled modules and threads among it."""
    program = (
        "import ctypes, decimal, hashlib, json, random, sqlite3, tempfile, threading, zlib\n"
        "thread = threading.Thread(target=print, args=('thread',)); thread.start(); thread.join()\n"
        "with tempfile.TemporaryFile() as file: print(file.write(b'abc'))"
    )

    ended, printed = run(level, program)

    assert (ended.cause, ended.code, printed) == (Cause.ENDED, 0, "thread\n3\n")


# ---------------------------------------------------------------- what each level keeps away


@pytest.mark.parametrize("level", CLOSED)
def test_no_file_beside_pythons_own_can_be_read(level, tmp_path):
    """Neither one that all may read, nor a folder's list of names."""
    (tmp_path / "secret").write_text("x")
    tmp_path.chmod(0o755)

    assert outcome(level, f"open({str(tmp_path / 'secret')!r})") in {"PermissionError", "FileNotFoundError"}
    assert outcome(level, f"os.listdir({str(tmp_path)!r})") in {"PermissionError", "FileNotFoundError"}
    assert outcome(level, "open('/etc/passwd')") in {"PermissionError", "FileNotFoundError"}
    assert outcome(level, "open('/proc/self/environ')") in {"PermissionError", "FileNotFoundError"}


@pytest.mark.parametrize("level", CLOSED)
def test_nothing_can_be_written_but_the_private_folder(level, tmp_path):
    """And what is written there is gone with the process."""
    outside = tmp_path / "open-to-all"
    outside.mkdir()
    outside.chmod(0o777)

    assert outcome(level, f"open({str(outside / 'x')!r}, 'w')") in {"PermissionError", "FileNotFoundError"}
    assert outcome(level, "open('/x', 'w')") in {"PermissionError", "OSError"}
    assert outcome(level, "open('x', 'w').write('x')") == "done"
    assert [path.name for path in tmp_path.iterdir()] == ["open-to-all"]


@pytest.mark.parametrize("level", FILTERED)
def test_nobody_can_be_talked_to(level):
    """No socket can be made, so no listener on this machine hears anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        port = listener.getsockname()[1]

        assert outcome(level, f"socket.create_connection(('127.0.0.1', {port}), 2)") == "PermissionError"
        assert outcome(level, "socket.socket(socket.AF_UNIX)") == "PermissionError"
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize("level", FILTERED)
@pytest.mark.parametrize(
    "call", ["ptrace(0, 0, 0, 0)", "unshare(0x10000000)", "mount(b'x', b'/', b'tmpfs', 0, None)"]
)
def test_what_nothing_honest_calls_ends_the_process(level, call):
    """The cause is told as such."""
    ended, _ = run(level, f"import ctypes; ctypes.CDLL(None).{call}")

    assert (ended.cause, ended.signal, ended.code) == (Cause.DENIED, "SIGSYS", None)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give a user of its own")
@pytest.mark.parametrize("level", FILTERED)
def test_root_gives_its_rights_away(level):
    """Whoever starts it, a confined process has no capability, and where files allow it another user."""
    program = (
        "import ctypes\n"
        "data = (ctypes.c_uint32 * 6)()\n"
        "print(ctypes.CDLL(None).capget((ctypes.c_uint32 * 2)(0x20080522, 0), data), sum(data))"
    )

    _, printed = run(level, program)

    assert printed == "0 0\n"


@pytest.mark.skipif(Level.BUBBLEWRAP not in OFFERED, reason="bubblewrap does not work here")
def test_behind_bubblewrap_there_is_nobody_else():
    """No process, no host name, no user of ours, no network device but the loop."""
    confined, told = start(
        "import os, socket, sys\n"
        "seen = [os.getpid(), os.getppid(), os.uname().nodename, os.getuid(), sorted(os.listdir('/'))]\n"
        "os.write(int(sys.argv[1]), repr(seen).encode())",
        level=Level.BUBBLEWRAP,
    )
    pid, parent, host, user, root = eval(told.read())
    confined.stop()
    told.close()

    assert (pid, parent, host, user) == (1, 0, "worker", 65534)
    assert not {"home", "proc", "sys", "run", "var", "mnt"} & set(root)


@pytest.mark.skipif(Level.BUBBLEWRAP not in OFFERED, reason="bubblewrap does not work here")
def test_what_is_needed_may_lie_among_temporary_files(tmp_path):
    """A clone below `/tmp` is graded like any other, and its neighbours there are not seen."""
    (tmp_path / "needed").write_text("x")
    (tmp_path / "other").write_text("x")
    readable = replace(READABLE, more=(*READABLE.more, tmp_path / "needed"))
    program = f"import os; print(os.listdir({str(tmp_path)!r}), os.getcwd())"

    _, printed = run(Level.BUBBLEWRAP, program, readable=readable)

    assert printed == "['needed'] /box\n"


@pytest.mark.skipif(Level.BUBBLEWRAP not in OFFERED, reason="bubblewrap does not work here")
def test_the_private_folder_is_of_limited_size():
    """It is memory, so that it may not fill that either."""
    program = (
        "try:\n"
        "    with open('big', 'wb') as file:\n"
        "        for _ in range(40): file.write(bytes(2**20))\n"
        "except OSError as error: print(error.errno)"
    )

    _, printed = run(Level.BUBBLEWRAP, program, bounds=Bounds(disk_bytes=2**24))

    assert printed == "28\n"


# ---------------------------------------------------------------- how it ends


@pytest.mark.parametrize("level", OFFERED)
@pytest.mark.parametrize(
    "program, cause, code, name",
    [
        ("import sys, time; time.sleep(0.2); sys.exit(3)", Cause.ENDED, 3, None),
        ("import ctypes; ctypes.string_at(0)", Cause.SIGNAL, None, "SIGSEGV"),
        ("import time; time.sleep(60)", Cause.TIME, None, "SIGKILL"),
    ],
    ids=["exit", "crash", "time"],
)
def test_the_end_is_told_by_its_cause(level, program, cause, code, name):
    """With the exit code or the signal's name, and what was used."""
    ended, _ = run(level, program, bounds=Bounds(wall_s=0.5))

    assert (ended.cause, ended.code, ended.signal) == (cause, code, name)
    assert ended.wall_s < 5
    assert ended.peak_bytes > 2**20


@pytest.mark.parametrize("level", OFFERED)
def test_processor_time_is_limited(level):
    """The limit holds for the process itself, whatever it catches."""
    ended, _ = run(level, "while True: pass", bounds=Bounds(cpu_s=1, wall_s=20))

    assert ended.cause in {Cause.TIME, Cause.SIGNAL}
    assert 0.5 < ended.cpu_s < 3


@pytest.mark.parametrize("level", OFFERED)
def test_a_stopped_process_is_gone_with_its_folder(temporary, level):
    """It need not agree; stopping twice does no harm."""
    confined, told = start(
        "import signal, time; signal.signal(15, signal.SIG_IGN)", more="\ntime.sleep(60)", level=level
    )
    assert confined.alive()

    confined.stop()
    confined.stop()
    told.close()

    assert not confined.alive()
    assert not confined.process.is_running()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("level", OFFERED)
def test_a_process_may_end_by_itself(level):
    """With a grace it is not killed, and the stop does not wait longer than needed."""
    confined, told = start(
        "import sys, os; sys.stdin.read(); os.write(int(sys.argv[1]), b'done')", level=level
    )

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


def test_a_command_that_was_waited_for_is_not_believed(temporary):
    """Its exit code 0 says nothing about what it left behind."""
    confined, told = start(ORPHANS)
    folder = next(temporary.iterdir())
    assert told.read(5) == b"ready"
    confined.wait()

    confined.stop()
    told.close()

    deadline_s = time.monotonic() + 2
    while kin_of(folder) and time.monotonic() < deadline_s:
        time.sleep(0.01)
    assert kin_of(folder) == []


@pytest.mark.skipif(Level.BUBBLEWRAP not in OFFERED, reason="bubblewrap does not work here")
def test_orphans_behind_bubblewrap_end_with_the_first():
    """Whatever they changed: the kernel ends all of a namespace with its first process."""
    program = ORPHANS.replace("/bin/sleep", "/nowhere/sleep")
    confined, told = start(program, more="time.sleep(60)", level=Level.BUBBLEWRAP)
    assert told.read(5) == b"ready"
    inside = confined.process.children(recursive=True)
    assert len(inside) >= 2

    confined.stop()
    told.close()

    assert psutil.wait_procs(inside, timeout=2)[1] == []


def test_a_command_that_does_not_exist_leaves_nothing(temporary):
    """The reason is told, the folder removed again."""
    with pytest.raises(InternalFault, match=r"process: FileNotFoundError: .*No such file"):
        Confined(Order(["/nowhere/program"], most=Level.PROCESS))

    assert list(temporary.iterdir()) == []


def test_a_level_is_offered_however_late_its_process_is_looked_for(monkeypatch):
    """What is tried there does not end by itself meanwhile, as it would where the machine is busy."""
    found = Confined._inner
    monkeypatch.setattr(Confined, "_inner", lambda confined: (time.sleep(0.1), found(confined))[1])

    assert [level for level, reason in sandbox.offered(READABLE).items() if not reason] == OFFERED


@pytest.mark.skipif(Level.BUBBLEWRAP not in OFFERED, reason="bubblewrap does not work here")
def test_a_command_that_ends_before_it_is_found_leaves_no_process(monkeypatch):
    """What started it has ended as well, and was waited for."""
    found, command = Confined._inner, [str(PYTHON), "-I", "-S", "-c", ""]
    before = psutil.Process().children()

    def late(confined):
        psutil.wait_procs(psutil.Process(confined._process.pid).children(), timeout=5)
        return found(confined)

    monkeypatch.setattr(Confined, "_inner", late)

    with pytest.raises(InternalFault, match="has ended already"):
        Confined(Order(command, readable=READABLE, least=Level.BUBBLEWRAP))

    assert psutil.Process().children() == before


def test_deep_folders_do_not_survive(temporary):
    """Nor do they stop the judge, as a recursion over them would."""
    confined, told = start("import os\nfor _ in range(1500): os.mkdir('d'); os.chdir('d')\n")
    assert told.read() == b""

    confined.stop()
    told.close()

    assert list(Path(temporary).iterdir()) == []


# ---------------------------------------------------------------- which level is taken


def test_the_strongest_level_that_works_is_taken():
    """And of the stronger ones it is told why they do not."""
    confined = Confined(Order([str(PYTHON), "-I", "-S", "-c", ""], readable=READABLE))
    confined.stop(5)

    assert confined.wall.level is OFFERED[-1]
    assert set(confined.reasons) == {level for level in Level if level.rank > OFFERED[-1].rank}


def test_without_bubblewrap_the_next_level_is_taken(monkeypatch):
    """The reason names what is missing, and how it is called."""
    monkeypatch.setattr(walls.shutil, "which", lambda name: None)

    confined = Confined(Order([str(PYTHON), "-I", "-S", "-c", ""], readable=READABLE))
    confined.stop(5)

    assert confined.wall.level is not Level.BUBBLEWRAP
    if FILTERED:
        assert "bwrap" in confined.reasons[Level.BUBBLEWRAP]


def test_a_level_that_starts_nothing_is_passed_over(monkeypatch):
    """A bubblewrap that fails on this machine, as in many containers, is told by its own words."""
    if Level.BUBBLEWRAP not in OFFERED:
        pytest.skip("bubblewrap does not work here")
    monkeypatch.setattr(walls.bubblewrap, "arguments", lambda *_, **__: ["--no-such-option"])

    confined = Confined(Order([str(PYTHON), "-I", "-S", "-c", ""], readable=READABLE))
    confined.stop(5)

    assert confined.wall.level is Level.LANDLOCK
    assert "--no-such-option" in confined.reasons[Level.BUBBLEWRAP]


def test_a_start_that_was_killed_is_tried_again(monkeypatch):
    """Whoever kills it once has not shown that the level does not work."""
    start, fails = sandbox.Confined._start, iter([True, False])

    def killed_once(confined, wall):
        if not next(fails):
            return start(confined, wall)
        return None, ""

    monkeypatch.setattr(sandbox.Confined, "_start", killed_once)

    confined = Confined(Order([str(PYTHON), "-I", "-S", "-c", ""], readable=READABLE))
    confined.stop(5)

    assert confined.wall.level is OFFERED[-1]


def test_less_than_the_least_is_refused(monkeypatch, temporary):
    """No process is left behind, and the text tells level and reasons."""
    monkeypatch.setattr(walls.shutil, "which", lambda name: None)

    with pytest.raises(InternalFault, match="isolation level bubblewrap cannot be had on this machine"):
        Confined(Order([str(PYTHON), "-c", ""], readable=READABLE, least=Level.BUBBLEWRAP))

    assert list(temporary.iterdir()) == []
