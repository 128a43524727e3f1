"""
What a check hands to student code besides plain values: its own objects, and values kept there.

How they travel is the session's affair.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from grader import faults, pipeline, wire
from grader.errors import InternalFault


class Exported:
    """
    An object of a check, handed to student code under a few names; see `grader.exported`.

    Attributes:
        target: The check's own object.
        copies: Deep copies that student code made of it, or of such a copy, in order.
    """

    def __init__(
        self, target: object, methods: Sequence[str], attributes: Sequence[str], settable: Sequence[str]
    ) -> None:
        self.target = target
        self.methods, self.attributes, self.settable = tuple(methods), tuple(attributes), tuple(settable)
        self.copies: list[Any] = []

    def copied(self) -> Exported:
        """Return the export of a deep copy of the target, entered among the copies."""
        twin = Exported(copy.deepcopy(self.target), self.methods, self.attributes, self.settable)
        twin.copies = self.copies
        self.copies.append(twin.target)
        return twin


class _Asks(Protocol):
    def do(self, operation: list[Any], label: str) -> Any: ...


class Kept:
    """A value that is made in the worker once and is the same object there at each use."""

    def __init__(self, kind: str, *args: object) -> None:
        self.kind, self.args = kind, list(args)
        self.session: _Asks | None = None

    def now(self) -> Any:
        """Return the present content; the original one if no student code has had it yet."""
        pipeline.flush()  # with what waits to be sent it may go to student code for the first time
        if self.session is None:
            return copy.deepcopy(self.args[0])
        return self.session.do(["now", self], self.kind)


def attempted(what: str, args: Sequence[object] | None, use: Callable[[], Any]) -> list[object]:
    """Return the answer to a call-back; only a finding of the check itself passes by the student's code."""
    try:
        return ["ok", use()]
    except (faults.StudentFault, AssertionError, InternalFault, wire.WireError):
        raise
    except StopIteration:
        return ["error", "StopIteration", ""]
    except Exception as error:  # noqa: BLE001  the object handed in may raise anything at wrong arguments
        kind = "AttributeError" if isinstance(error, AttributeError) else "TypeError"
        what += "" if args is None else f"({', '.join(map(_shape, args))})"
        return ["error", kind, f"the object that was handed in cannot do {what}: {type(error).__name__}"]


def _shape(value: object) -> str:
    return f"array of shape {value.shape}" if isinstance(value, np.ndarray) else type(value).__name__
