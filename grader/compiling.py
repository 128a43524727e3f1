"""Compile a submission in a process of its own, as a hostile source can end the compiler."""

from __future__ import annotations

import marshal
import os
import signal
from types import CodeType
from typing import Any

from grader.frames import READ_BYTES
from grader.loader import compile_all
from grader.selflimits import bounds, hold_to

_COMPILER_S = 5
_COMPILER_BYTES = 256 * 2**20


def compiled_apart(case: dict[str, Any]) -> dict[str, CodeType]:
    """
    Compile the submission in a child, once for all checks; what does not compile there is left out.

    No code of the submission has run in that child, so what it sends is taken as it is.
    """
    loaded_bytes = case["loaded_bytes"]
    address_bytes = None if loaded_bytes is None else loaded_bytes + _COMPILER_BYTES
    limits = bounds(address_bytes, _COMPILER_S, _COMPILER_BYTES)
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            hold_to(limits)
            data = memoryview(marshal.dumps(compile_all(case["files"], case["libraries"])))
            while data:
                data = data[os.write(writing, data) :]
        finally:
            os._exit(0)
    os.close(writing)
    parts: list[bytes] = []
    left = _COMPILER_BYTES
    while left > 0 and (part := os.read(reading, min(left, READ_BYTES))):
        parts.append(part)
        left -= len(part)
    os.close(reading)
    os.kill(pid, signal.SIGKILL)  # it is about to end, and has started nothing
    os.waitpid(pid, 0)
    try:
        found: dict[str, CodeType] = marshal.loads(b"".join(parts))  # noqa: S302  see above
    except (EOFError, ValueError, TypeError):
        return {}
    return found
