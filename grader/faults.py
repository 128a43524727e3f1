"""What a submission can do wrong in a check other than giving a wrong answer, each with its verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from grader.records import Verdict

_MAX_FRAMES = 32
_MAX_LINE = 10**7
_MOST_NAMED = 6
_MAY_NOT = (
    "graded code may not use the network, start programs or processes, signal other processes, or open files "
    "other than its own and Python's"
)


class StudentFault(Exception):
    """
    A call of student code that gave no answer.

    Args:
        message: One or more lines for the student, full of detail.
        details: Facts as JSON values; `call`, `exception`, `where`, `limit` and
            `not_implemented` are made by the judge and are what a hidden check may show.
    """

    verdict = Verdict.ERROR

    def __init__(self, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = dict(details or {})
        self.bases: tuple[str, ...] = ()


class StudentError(StudentFault):
    """Student code raised an exception."""


class NotDone(StudentFault):
    """The student has not written this part yet."""

    verdict = Verdict.FAILED


class TimeLimit(StudentFault):
    """A call used more CPU or wall seconds than `config.yaml` allows."""

    verdict = Verdict.TIMEOUT


class MemoryLimit(StudentFault):
    """A call used more memory than `config.yaml` allows."""

    verdict = Verdict.MEMORY


class Crash(StudentFault):
    """The worker's process ended in the middle of a call."""

    verdict = Verdict.CRASHED


class Killed(Crash):
    """The worker was killed in the middle of a call, and nothing tells by whom."""


class Blocked(StudentFault):
    """Student code asked for something that graded code may not do."""

    verdict = Verdict.BLOCKED


class OutputLimit(StudentFault):
    """The submission printed or wrote more than it may."""


class Breach(StudentFault):
    """What came from the worker is not an answer: the submission tampered with its process."""


def one_of(calls: Sequence[str]) -> str:
    """
    Return in words which call it was when nothing tells which one of *calls*, all different.

    They were asked for together, and what runs them has ended before it has answered: ``layers.ReLU.forward
    or layers.ReLU.backward``. Of a long row the last ones are only counted.
    """
    if len(calls) > _MOST_NAMED:
        calls = [*calls[: _MOST_NAMED - 1], f"one of {len(calls) - _MOST_NAMED + 1} more"]
    return " or ".join([", ".join(calls[:-1]), calls[-1]]) if len(calls) > 1 else calls[0]


def each_of(call: str) -> list[str]:
    """Return the calls that *call* names, in words of `one_of`."""
    first, _, last = call.rpartition(" or ")
    return [*(first.split(", ") if first else ()), *(() if last.startswith("one of ") else (last,))]


def shared(calls: Sequence[str]) -> str:
    """Return the object that all of *calls* use, ``layers.ReLU`` say, as far as their names tell."""
    paths = [call.partition(" ")[0].split(".") for call in calls]
    alike = takewhile(lambda names: len(set(names)) == 1, zip(*paths, strict=False))
    return ".".join(names[0] for names in alike)


def described(description: Mapping[str, Any], call: str, files: Mapping[str, str]) -> StudentFault:
    """
    Return the fault that a worker's description of an exception amounts to.

    Args:
        description: As the worker sent it; nothing in it is trusted to have the right type.
        call: What was called, in the judge's words.
        files: Module name to file.
    """
    fault = _described(description, call, files)
    bases = description.get("bases")
    fault.bases = tuple(_text(base, 100) for base in bases[:32]) if isinstance(bases, list) else ()
    return fault


def denied(call: str) -> Blocked:
    """Return the fault of a *call* that was ended for a system call that nothing honest makes."""
    text = f"{call} was ended for a system call that no solution needs (signal SIGSYS); {_MAY_NOT}"
    return Blocked(text, {"call": call, "signal": "SIGSYS"})


def _described(description: Mapping[str, Any], call: str, files: Mapping[str, str]) -> StudentFault:
    name = _text(description.get("type"), 100)
    text = _text(description.get("message"), 2000)
    frames = list(_frames(description.get("frames")))
    details: dict[str, Any] = {"call": call, "exception": name}
    if frames:
        details["where"] = {key: frames[-1][key] for key in ("file", "line", "function")}
    if name == "NotImplementedError":
        place = f" ({frames[-1]['file']}, line {frames[-1]['line']})" if frames else ""
        return NotDone(f"not implemented yet: {text or call}{place}", details | {"not_implemented": True})
    if name == "MemoryError":
        text = f"{call} asked for more memory than limits.memory_mb of config.yaml allows"
        return MemoryLimit(f"{text}{_trace(frames)}", details)
    if name in ("PermissionError", "ForbiddenImport"):
        advice = f"\n{_MAY_NOT}" if name == "PermissionError" else ""
        return Blocked(f"{call} was stopped: {text}{_trace(frames)}{advice}", details)
    if name == "FileNotFoundError":
        advice = "\ngraded code sees no files but those that it writes itself and Python's own"
        return StudentError(f"{call} raised {name}: {text}{_trace(frames)}{advice}", details)
    if name == "NotSubmitted":
        return NotDone(text, details | {"not_implemented": True})
    if name == "NameMissing":
        return StudentError(text, details | {"exception": "AttributeError"})
    if name == "AttributeError" and not frames:
        module = call.partition(".")[0]
        owner = files.get(module, module) if call.count(".") == 1 else call.rpartition(".")[0]
        return StudentError(f"{owner} has no {call.rpartition('.')[2]!r} ({text})", details)
    if name == "SystemExit":
        text = "graded code must not exit"
    return StudentError(f"{call} raised {name}: {text}{_trace(frames)}", details)


def _text(value: object, most: int) -> str:
    """Return the start of a text; anything else is only named, as a nested list can take minutes to show."""
    return value[:most] if isinstance(value, str) else f"<{type(value).__name__}>"


def _frames(value: object) -> Iterator[dict[str, Any]]:
    for frame in value[-_MAX_FRAMES:] if isinstance(value, list) else []:
        match frame:
            case [str(file), int(line), str(function), str(source)] if 0 <= line < _MAX_LINE:
                yield {"file": file[:200], "line": line, "function": function[:100], "source": source[:200]}


def _trace(frames: list[dict[str, Any]]) -> str:
    lines = [f"\n  {f['file']}, line {f['line']}, in {f['function']}: {f['source']}" for f in frames[-4:]]
    return "".join(lines)
