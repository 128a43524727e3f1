"""
Run a submission inside this process, behind the same interface as a worker, without its wall.

For a student's own `pytest exercises`: nothing to gain there, and tracebacks lead straight into
the student's file. Values are copied through the wire format all the same, so that a check
behaves as it does when it is graded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from grader.loader import SubmissionFinder
from grader.servant import Servant
from grader.session import Session, Student


class LocalTransport:
    """Hands programs to a servant in this process."""

    def __init__(self, filenames: Mapping[str, str]) -> None:
        self._servant = Servant(filenames, self._ask)
        self._call_backs: list[Callable[[bytes], bytes]] = []
        self._fault: BaseException | None = None
        self.cause: BaseException | None = None

    def exchange(self, request: bytes, call_back: Callable[[bytes], bytes], call: str) -> bytes:  # noqa: ARG002  as in a channel
        """Run an encoded program here; *call* is not needed."""
        self._call_backs.append(call_back)
        self._servant.last_error = None
        try:
            answer = self._servant.serve(request)
        finally:
            self._call_backs.pop()
        if self._fault is not None:
            raise self._fault
        self.cause = self._servant.last_error
        if isinstance(self.cause, KeyboardInterrupt):
            raise self.cause
        return answer

    def _ask(self, request: bytes) -> bytes:
        """Answer for the judge; its own exceptions pass by the student's code, which may catch all."""
        try:
            return self._call_backs[-1](request)
        except BaseException as error:
            self._fault = error
            raise


@contextmanager
def local_student(
    files: Mapping[str, bytes], modules: Mapping[str, str], missing: Sequence[str], folder: str = ""
) -> Iterator[Student]:
    """
    Open a submission in this process and forget its modules afterwards.

    Args:
        files: Relative path to source.
        modules: Module name to file.
        missing: Files that were not submitted.
        folder: Where the files are, ending in a slash, for tracebacks that an editor can open.
    """
    finder = SubmissionFinder(files, folder)
    finder.install()
    try:
        yield Student(Session(LocalTransport(finder.filenames), modules, missing))
    finally:
        finder.uninstall()
