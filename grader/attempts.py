"""
Try, from inside a sandbox, what must not be possible there, and tell what came of it.

Trials run this text in a fresh interpreter; standard library only. Each attempt has a process of its own,
which enters the second filter as that of student code does, and is bounded in time and size.
"""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import select
import signal
import socket
import struct
import sys
import time

TYPE_CHECKING = False  # typing would be most of this program's start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    Facts = dict[str, Any]
    Attempt = Callable[[Facts], bool]

STOPPED, THROUGH, BROKEN = 40, 41, 42
"""Exit codes of an attempt: it was refused; it succeeded; it could not be made."""
DONE = "done"
"""Ends what is told."""

_ENDED_BY_THE_FILTER = -getattr(signal, "SIGSYS", 31)
_LONGEST_S, _ORPHAN_S, _WAIT_S = 2, 10, 30
_NEW_FOLDERS, _NEW_USERS, _RECURSIVE_PRIVATE = 0x00020000, 0x10000000, 0x44000
_SEIZE, _CAPABILITY_VERSION = 0x4206, 0x20080522
_FSOPEN, _IO_URING_SETUP = 430, 425


def read_a_file(facts: Facts) -> bool:
    """Read a file of the caller's that everybody may read."""
    return bool(_content(facts["file"]))


def read_the_grader(facts: Facts) -> bool:
    """Read the code of the judge."""
    return bool(_content(facts["code"]))


def list_the_home(facts: Facts) -> bool:
    """List the home folder of the caller: see a name that only it has."""
    return bool(set(facts["home_names"]) & set(os.listdir(facts["home"])))


def write_elsewhere(facts: Facts) -> bool:
    """Write into a folder of the caller's into which everybody may write."""
    path = f"{facts['folder']}/{os.getpid()}"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    os.remove(path)
    return True


def change_a_mode(facts: Facts) -> bool:
    """Set the mode of a file of the caller's; being told that it has worked is not enough."""
    before = os.stat(facts["file"]).st_mode
    os.chmod(facts["file"], before ^ 0o040)
    return os.stat(facts["file"]).st_mode != before


def see_a_file(facts: Facts) -> bool:
    """Learn how large a file of the caller's is."""
    return os.stat(facts["file"]).st_size > 0


def inherit_the_environment(facts: Facts) -> bool:
    """Find a variable of the caller's in the environment."""
    return any(name in os.environ for name in facts["names"])


def connect(facts: Facts) -> bool:
    """Connect to a port of the caller's on the loopback address."""
    socket.create_connection(("127.0.0.1", facts["port"]), timeout=0.5).close()
    return True


def connect_by_name(facts: Facts) -> bool:
    """Connect to a socket of the caller's in the abstract namespace."""
    with socket.socket(socket.AF_UNIX) as own:
        own.connect("\0" + facts["socket"])
    return True


def listen(_: Facts) -> bool:
    """Listen on a port of the loopback address."""
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        own.listen()
    return True


def see_a_process(facts: Facts) -> bool:
    """Tell that a process of the caller's is there: it leads a group of its own."""
    victim: int = facts["victim"]
    return os.getpgid(victim) == victim


def read_its_environment(facts: Facts) -> bool:
    """Read the environment of a process of the caller's."""
    return str(facts["token"]).encode() in _content(f"/proc/{facts['victim']}/environ")


def open_its_memory(facts: Facts) -> bool:
    """Open the memory of a process of the caller's for writing."""
    os.close(os.open(f"/proc/{facts['victim']}/mem", os.O_RDWR))
    return True


def trace_it(facts: Facts) -> bool:
    """Trace a process of the caller's; it goes on, and is let go when this process ends."""
    return _called("ptrace", _SEIZE, facts["victim"], None, None)


def signal_it(facts: Facts) -> bool:
    """Send a signal that does nothing to a process of the caller's."""
    os.kill(facts["victim"], 0)
    return True


def signal_by_descriptor(facts: Facts) -> bool:
    """Send it that signal through a descriptor."""
    signal.pidfd_send_signal(os.pidfd_open(facts["victim"]), 0)
    return True


def fork_on_and_on(facts: Facts) -> bool:
    """Start more processes than a check may have, all there at once, and end them."""
    reading, writing = os.pipe()
    children: list[int] = []
    try:
        while len(children) < facts["forks"]:
            if (pid := os.fork()) == 0:
                os.close(writing)
                os.read(reading, 1)
                os._exit(0)
            children.append(pid)
    finally:
        os.close(writing)
        for pid in children:
            os.waitpid(pid, 0)
    return True


def run_a_program(_: Facts) -> NoReturn:
    """Become another program, which tells that it runs."""
    os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", f"import os; os._exit({THROUGH})"])  # noqa: S606  no shell


def take_memory(facts: Facts) -> bool:
    """Ask for four times as much memory as there may be; it is never touched."""
    mmap.mmap(-1, 4 * facts["memory_bytes"]).close()
    return True


def fill_the_folder(facts: Facts) -> bool:
    """Write a little more into the private folder than it may hold, and remove it."""
    path = f"{os.environ['TMPDIR']}/much"
    place = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    written = 0
    try:
        while written <= facts["disk_bytes"]:
            written += os.write(place, bytes(2**20))
        return True
    finally:
        os.close(place)
        os.remove(path)


def have_rights(_: Facts) -> bool:
    """Hold any of root's rights, or become another user."""
    head, data = struct.pack("=Ii", _CAPABILITY_VERSION, 0), ctypes.create_string_buffer(24)
    if _called("capget", head, data) and any(data.raw):
        return True
    other = os.geteuid() + 1
    os.setresuid(other, other, other)
    return True


def be_root(_: Facts) -> bool:
    """Be root, with or without root's rights: root owns files."""
    return os.geteuid() == 0


def make_a_user_namespace(_: Facts) -> bool:
    """Enter a user namespace, in which one has every right over new ones."""
    return _called("unshare", _NEW_USERS)


def mount_a_folder(_: Facts) -> bool:
    """Mount a file system, in a namespace of its own so that nobody else sees it."""
    alone = _called("unshare", _NEW_FOLDERS) and _called("mount", None, b"/", None, _RECURSIVE_PRIVATE, None)
    return alone and _called("mount", b"none", os.fsencode(os.environ["TMPDIR"]), b"tmpfs", 0, None)


def open_a_file_system(_: Facts) -> bool:
    """Begin to make a file system by the newer calls."""
    return _called("syscall", _FSOPEN, b"tmpfs", 0)


def queue_calls(_: Facts) -> bool:
    """Make a queue by which the kernel makes calls that no filter sees."""
    return _called("syscall", _IO_URING_SETUP, 1, ctypes.create_string_buffer(120))


ATTEMPTS = (
    *(read_a_file, read_the_grader, list_the_home, write_elsewhere, change_a_mode, see_a_file),
    *(inherit_the_environment, connect, connect_by_name, listen),
    *(see_a_process, read_its_environment, open_its_memory, trace_it, signal_it, signal_by_descriptor),
    *(fork_on_and_on, run_a_program, take_memory, fill_the_folder),
    *(have_rights, be_root, make_a_user_namespace, mount_a_folder, open_a_file_system, queue_calls),
)
"""All of them, in the order in which they are made."""
LINUX_ONLY = (
    *(connect_by_name, read_its_environment, open_its_memory, trace_it, signal_by_descriptor),
    *(have_rights, make_a_user_namespace, mount_a_folder, open_a_file_system, queue_calls, take_memory),
)
"""Those that mean nothing elsewhere; what is taken of memory is watched there, not limited."""


def main() -> None:
    """Make every attempt, tell of each in a line `name code`, leave an orphan, wait for the end."""
    facts: Facts = json.loads(sys.argv[1])
    results, orphan = facts["results_fd"], facts["orphan_fd"]
    enter = _entrance(facts)
    for attempt in ATTEMPTS:
        if attempt in LINUX_ONLY and not sys.platform.startswith("linux"):
            continue
        os.write(results, f"{attempt.__name__} {_outcome(attempt, facts, enter)}\n".encode())
    _leave_an_orphan(results, orphan)
    os.close(orphan)
    os.write(results, f"{DONE} 0\n".encode())
    time.sleep(_WAIT_S)


def _entrance(facts: Facts) -> Callable[[], None]:
    """Return what enters the second filter, as the worker does; nothing where there is none."""
    if not facts["filter"]:
        return lambda: None
    launcher: Facts = {"__name__": "launch"}
    exec(facts["launcher"], launcher)  # noqa: S102  its text, for it cannot be imported here
    return lambda: launcher["install_filter"](bytes.fromhex(facts["filter"]))


def _outcome(attempt: Attempt, facts: Facts, enter: Callable[[], None]) -> int:
    """Make *attempt* in a process of its own, which first enters the filter; return how that ended."""
    if (pid := os.fork()) == 0:
        code = BROKEN
        try:
            signal.alarm(_LONGEST_S)
            enter()
            code = STOPPED
            code = THROUGH if attempt(facts) else STOPPED
        except (OSError, MemoryError):
            pass
        except BaseException:  # noqa: BLE001  it was not made, so it proves nothing
            code = BROKEN
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return STOPPED if code == _ENDED_BY_THE_FILTER else code


def _leave_an_orphan(results_fd: int, orphan_fd: int) -> None:
    """Leave a process behind whose parents have ended; it ends when nobody listens for it any more."""
    if (pid := os.fork()) == 0:
        os.setsid()
        if os.fork() == 0:
            os.close(results_fd)
            listeners = select.poll()
            listeners.register(orphan_fd, 0)
            listeners.poll(1000 * _ORPHAN_S)
        os._exit(0)
    os.waitpid(pid, 0)


def _content(path: str) -> bytes:
    place = os.open(path, os.O_RDONLY)
    try:
        return os.read(place, 2**16)
    finally:
        os.close(place)


def _called(function: str, *arguments: object) -> bool:
    """Call a function of the C library; False where it fails."""
    numbers = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    return int(getattr(ctypes.CDLL(None), function)(*numbers)) >= 0


if __name__ == "__main__":
    main()
