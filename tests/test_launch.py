"""Specify what a process gives up when it confines itself; each test does so in a process of its own."""

from __future__ import annotations

import contextlib
import marshal
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from grader import denials, launch, sandbox
from grader.confinement import Level

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these means are those of Linux")

SOURCE = Path(launch.__file__)
ALLOW = struct.pack("=HBBI", 6, 0, 0, 0x7FFF0000)
REFUSE_GETPPID = b"".join(
    (
        struct.pack("=HBBI", 0x20, 0, 0, 0),
        struct.pack("=HBBI", 0x15, 0, 1, {"x86_64": 110, "aarch64": 173}.get(os.uname().machine, 110)),
        struct.pack("=HBBI", 6, 0, 0, 0x00050000 | 13),
        ALLOW,
    )
)
PLAN = {"limits": {}, "uid": None, "filter": None, "landlock": None, "namespace": False}


def launched(program, **plan):
    """Run *program* behind the launcher; return what the launcher said and what the program printed."""
    reading, writing = os.pipe()
    told = marshal.dumps(PLAN | {"ready_fd": writing, "output_fd": 1} | plan).hex()
    command = [sys.executable, "-I", "-S", str(SOURCE), told, sys.executable, "-I", "-S", "-c", program]
    run = subprocess.run(command, pass_fds=[writing], capture_output=True, text=True, timeout=20, check=False)
    os.close(writing)
    with os.fdopen(reading) as stream:
        return stream.read(), run.stdout.strip()


def test_the_command_takes_the_launchers_place():
    """With its arguments, and without the descriptor that told so."""
    said, printed = launched("import os; print(os.getpid() > 0)")

    assert (said, printed) == ("ok", "True")


def test_limits_hold_for_the_command():
    """Soft and hard, so that they cannot be raised again."""
    said, printed = launched("import resource as r; print(r.getrlimit(r.RLIMIT_NOFILE))", limits={7: 32})

    assert (said, printed) == ("ok", "(32, 32)")


def test_a_filter_decides_on_the_commands_calls():
    """It is handed on, and privileges cannot come back."""
    said, printed = launched("import os; print(os.getppid())", filter=REFUSE_GETPPID)

    assert said == "ok"
    assert int(printed) < 0
    assert launched("import os; print(os.getppid() > 0)", filter=ALLOW) == ("ok", "True")


def test_landlock_opens_what_is_listed_and_nothing_else(tmp_path):
    """Reading, listing and writing are told apart."""
    if sandbox.offered(sandbox.Readable())[Level.LANDLOCK]:
        pytest.skip("this kernel has no Landlock")
    for name in ("read", "write", "neither"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    program = (
        "import sys\n"
        "def tried(path, mode):\n"
        "    try: open(path, mode).close()\n"
        "    except PermissionError: return False\n"
        "    return True\n"
        f"print([tried(f'{tmp_path}/{{name}}/file', mode) for name in ('read', 'write', 'neither')"
        " for mode in ('r', 'a')])"
    )
    everything = [str(path) for path in Path("/").iterdir() if not tmp_path.is_relative_to(path)]
    rules = {"read": [*everything, str(tmp_path / "read")], "list": [], "write": [str(tmp_path / "write")]}

    said, printed = launched(program, landlock=rules, filter=ALLOW)

    assert (said, printed) == ("ok", "[True, False, True, True, False, False]")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give away")
def test_root_keeps_no_capability():
    """Not even those that a program started by root would get back."""
    program = "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('CapEff')])"

    assert launched(program, filter=ALLOW) == ("ok", "['0000000000000000']")


def test_what_the_system_refuses_is_told():
    """The command does not run without what was planned for it."""
    said, printed = launched("print('here')", filter=b"not a program!!!")

    assert said.startswith("OSError:")
    assert "seccomp" in said
    assert printed == ""


def test_a_command_that_is_not_there_is_told():
    """After the launcher had said that it was ready."""
    reading, writing = os.pipe()
    told = marshal.dumps(PLAN | {"ready_fd": writing, "output_fd": 1}).hex()

    subprocess.run(
        [sys.executable, "-I", "-S", str(SOURCE), told, "/nowhere/x"], pass_fds=[writing], check=False
    )
    os.close(writing)

    with os.fdopen(reading) as stream:
        assert "FileNotFoundError" in stream.read()


def test_a_filter_gets_the_number_of_the_process_that_installs_it():
    """Wherever the placeholder stands as a value, and nowhere else."""
    program = struct.pack("=HBBI", 0x15, 1, 2, launch.OWN_PID) + struct.pack("=HBBI", 0x06, 0, 0, 7)

    program += struct.pack(
        "=HBBI", launch.OWN_PID & 0xFFFF, launch.OWN_PID >> 16 & 0xFF, launch.OWN_PID >> 24, 7
    )
    ready = launch.Filter(program)
    code, parts, head, _, _, number = ready._ready
    ready._ready = code, parts, head, lambda *_: 0, lambda *_: 0, number

    ready.install()

    assert launch.OWN_PID == denials.OWN_PID
    own = struct.pack("=HBBI", 0x15, 1, 2, os.getpid())
    assert bytes(code) == own + program[8:]


def test_a_process_can_end_with_its_parent():
    """When the one that started it is gone, so is it."""
    inner = (
        f"import sys, time; sys.path.insert(0, {str(SOURCE.parent)!r})\n"
        "import launch; launch.end_with_parent(); print('set', flush=True); time.sleep(60)"
    )
    outer = (
        "import subprocess, sys\n"
        f"process = subprocess.Popen([sys.executable, '-I', '-S', '-c', {inner!r}], stdout=subprocess.PIPE)\n"
        "process.stdout.readline(); print(process.pid)"
    )

    printed = subprocess.run([sys.executable, "-c", outer], capture_output=True, text=True, check=True).stdout

    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(int(printed))
        end_s = time.monotonic() + 5
        while process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < end_s:
            time.sleep(0.01)
        assert process.status() == psutil.STATUS_ZOMBIE
