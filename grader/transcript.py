"""
Keep what a check asks and hears as it travels, and ask the same again. Knows nothing of what it means.

What a check asks next follows from what it has heard. So where a worker answers all of a transcript as it
stands there, byte for byte, the check would end as it did then, and need not run. Of a worker's objects it
hears what can be called on them: there only the names count that the check has looked for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any, Self

from grader import wire
from grader.errors import InternalFault
from grader.faults import StudentFault
from grader.session import Transport

CallBack = Callable[[bytes | bytearray], bytes]


@dataclass(frozen=True)
class Words:
    """
    What a worker has said.

    Attributes:
        body: Encoded.
        essence: The same with what counts of the worker's objects in it; None where there are none.
    """

    body: bytes
    essence: bytes | None = None


@dataclass(frozen=True)
class Step:
    """
    A program as it was sent, and what came of it.

    Attributes:
        request: Encoded.
        call: What it was called in words of the judge.
        inward: What the worker asked meanwhile, and what it was given.
        answer: To the program.
    """

    request: bytes
    call: str
    inward: tuple[tuple[Words, bytes], ...]
    answer: Words

    @property
    def size_bytes(self) -> int:
        """What travelled, both ways."""
        inward = sum(len(asked.body) + len(given) for asked, given in self.inward)
        return len(self.request) + inward + len(self.answer.body)


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

    @classmethod
    def of_plain(cls, steps: Iterable[Any], sought: Mapping[int, frozenset[str]]) -> Self:
        """Return the transcript of which `plain` has made tuples and a dict."""
        whole = (
            Step(request, call, tuple((Words(*asked), given) for asked, given in inward), Words(*answer))
            for request, call, inward, answer in steps
        )
        return cls(tuple(whole), sought)

    def plain(self) -> tuple[list[Any], dict[int, frozenset[str]]]:
        """Return nothing but plain values."""
        return [astuple(step) for step in self.steps], dict(self.sought)

    @property
    def size_bytes(self) -> int:
        """What travelled, both ways."""
        return sum(step.size_bytes for step in self.steps)

    def is_alike(self, words: Words, came: bytes | bytearray) -> bool:
        """Tell whether the check would not notice that *came* is not what these *words* were."""
        if came == words.body:
            return True
        try:
            return words.essence is not None and _essence(came, self.sought) == words.essence
        except wire.WireError:
            return False


class Recording:
    """
    A transport that keeps what another one carries.

    Args:
        transport: That carries it.
        most_bytes: What may be kept.
    """

    def __init__(self, transport: Transport, most_bytes: int) -> None:
        self._transport, self._room_bytes = transport, most_bytes
        self._steps: list[Step] = []
        self._sought: dict[int, set[str]] = {}
        self._whole, self._busy = True, False
        self.cause: BaseException | None = None

    def transcript(self) -> Transcript | None:
        """
        Return what was kept; None where that is nothing, or not all.

        A worker that has failed to answer, and a program that was sent while another one ran, leave none.
        """
        if not self._whole or not self._steps:
            return None
        sought = {number: frozenset(names) for number, names in self._sought.items() if names}

        def essential(words: Words) -> Words:
            return Words(words.body, _essence(words.body, sought))

        steps = (
            Step(
                step.request,
                step.call,
                tuple((essential(asked), given) for asked, given in step.inward),
                essential(step.answer),
            )
            for step in self._steps
        )
        return Transcript(tuple(steps), sought)

    def look_at(self, handle: wire.Handle) -> wire.Handle:
        """Return *handle*, which keeps the names that are looked for in it."""
        sought = self._sought.setdefault(handle.id, set())
        return replace(handle, methods=_Seen(handle.methods, sought))

    def exchange(self, request: bytes, call_back: CallBack, call: str) -> bytes | bytearray:
        """Send an encoded program, answer call-backs, return the encoded answer; keep all of it."""
        inward: list[tuple[Words, bytes]] = []

        def answer(asked: bytes | bytearray) -> bytes:
            kept = Words(bytes(asked))
            given = call_back(asked)
            inward.append((kept, given))
            return given

        done, self._whole, self._busy = False, self._whole and not self._busy, True
        try:
            body = self._transport.exchange(request, answer, call)
            done = True
        finally:
            self.cause, self._busy, self._whole = self._transport.cause, False, self._whole and done
        step = Step(bytes(request), call, tuple(inward), Words(bytes(body)))
        self._room_bytes -= step.size_bytes
        if self._whole and self._room_bytes >= 0:
            self._steps.append(step)
        else:
            self._whole = False
        return body


@dataclass(frozen=True)
class _Heard:
    """What came of a step that was asked ahead, what the worker asked meanwhile and was given included."""

    request: bytes
    inward: Sequence[tuple[bytes, bytes]]
    came: bytes | bytearray | StudentFault


class Repeating:
    """
    A transport over which a transcript was asked before the check; the check is told what came of that.

    Args:
        transport: To a fresh worker.
        transcript: Of the same check with the same inputs.

    Attributes:
        agreed: Whether all that the worker said was as in the transcript.
        strayed: Whether the worker has asked, or was asked, for something that only the check could have
            answered, or would not have asked for: then nothing can be said of it.
    """

    def __init__(self, transport: Transport, transcript: Transcript) -> None:
        self._transport, self._transcript = transport, transcript
        self._heard: deque[_Heard] = deque()
        self.agreed = self.strayed = False
        self.cause: BaseException | None = None

    def ask(self) -> bool:
        """
        Ask one step after the other, and tell whether all that came was as in the transcript.

        At the first answer that was not, the rest is left to the check.
        """
        for step in self._transcript.steps:
            try:
                alike = self._asked(step)
            except _Strayed:
                self.strayed, alike = True, False
            if not alike:
                return False
        self.agreed = True
        self._heard.clear()  # nobody will ask
        return True

    def exchange(self, request: bytes, call_back: CallBack, call: str) -> bytes | bytearray:
        """
        Return what came when *request* was sent ahead; send it if it was not.

        Raises:
            InternalFault: Another one was sent ahead, so that nothing can be said of this worker.
        """
        if not self._heard and not self.strayed:
            try:
                return self._transport.exchange(request, call_back, call)
            finally:
                self.cause = self._transport.cause
        heard = None if self.strayed else self._heard.popleft()
        if heard is None or not _is_repeated(heard, request, call_back):
            self.strayed = True
            raise InternalFault(f"{call}: the check does not ask what it has asked the reference")
        if isinstance(heard.came, StudentFault):
            raise heard.came
        return heard.came

    def _asked(self, step: Step) -> bool:
        """Ask for one *step*, and tell whether all that came was as in the transcript."""
        inward: list[tuple[bytes, bytes]] = []

        def answer(asked: bytes | bytearray) -> bytes:
            expected = step.inward[len(inward) :][:1]
            if not expected or not self._transcript.is_alike(expected[0][0], asked):
                raise _Strayed
            inward.append((bytes(asked), expected[0][1]))
            return expected[0][1]

        try:
            came: bytes | bytearray | StudentFault
            came = self._transport.exchange(step.request, answer, step.call)
        except StudentFault as fault:
            came = fault
        self._heard.append(_Heard(step.request, inward, came))
        if isinstance(came, StudentFault) or len(inward) < len(step.inward):
            return False
        return self._transcript.is_alike(step.answer, came)


def _is_repeated(heard: _Heard, request: bytes, call_back: CallBack) -> bool:
    """Tell whether the check asks for what was *heard*, and answers the worker as it was answered."""
    return request == heard.request and all(call_back(asked) == given for asked, given in heard.inward)


class _Strayed(Exception):
    """The worker asks for what nobody but the check can answer."""


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
