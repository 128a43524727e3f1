"""
Keep what a check asks and hears as it travels, and ask the same again. Knows nothing of what it means.

What a check asks next follows from what it has heard. So where a worker answers all of a transcript as it
stands there, byte for byte, the check would end as it did then, and need not run. Of a worker's objects it
hears what can be called on them: there only the names count that the check has looked for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from grader import wire
from grader.errors import InternalFault
from grader.faults import StudentFault
from grader.session import Transport

CallBack = Callable[[bytes | bytearray], bytes]


@dataclass(frozen=True)
class Step:
    """
    A program as it was sent, and the answer to it.

    Attributes:
        request: Encoded.
        call: What it was called in words of the judge.
        answer: Encoded.
        essence: The answer with what counts of the worker's objects in it; None where there are none.
    """

    request: bytes
    call: str
    answer: bytes
    essence: bytes | None


@dataclass(frozen=True)
class Transcript:
    """
    All that passed between a check and a worker.

    Attributes:
        steps: In their order.
        sought: The names that the check has looked for on each of the worker's objects, by its number.
    """

    steps: tuple[Step, ...]
    sought: Mapping[int, frozenset[str]]

    @property
    def size_bytes(self) -> int:
        """What travelled, both ways."""
        return sum(len(step.request) + len(step.answer) for step in self.steps)

    def is_alike(self, step: Step, came: bytes | bytearray) -> bool:
        """Tell whether the check would not notice that *came* is another answer than that of *step*."""
        if came == step.answer:
            return True
        try:
            return step.essence is not None and _essence(came, self.sought) == step.essence
        except wire.WireError:
            return False


class Recording:
    """
    A transport that keeps what another one carries.

    Args:
        transport: That carries it.
        most_bytes: What may be kept.

    Attributes:
        whole: Whether the steps are all that there was: no call-back, no worker that failed to answer.
    """

    def __init__(self, transport: Transport, most_bytes: int) -> None:
        self._transport, self._room_bytes = transport, most_bytes
        self._steps: list[Step] = []
        self._sought: dict[int, set[str]] = {}
        self.whole = True
        self.cause: BaseException | None = None

    def transcript(self) -> Transcript | None:
        """Return what was kept; None where that is nothing, or not all."""
        if not self.whole or not self._steps:
            return None
        sought = {number: frozenset(names) for number, names in self._sought.items() if names}
        steps = (replace(step, essence=_essence(step.answer, sought)) for step in self._steps)
        return Transcript(tuple(steps), sought)

    def look_at(self, handle: wire.Handle) -> wire.Handle:
        """Return *handle*, which keeps the names that are looked for in it."""
        sought = self._sought.setdefault(handle.id, set())
        return replace(handle, methods=_Seen(handle.methods, sought))

    def exchange(self, request: bytes, call_back: CallBack, call: str) -> bytes | bytearray:
        """Send an encoded program, answer call-backs, return and keep the encoded answer."""

        def answer(asked: bytes | bytearray) -> bytes:
            self.whole = False
            return call_back(asked)

        try:
            body = self._transport.exchange(request, answer, call)
        except BaseException:
            self.whole = False
            raise
        finally:
            self.cause = self._transport.cause
        step = Step(bytes(request), call, bytes(body), None)
        self._room_bytes -= len(step.request) + len(step.answer)
        if self._room_bytes < 0:
            self.whole = False
        if self.whole:
            self._steps.append(step)
        return body


class Repeating:
    """
    A transport over which a transcript was asked before the check; the check is told what came of that.

    Args:
        transport: To a fresh worker.
        transcript: Of the same check with the same inputs.

    Attributes:
        agreed: Whether all answers were those of the transcript.
        strayed: Whether the check has asked for something else than the transcript has it ask.
    """

    def __init__(self, transport: Transport, transcript: Transcript) -> None:
        self._transport, self._transcript = transport, transcript
        self._heard: deque[tuple[bytes, bytes | bytearray | StudentFault]] = deque()
        self.agreed = self.strayed = False
        self.cause: BaseException | None = None

    def ask(self, call_back: CallBack) -> bool:
        """
        Ask one step after the other, and tell whether each answer was that of the transcript.

        At the first that is not, the rest is left to the check. *call_back* answers as the check would.
        """
        for step in self._transcript.steps:
            try:
                came: bytes | bytearray | StudentFault
                came = self._transport.exchange(step.request, call_back, step.call)
            except StudentFault as fault:
                came = fault
            self._heard.append((step.request, came))
            if isinstance(came, StudentFault) or not self._transcript.is_alike(step, came):
                return False
        self.agreed = True
        return True

    def exchange(self, request: bytes, call_back: CallBack, call: str) -> bytes | bytearray:
        """
        Return what came when *request* was sent ahead; send it if it was not.

        Raises:
            InternalFault: Another one was sent ahead, so that nothing can be said of this worker.
        """
        if not self._heard:
            try:
                return self._transport.exchange(request, call_back, call)
            finally:
                self.cause = self._transport.cause
        ahead, came = self._heard.popleft()
        if request != ahead:
            self.strayed = True
        if self.strayed:
            raise InternalFault(f"{call}: the check does not ask the same each time that it runs")
        if isinstance(came, StudentFault):
            raise came
        return came


class _Seen(tuple[str, ...]):
    """Names of which it is kept which ones somebody has looked for."""

    _sought: set[str]

    def __new__(cls, names: Iterable[str], sought: set[str]) -> Self:
        made = super().__new__(cls, names)
        made._sought = sought
        return made

    def __contains__(self, name: object) -> bool:
        self._sought.add(str(name))
        return super().__contains__(name)


def _essence(body: bytes | bytearray, sought: Mapping[int, frozenset[str]]) -> bytes | None:
    """Return an answer in which the worker's objects have no other names than *sought*; None without any."""
    found = False

    def reduced(ref: wire.Reference) -> wire.Reference:
        nonlocal found
        if not isinstance(ref, wire.Handle):
            return ref
        found = True
        return replace(ref, methods=tuple(sorted(sought.get(ref.id, frozenset()).intersection(ref.methods))))

    value = wire.decode(body, reduced)
    return wire.encode(value, wire.nothing) if found else None
