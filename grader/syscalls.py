"""
Compile the seccomp filters with libseccomp. Knows no process.

Two programs: one for all that runs in a sandbox, one more for the process that runs student code. What
they deny is in `denials`.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import functools
import itertools
import os
import struct
import sys
import tempfile
from collections.abc import Iterator

from grader import denials
from grader.denials import Rule

_ALLOW = 0x7FFF0000
_EQUAL, _BAD_ARCHITECTURE, _OPTIMIZE, _UNKNOWN, _API_LEVEL = 7, 2, 8, -1, 4
_AS_A_TREE = 2
_LOAD, _JUMP, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x05, 0x15, 0x06
_NUMBER_AT, _ARGUMENTS_AT = 0, 16 + 4 * (sys.byteorder == "big")


class Unavailable(Exception):
    """No filter can be made here; the text says why."""


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
    return _compile(denials.SANDBOX)


@functools.cache
def lone_filter(*, cuts: bool = False) -> bytes:
    """
    Compile the filter for the process that runs student code, on top of `sandbox_filter`.

    It may start threads, and signal and limit itself, but start no process nor touch another one.

    Args:
        cuts: Whether files have to be kept from being cut short by this filter, for want of anything else.

    Returns:
        An array of ``struct sock_filter``, with `OWN_PID` where the process's own number is due.

    Raises:
        Unavailable: libseccomp is missing or too old, or the kernel is.
    """
    return _compile((*denials.LONE, *denials.MARKS, *(denials.CUTS if cuts else ())))


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


def _compile(rules: tuple[Rule, ...]) -> bytes:
    """
    Let libseccomp compile *rules*, and add those that it cannot express.

    It has no "unless the argument is one of these", so those rules follow as instructions of our
    own, entered where its program would allow the call: the architecture has been checked by then.
    """
    library = _library()
    if not (context := library.seccomp_init(_ALLOW)):
        raise Unavailable("libseccomp cannot make a filter")
    try:
        _check(
            library.seccomp_attr_set(context, _BAD_ARCHITECTURE, denials.KILL_PROCESS),
            "foreign architectures",
        )
        # Fewer steps, above all when the kernel tries all calls as a filter is installed. Since 2.5.0.
        library.seccomp_attr_set(context, _OPTIMIZE, _AS_A_TREE)
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


def _add(library: ctypes.CDLL, context: int, rule: Rule) -> None:
    """Give *rule* to libseccomp, once for each of its calls and values."""
    operands: list[tuple[int, ...]] = [(rule.argument, _EQUAL, rule.mask, value) for value in rule.values]
    for number, operand in itertools.product(_numbers(rule), operands or [()]):
        test = ctypes.byref(_Comparison(*operand))
        _check(
            library.seccomp_rule_add_array(context, rule.action, number, len(operand) > 0, test), rule.names
        )


def _numbers(rule: Rule) -> Iterator[int]:
    """Give the numbers of *rule*'s calls on this architecture; those it does not have are negative."""
    library = _library()
    for name in rule.names.split():
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number == _UNKNOWN:
            number = denials.NEWER.get(name, _UNKNOWN)
        if number >= 0:
            yield number


def _unless(number: int, rule: Rule) -> bytes:
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
