"""
Confine this process from inside, then become the command. Knows nothing of what the command is.

The sandbox runs this file's text in a fresh interpreter; the worker uses `install_filter` again for the
process that runs student code. Standard library only, and little of it, for it is in every start.
"""

from __future__ import annotations

import ctypes
import marshal
import os
import resource
import struct
import sys

TYPE_CHECKING = False  # that of typing would cost more than all the rest of this file
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

OWN_PID = 0x7FFFFFF1
"""Stands in a filter for the process that will install it."""

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP = 1, 4, 22
_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 24, 38
_SECCOMP_CALL = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER, _SPEC_ALLOW = 1, 4
_CLONE_NEWUSER = 0x10000000
_CAPABILITY_VERSION = 0x20080522
_LAST_CAPABILITY = 63
_SIGKILL = 9
_STEP_BYTES, _VALUE_AT = 8, 4
_VALUE = struct.Struct("=I")
_LOADED: list[Any] = []

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_VERSION, _LANDLOCK_PATH_BENEATH = 1, 1
_FILE_EXECUTE, _FILE_WRITE, _FILE_READ, _DIR_READ, _FILE_TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_FILE, _MAKE_LINK = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 12
_MOVE = 1 << 13
_READ = _FILE_EXECUTE | _FILE_READ | _DIR_READ
_CHANGE = _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_FILE | _MAKE_LINK | _MOVE
_WRITE = _READ | _FILE_WRITE | _FILE_TRUNCATE | _CHANGE
_FILE_RIGHTS = _FILE_EXECUTE | _FILE_WRITE | _FILE_READ | _FILE_TRUNCATE
_RIGHTS_OF_VERSION = {1: 13, 2: 14, 3: 15, 4: 15}
_NEWEST_RIGHTS = 16
_NET_SINCE, _SCOPES_SINCE = 4, 6
_ALL_NET, _ALL_SCOPES = 3, 3


def main() -> None:
    """Enter what the plan in the first argument says, tell so on its descriptor, become the rest."""
    plan: dict[str, Any] = marshal.loads(bytes.fromhex(sys.argv[1]))  # noqa: S302  the sandbox's own
    ready = plan["ready_fd"]
    try:
        enter(plan)
        for standard in (1, 2):
            os.dup2(plan["output_fd"], standard)
        for extra in {ready, plan["output_fd"]} - {0, 1, 2}:
            os.set_inheritable(extra, False)
        os.write(ready, b"ok")
        os.environ.pop("PWD", None)  # bubblewrap's own doing
        os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  no shell
    except BaseException as error:  # noqa: BLE001  whatever it is, the sandbox must learn of it
        os.write(ready, f"{type(error).__name__}: {error}".encode())
    os._exit(127)


def enter(plan: Mapping[str, Any]) -> None:
    """
    Confine this process; there is no way back.

    Args:
        plan: `limits` (number of a resource to its limit), `uid` (to become, or None), `landlock` (lists of
            paths under `read`, `list` and `write`, or None), `filter` (a program for seccomp, or None) and
            `namespace` (whether to enter an empty user namespace, where that is allowed).

    Raises:
        OSError: The system refuses a part of it.
    """
    for number, value in plan["limits"].items():
        hard = resource.getrlimit(number)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(number, (bound, bound))
    if not sys.platform.startswith("linux"):
        return
    rules = _landlock_rules(plan["landlock"]) if plan["landlock"] else None
    if plan["filter"] is not None:
        _drop_privileges(plan["uid"])
    if plan["namespace"]:
        _libc().unshare(_CLONE_NEWUSER)
        end_with_parent()  # becoming another user has undone what bubblewrap did
    if rules is not None:
        _check(_libc().syscall(_LANDLOCK_RESTRICT, rules, 0), "landlock")
        os.close(rules)
    if plan["filter"] is not None:
        install_filter(plan["filter"])


def install_filter(program: bytes) -> None:
    """Let *program* decide as `Filter` has it, which can make it ready before."""
    Filter(program).install()


class Filter:
    """
    A program of seccomp, ready to be installed in this process or in one that it forks.

    Args:
        program: Instructions of eight bytes each; `OWN_PID` in them becomes the process that installs it.
    """

    def __init__(self, program: bytes) -> None:
        code = bytearray(program)
        place = ctypes.addressof(ctypes.c_char.from_buffer(code))
        head = struct.pack("HxxxxxxP", len(code) // _STEP_BYTES, place)
        number, libc = _SECCOMP_CALL.get(os.uname().machine), _libc()
        # In one place, for a fork that touches little; and to look a function up takes long.
        self._ready = code, _around_own_pid(program), head, libc.prctl, libc.syscall, number

    def install(self) -> None:
        """
        Let the program decide on every further system call of this thread and all that it starts.

        Raises:
            OSError: The system refuses it.
        """
        code, parts, head, prctl, syscall, number = self._ready
        code[:] = _VALUE.pack(os.getpid()).join(parts)
        prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if number and syscall(number, _SET_MODE_FILTER, _SPEC_ALLOW, head) == 0:
            return
        _check(prctl(_PR_SET_SECCOMP, 2, head), "seccomp")


def _around_own_pid(program: bytes) -> list[bytes]:
    """Return the parts of *program* between which the number of a process is due, instead of `OWN_PID`."""
    wanted = _VALUE.pack(OWN_PID)
    values = range(_VALUE_AT, len(program), _STEP_BYTES)
    places = [place for place in values if program[place : place + len(wanted)] == wanted]
    starts = [0, *(place + len(wanted) for place in places)]
    return [program[start:end] for start, end in zip(starts, [*places, len(program)], strict=True)]


def end_with_parent() -> None:
    """Have this process killed when the one that started it ends, where the system can do that."""
    ending_with_parent()()


def ending_with_parent() -> Callable[[], None]:
    """Return what does as `end_with_parent`, with all looked up before, in a process that this one forks."""
    prctl = _libc().prctl if sys.platform.startswith("linux") else None

    def end() -> None:
        if prctl is not None and prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0) < 0:
            _check(-1, f"prctl {_PR_SET_PDEATHSIG}")

    return end


def forbid_inspection() -> None:
    """
    Keep processes of the same user from reading or changing this one's memory, environment and descriptors.

    Elsewhere than on Linux that is the system's own rule. Root can do it all the same.
    """
    if sys.platform.startswith("linux"):
        _prctl(_PR_SET_DUMPABLE, 0)


def _drop_privileges(uid: int | None) -> None:
    """Become user *uid*, or stay the user that this is, without capabilities either way."""
    if os.geteuid() == 0:
        for capability in range(_LAST_CAPABILITY):
            _libc().prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
        if uid is not None:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
    head, none = struct.pack("=Ii", _CAPABILITY_VERSION, 0), bytes(24)
    _check(_libc().capset(head, none), "capabilities")
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def landlock_version() -> int:
    """Return the version of Landlock in this kernel, 0 without."""
    if not sys.platform.startswith("linux"):
        return 0
    return max(0, int(_libc().syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION)))


def _landlock_rules(paths: Mapping[str, Iterable[str]]) -> int:
    """Return the descriptor of a set of rules: nothing may be opened but what lies below *paths*."""
    version = _libc().syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION)
    _check(version, "landlock is not in this kernel")
    rights = (1 << _RIGHTS_OF_VERSION.get(version, _NEWEST_RIGHTS)) - 1
    fields = [rights]
    if version >= _NET_SINCE:
        fields.append(_ALL_NET)
    if version >= _SCOPES_SINCE:
        fields.append(_ALL_SCOPES)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    rules: int = _libc().syscall(_LANDLOCK_CREATE, attributes, len(attributes), 0)
    _check(rules, "landlock")
    for kind, access in (("read", _READ), ("list", _DIR_READ), ("write", _WRITE)):
        for path in paths[kind]:
            _allow(rules, path, access & rights)
    return rules


def _allow(rules: int, path: str, access: int) -> None:
    """Allow *access* at and below *path*; what is not there needs no rule."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112  pathlib takes as long to load as all the rest
            access &= _FILE_RIGHTS
        rule = struct.pack("=Qi", access, place)
        _check(_libc().syscall(_LANDLOCK_ADD, rules, _LANDLOCK_PATH_BENEATH, rule, 0), f"landlock: {path}")
    finally:
        os.close(place)


def _prctl(option: int, value: int) -> None:
    _check(_libc().prctl(option, value, 0, 0, 0), f"prctl {option}")


def _libc() -> Any:
    if not _LOADED:  # functools.cache would be one more import in every start
        _LOADED.append(ctypes.CDLL(None, use_errno=True))
    return _LOADED[0]


def _check(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


if __name__ == "__main__":
    main()
