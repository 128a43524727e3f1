"""
Run a submission inside this process, behind the same interface as a worker, without its wall.

For a student's own `pytest exercises`: nothing to gain there, and tracebacks lead straight into
the student's file. Values are copied through the wire format all the same, so that a check
behaves as it does when it is graded.
"""

from __future__ import annotations

import ctypes
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from types import CodeType
from typing import Any

import numpy as np

from grader.courselayout import Layout
from grader.faults import StudentFault
from grader.loader import SubmissionFinder
from grader.servant import Servant
from grader.session import Session, Student

_MT19937_BYTES = 624 * 4 + 4
"""The key and the position of a Mersenne twister, in C."""


class LocalTransport:
    """
    Hands programs to a servant in this process.

    Args:
        filenames: The name that a file was compiled under, to its path in the submission.
        seed: For the submission's own global random states, which the checks do not share.
    """

    def __init__(self, filenames: Mapping[str, str], seed: int) -> None:
        self._servant = Servant(filenames, self._ask)
        self._call_backs: list[Callable[[bytes], bytes]] = []
        self._fault: BaseException | None = None
        self._chance = _Chance(seed)
        self.cause: BaseException | None = None

    def exchange(self, request: bytes, call_back: Callable[[bytes], bytes], call: str) -> bytes:  # noqa: ARG002  as in a channel
        """Run an encoded program here; *call* is not needed."""
        nested = bool(self._call_backs)
        self._call_backs.append(call_back)
        self._servant.last_error = None
        try:
            with nullcontext() if nested else self._chance.changed():
                answer = self._servant.serve(request)
        finally:
            self._call_backs.pop()
        if self._fault is not None:
            raise self._fault
        self.cause = self._servant.last_error
        if isinstance(self.cause, KeyboardInterrupt | StudentFault):
            raise self.cause
        return answer

    def _ask(self, request: bytes) -> bytes:
        """Answer for the judge; its own exceptions pass by the student's code, which may catch all."""
        try:
            return self._call_backs[-1](request)
        except BaseException as error:
            self._fault = error
            raise


class _Chance:
    """
    Two owners of the global random states, whose turns alternate.

    An object of the judge's that is called back draws from `rng`; a change of turns for each of thousands of
    such calls would cost as much as all that they do. Nor is NumPy's state read where nobody has drawn.
    """

    def __init__(self, seed: int) -> None:
        self._idle = (random.Random(seed).getstate(), _state_of(np.random.RandomState(seed)))  # noqa: S311
        self._set: tuple[dict[str, Any], bytes] | None = None

    @contextmanager
    def changed(self) -> Iterator[None]:
        """Give the states to the other owner for the block."""
        self._change()
        try:
            yield
        finally:
            self._change()

    def _change(self) -> None:
        idle, self._idle = self._idle, (random.getstate(), self._state())
        random.setstate(idle[0])
        np.random.set_state(idle[1])  # noqa: NPY002
        self._set = (idle[1], _memory())

    def _state(self) -> dict[str, Any]:
        """Return NumPy's state: the one that was set if nothing has moved since, else what is read."""
        if self._set is not None and not self._set[0]["has_gauss"] and self._set[1] == _memory() != b"":
            return self._set[0]  # a normal number that was kept could be taken without a move
        return _state_of(np.random)


def _memory() -> bytes:
    """Return what NumPy's generator remembers, as it lies in memory; nothing for one of another kind."""
    generator = np.random.get_bit_generator()  # type: ignore[attr-defined]  # public, says its documentation
    if type(generator) is not np.random.MT19937:
        return b""
    return ctypes.string_at(generator.ctypes.state_address, _MT19937_BYTES)


def _state_of(generator: Any) -> dict[str, Any]:
    """Return NumPy's state, its key as a list: set 15 times faster than an array."""
    state: dict[str, Any] = generator.get_state(legacy=False)
    state["state"]["key"] = state["state"]["key"].tolist()
    return state


@contextmanager
def local_student(
    files: Mapping[str, bytes],
    modules: Mapping[str, str],
    missing: Sequence[str],
    folder: str = "",
    *,
    seed: int = 0,
    compiled: Mapping[str, CodeType] | None = None,
    layout: Layout | None = None,
) -> Iterator[Student]:
    """
    Open a submission in this process and forget its modules afterwards.

    Args:
        files: Relative path to source.
        modules: Module name to file.
        missing: Files that were not submitted.
        folder: Where the files are, ending in a slash, for tracebacks that an editor can open.
        seed: For its global random states, so that a run repeats.
        compiled: What `compile_all` made of *files*, where they are opened again and again.
        layout: Where else names are, and by which conventions, as for `Session`.
    """
    finder = SubmissionFinder(files, folder, compiled)
    finder.install()
    try:
        yield Student(Session(LocalTransport(finder.filenames, seed), modules, missing, layout))
    finally:
        finder.uninstall()
