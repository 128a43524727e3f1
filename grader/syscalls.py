"""
Compile the seccomp filters with libseccomp. Knows no process.

Two programs: one for all that runs in a sandbox, one more for the process that runs student code.
Whatever they do not name is allowed: what is dangerous is a short list that ages slowly, while the
calls that CPython, NumPy and a C library make differ with every version of them.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import errno
import functools
import itertools
import os
import struct
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

OWN_PID = 0x7FFFFFF1
"""Stands in the second filter for the process's own number, which is put in where it is installed."""

_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_REFUSE, _ABSENT = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
_LOW_HALF = 0xFFFFFFFF
_EQUAL, _BAD_ARCHITECTURE, _UNKNOWN, _API_LEVEL = 7, 2, -1, 4
_LOAD, _JUMP, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x05, 0x15, 0x06
_NUMBER_AT, _ARGUMENTS_AT = 0, 16 + 4 * (sys.byteorder == "big")


class Unavailable(Exception):
    """No filter can be made here; the text says why."""


@dataclass(frozen=True)
class _Rule:
    """
    What happens to some calls.

    Attributes:
        names: Names of the calls; those that this architecture or kernel does not have are left out.
        action: What seccomp returns.
        argument: The argument that decides, by its low half: the kernel looks at no more of an int.
        mask: With *values*: the rule holds where the argument has one of them under the mask ...
        values: ... or, without a mask, where it has none of them. Empty: the rule always holds.
        when: The condition in words.
    """

    names: str
    action: int = _REFUSE
    argument: int = 0
    mask: int = 0
    values: tuple[int, ...] = ()
    when: str = ""


_NEWER = {"statmount": 457, "listmount": 458, "lsm_set_self_attr": 460, "open_tree_attr": 467}
"""Calls that a libseccomp older than the kernel does not know; new numbers are equal everywhere."""

_NAMESPACES = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
_THREAD = 0x10000
_UNIX, _DATAGRAM, _RAW, _TYPE = 1, 2, 3, 0xF
_QUERY = 0xFFFFFFFF
_INJECTIONS = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX
_OWNERS = (8, 15)  # F_SETOWN, F_SETOWN_EX
_OWNER_REQUESTS = (0x8901, 0x8902)  # FIOSETOWN, SIOCSPGRP
_ATTRIBUTES = (1, 4, 36, 62)  # PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SCHED_CORE
_OWN = (0, OWN_PID)

_SANDBOX = (
    _Rule("ptrace process_vm_readv process_vm_writev process_madvise process_mrelease", _KILL_PROCESS),
    _Rule("kcmp pidfd_getfd keyctl add_key request_key lsm_set_self_attr", _KILL_PROCESS),
    _Rule("mount umount umount2 move_mount open_tree open_tree_attr fsopen fsconfig fsmount", _KILL_PROCESS),
    _Rule("fspick mount_setattr pivot_root chroot unshare setns", _KILL_PROCESS),
    _Rule("bpf perf_event_open userfaultfd fanotify_init fanotify_mark lookup_dcookie", _KILL_PROCESS),
    _Rule("io_uring_setup io_uring_enter io_uring_register", _KILL_PROCESS),
    _Rule("init_module finit_module delete_module create_module kexec_load kexec_file_load", _KILL_PROCESS),
    _Rule("reboot swapon swapoff quotactl quotactl_fd acct vhangup syslog nfsservctl", _KILL_PROCESS),
    _Rule("open_by_handle_at name_to_handle_at uselib iopl ioperm modify_ldt vm86 vm86old", _KILL_PROCESS),
    _Rule("settimeofday clock_settime clock_settime64 stime adjtimex clock_adjtime", _KILL_PROCESS),
    _Rule("clock_adjtime64 sethostname setdomainname", _KILL_PROCESS),
    # The inherited socket is connected: it needs none of these, and no other can be made.
    _Rule("socket bind connect listen accept accept4"),
    _Rule("socketpair", values=(_UNIX,), when="of any family but AF_UNIX"),
    # A pair of datagram sockets can send to any named one on the machine.
    _Rule("socketpair", argument=1, mask=_TYPE, values=(_DATAGRAM, _RAW), when="of datagrams"),
    # What these hold outlives the process, is shared by the machine or is memory that no limit counts.
    _Rule("shmget shmat shmctl semget semop semtimedop semctl msgget msgsnd msgrcv msgctl"),
    _Rule("mq_open mq_unlink io_setup memfd_create memfd_secret"),
    _Rule("migrate_pages move_pages vmsplice statmount listmount"),
    *(_Rule("clone", mask=flag, values=(flag,), when="into a new namespace") for flag in _NAMESPACES),
    _Rule("personality", values=(_QUERY,), when="to change it"),
    _Rule("ioctl", argument=1, mask=_LOW_HALF, values=_INJECTIONS, when="to type into a terminal"),
    # Its flags are behind a pointer; C libraries that are told it does not exist call clone.
    _Rule("clone3", _ABSENT),
)

_LONE = (
    _Rule("fork vfork execve execveat"),
    _Rule("clone", mask=_THREAD, values=(0,), when="of anything but a thread"),
    _Rule("kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo", values=(OWN_PID,), when="of others"),
    _Rule("pidfd_open pidfd_send_signal"),
    # The owner of a descriptor is sent a signal of the sender's choice when data arrives.
    _Rule("fcntl", argument=1, mask=_LOW_HALF, values=_OWNERS, when="to name an owner"),
    _Rule("ioctl", argument=1, mask=_LOW_HALF, values=_OWNER_REQUESTS, when="to name an owner"),
    _Rule("prlimit64 sched_setaffinity sched_setscheduler", values=_OWN, when="of others"),
    _Rule("sched_setparam sched_setattr", values=_OWN, when="of others"),
    # It stays in the group by which it is killed.
    _Rule("setpriority ioprio_set setpgid setsid"),
    _Rule("prctl", mask=_LOW_HALF, values=_ATTRIBUTES, when="to change what its parent relies on"),
    _Rule("clone3", _ABSENT),
)


@functools.cache
def sandbox_filter() -> bytes:
    """
    Compile the filter for all that runs in a sandbox.

    It ends the process for what nothing honest calls, and for calls of another architecture; it
    refuses sockets, namespaces and memory that outlives the process.

    Returns:
        An array of ``struct sock_filter``, 8 bytes each.

    Raises:
        Unavailable: libseccomp is missing or too old, or the kernel is.
    """
    return _compile(_SANDBOX)


@functools.cache
def lone_filter() -> bytes:
    """
    Compile the filter for the process that runs student code, on top of `sandbox_filter`.

    It may start threads, and signal and limit itself, but start no process nor touch another one.

    Returns:
        An array of ``struct sock_filter``, with `OWN_PID` where the process's own number is due.

    Raises:
        Unavailable: libseccomp is missing or too old, or the kernel is.
    """
    return _compile(_LONE)


def denied_names() -> Mapping[str, tuple[str, ...]]:
    """
    Return what the filters deny, sorted, with the condition in brackets where there is one.

    Returns:
        `killed` and `refused` everywhere in a sandbox; `refused_alone` beside student code;
        `absent` is answered as by a kernel that does not have the call.
    """
    return {
        "killed": _described(rule for rule in _SANDBOX if rule.action == _KILL_PROCESS),
        "refused": _described(rule for rule in _SANDBOX if rule.action == _REFUSE),
        "refused_alone": _described(rule for rule in _LONE if rule.action == _REFUSE),
        "absent": _described(rule for rule in _SANDBOX if rule.action == _ABSENT),
    }


def _described(rules: Iterable[_Rule]) -> tuple[str, ...]:
    texts = {f"{name} ({rule.when})" if rule.when else name for rule in rules for name in rule.names.split()}
    return tuple(sorted(texts))


class _Comparison(ctypes.Structure):
    """libseccomp's ``struct scmp_arg_cmp``."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


@functools.cache
def _library() -> ctypes.CDLL:
    """Load libseccomp and declare what is used of it, on a kernel that can do what the filters need."""
    if sys.platform != "linux":
        raise Unavailable(f"seccomp is part of Linux, this is {sys.platform}")
    library = _loaded()
    number, text, context = ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p
    action, comparisons = ctypes.c_uint32, ctypes.POINTER(_Comparison)
    signatures = {
        "seccomp_api_get": (ctypes.c_uint, ()),
        "seccomp_init": (context, (action,)),
        "seccomp_release": (None, (context,)),
        "seccomp_attr_set": (number, (context, number, ctypes.c_uint32)),
        "seccomp_syscall_resolve_name": (number, (text,)),
        "seccomp_rule_add_array": (number, (context, action, number, ctypes.c_uint, comparisons)),
        "seccomp_export_bpf": (number, (context, number)),
    }
    for name, (result, arguments) in signatures.items():
        try:
            function = getattr(library, name)
        except AttributeError:
            raise Unavailable(f"libseccomp has no {name}: version 2.4.0 or newer is needed") from None
        function.restype, function.argtypes = result, arguments
    if (level := library.seccomp_api_get()) < _API_LEVEL:
        raise Unavailable(
            f"libseccomp and the kernel together reach API level {level}, {_API_LEVEL} is needed "
            "(libseccomp 2.4.0 and Linux 4.17, not forbidden by an outer sandbox)"
        )
    return library


def _loaded() -> ctypes.CDLL:
    """Load the library by its usual name first: the search runs a compiler and takes long."""
    with contextlib.suppress(OSError):
        return ctypes.CDLL("libseccomp.so.2")
    with contextlib.suppress(OSError):
        if name := ctypes.util.find_library("seccomp"):
            return ctypes.CDLL(name)
    raise Unavailable("libseccomp.so.2 was not found")


def _compile(rules: tuple[_Rule, ...]) -> bytes:
    """
    Let libseccomp compile *rules*, and add those that it cannot express.

    It has no "unless the argument is one of these", so those rules follow as instructions of our
    own, entered where its program would allow the call: the architecture has been checked by then.
    """
    library = _library()
    if not (context := library.seccomp_init(_ALLOW)):
        raise Unavailable("libseccomp cannot make a filter")
    try:
        _check(library.seccomp_attr_set(context, _BAD_ARCHITECTURE, _KILL_PROCESS), "foreign architectures")
        for rule in rules:
            if rule.mask or not rule.values:
                _add(library, context, rule)
        with tempfile.TemporaryFile() as file:
            _check(library.seccomp_export_bpf(context, file.fileno()), "the export")
            file.seek(0)
            program = file.read()
    finally:
        library.seccomp_release(context)
    unless = [rule for rule in rules if rule.values and not rule.mask]
    return _joined(program, b"".join(_unless(number, rule) for rule in unless for number in _numbers(rule)))


def _check(result: int, what: str) -> None:
    if result < 0:
        raise Unavailable(f"libseccomp refuses {what}: {os.strerror(-result)}")


def _add(library: ctypes.CDLL, context: int, rule: _Rule) -> None:
    """Give *rule* to libseccomp, once for each of its calls and values."""
    operands: list[tuple[int, ...]] = [(rule.argument, _EQUAL, rule.mask, value) for value in rule.values]
    for number, operand in itertools.product(_numbers(rule), operands or [()]):
        test = ctypes.byref(_Comparison(*operand))
        _check(
            library.seccomp_rule_add_array(context, rule.action, number, len(operand) > 0, test), rule.names
        )


def _numbers(rule: _Rule) -> Iterator[int]:
    """Give the numbers of *rule*'s calls on this architecture; those it does not have are negative."""
    library = _library()
    for name in rule.names.split():
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number == _UNKNOWN:
            number = _NEWER.get(name, _UNKNOWN)
        if number >= 0:
            yield number


def _unless(number: int, rule: _Rule) -> bytes:
    """Write: for call *number*, *rule*'s action unless the argument's low half is one of its values."""
    last = len(rule.values)
    return b"".join(
        (
            _instruction(_JUMP_IF_EQUAL, number, otherwise=last + 3),
            _instruction(_LOAD, _ARGUMENTS_AT + 8 * rule.argument),
            *(_instruction(_JUMP_IF_EQUAL, value, last - at) for at, value in enumerate(rule.values)),
            _instruction(_RETURN, rule.action),
            _instruction(_RETURN, _ALLOW),
        )
    )


def _joined(program: bytes, more: bytes) -> bytes:
    """Let *more* decide what *program* would allow."""
    allow, size = _instruction(_RETURN, _ALLOW), len(program) // 8
    steps = [program[8 * at : 8 * at + 8] for at in range(size)]
    onwards = [_instruction(_JUMP, size - at - 1) if step == allow else step for at, step in enumerate(steps)]
    return b"".join((*onwards, _instruction(_LOAD, _NUMBER_AT), more, allow))


def _instruction(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)
