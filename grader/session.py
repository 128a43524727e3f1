"""
One conversation with a submission's code: programs out, values or faults back.

Holds the tables of references. Knows neither pytest nor how the bytes travel, so that a check runs
unchanged through a worker or in process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from grader import commonanswers, faults, pipeline, wire
from grader.courselayout import Conventions, Layout
from grader.errors import InternalFault
from grader.exports import Exported, Kept, attempted
from grader.facade import file_module
from grader.journal import Journal, Raised, handed_over
from grader.pipeline import Operation
from grader.remote import Remote, RemoteMethod

_USES = frozenset({"call", "get", "set"})
_MAX_COPIES = 1000
"""Of an object of the judge, which keeps them all; a layer needs one."""

_Found = list[Any] | tuple[int, faults.StudentFault]
"""The values of a program's operations, or the place of the one that raised and what that amounts to."""


class Transport(Protocol):
    """Carries programs to where the student's code runs."""

    cause: BaseException | None

    def exchange(
        self, request: bytes, call_back: Callable[[bytes | bytearray], bytes], call: str
    ) -> bytes | bytearray:
        """Send an encoded program, answer call-backs, return the encoded answer."""
        ...


class Session:
    """
    One conversation with one submission's code: the tables of references and the way out.

    Args:
        transport: Where programs go.
        files: Module name to the file of the submission that holds it.
        missing: Those of the files that were not submitted.
        layout: Where else names are, and by which conventions, if it is not all in *files* as checks expect.
        shelf: Arrays that are at the other end already.

    Attributes:
        transport: As given; another one may take its place before the first program.
        look_at: Told of each of the worker's objects as it comes, to watch what is done with it.
        journal: What was asked, and what came back.
    """

    def __init__(
        self,
        transport: Transport,
        files: Mapping[str, str],
        missing: Sequence[str],
        layout: Layout | None = None,
        shelf: Sequence[object] = (),
    ) -> None:
        self._shelf = {id(array): number for number, array in enumerate(shelf)}
        self.transport, self._files, self._missing = transport, files, missing
        self._layout = layout or Layout(files, {}, Conventions())
        self._exports: dict[int, Exported] = {}
        self._references: dict[int, wire.Reference] = {}
        self._named: dict[int, wire.Reference] = {}
        self._owners: list[object] = []
        self._label = ""
        self.look_at: Callable[[wire.Handle], wire.Handle] | None = None
        self.journal = Journal()
        self.answers = 0
        self.last_type = ""

    def module(self, name: str) -> Remote:
        """Import the submission's module *name*."""
        modules, plan = self._layout.modules, self._layout.plan(name)
        if name not in modules:
            raise InternalFault(f"student.{name}: config.yaml names the modules {', '.join(modules)}")
        if self._files.get(name) in self._missing and not (plan and plan["names"]):
            self.answers += 1
            self.journal.add(name, (), Raised("NotDone"))
            raise faults.NotDone(
                f"{self._files[name]} was not submitted", {"call": name, "not_implemented": True}
            )
        operation = ["names", plan] if plan else ["import", file_module(self._files[name])]
        found = self.run([operation], [name])[0]
        if not isinstance(found, Remote):
            raise faults.Breach(f"{name}: an import gave a value, not a module", {"call": name})
        return found

    def do(self, operation: Operation, label: str) -> Any:
        """Run one operation now, or queue it inside a `pipelined` block."""
        queue = pipeline.current_queue()
        if queue is not None:
            return queue.add(self, operation, label)
        if not pipeline.is_flat(operation):
            operation = pipeline.plain(operation)
        return self.run([operation], [label])[0]

    def run(self, operations: list[Operation], labels: list[str]) -> list[Any]:
        """
        Run a program and return the value of each operation.

        Raises:
            StudentFault: An operation raised, or gave no answer.
        """
        pipeline.flush()
        call = self._label = labels[0]
        calls = list(dict.fromkeys(labels))
        if several := len(calls) > 1:  # nothing tells in which of them a worker ends
            call, self._label = faults.one_of(calls), faults.shared(calls) or call
        try:
            found = self._exchange(operations, labels, call)
        except faults.StudentFault as fault:
            self.journal.add(call, handed_over(operations[0]), _raised(fault))
            raise
        if isinstance(found, tuple):
            at, told = found
            self.journal.add(labels[at], handed_over(operations[at]), _raised(told))
            raise told from self.transport.cause
        for operation, label, value in zip(operations, labels, found, strict=True):
            if several and type(value) is Remote:
                object.__setattr__(value, "_label", label.partition(" ")[0])
            self.journal.add(label, handed_over(operation), value)
        return found

    def _exchange(self, operations: list[Operation], labels: list[str], call: str) -> _Found:
        """Run a program over the transport; *call* is what to call all of it."""
        try:
            nested = not all(map(pipeline.is_flat, operations))
            request = wire.encode([_numbered(each) for each in operations], self._refer, survey_it=nested)
        except wire.WireError as error:  # only what the student's code returned can be nested so deeply
            text = f"{call}: what your code returned cannot be handed back to it ({error})"
            raise faults.Breach(text, {"call": call}) from error
        try:
            body = self.transport.exchange(request, self._serve, call)
        except MemoryError as error:
            text = f"{call}: what your code sent does not fit into the grader's memory"
            raise faults.MemoryLimit(text, {"call": call}) from error
        try:
            if len(labels) == 1 and (common := commonanswers.unpacked(body)) is not None:
                self.answers += 1
                self.last_type = common[1]
                return [common[0]]
            answer = wire.decode(body, self._resolve)
        except wire.WireError as error:
            text = f"{call}: what came back is not an answer ({error})"
            raise faults.Breach(text, {"call": call}) from error
        return self._judge_answer(answer, labels, call, request)

    def _judge_answer(self, answer: Any, labels: list[str], call: str, request: bytes) -> _Found:
        """Return the values in *answer*; `str()` is first, as an array compared with a text has no truth."""
        self.answers += 1
        count = len(labels)
        match answer:  # "str() as word" takes a fifth of the time of "str(word)", which looks for more
            case [str() as word, list() as values, list() as types] if word == "ok":
                if len(values) == len(types) == count:
                    self.last_type = types[-1][:200] if isinstance(types[-1], str) else ""
                    return values
            case [str("error"), int(index), dict(description)] if 0 <= index <= count:
                at = min(index, count - 1)
                return at, faults.described(description, labels[at], self._files)
            case [str("unread"), *_]:
                _require_readable(request, call)
        raise faults.Breach(f"{call}: the answer has the wrong form", {"call": call})

    def _refer(self, value: object) -> wire.Reference:
        if isinstance(value, RemoteMethod):
            outer, value = self._label, value._itself()
            self._label = outer
        if isinstance(value, Remote):
            return self._named.get(value._handle.id) or self._name(value._handle.id)
        if isinstance(value, (Exported, Kept)):
            return self._reference_of(value)
        for export in self._exports.values():
            if export.target is value:
                return self._reference_of(export)
        what = f"{self._label}: a check hands over a {type(value).__name__}"
        raise InternalFault(f"{what}, which cannot travel; wrap it in exported()")

    def _name(self, number: int) -> wire.Reference:
        """Return what names an object of the worker's to it, which knows the rest."""
        self._named[number] = found = wire.Handle(number, "")
        return found

    def _reference_of(self, value: Exported | Kept) -> wire.Reference:
        if id(value) not in self._references:
            number = len(self._owners)
            self._owners.append(value)
            if isinstance(value, Exported):
                self._exports[number] = value
                made: wire.Reference = wire.Export(number, value.methods, value.attributes, value.settable)
                self._references[id(value)] = made
            else:
                value.session = self
                self._references[id(value)] = wire.Recipe(number, value.kind, None)
                if value.kind == "hold" and id(value.args[0]) in self._shelf:
                    return wire.Recipe(number, "shelf", [self._shelf[id(value.args[0])]])
                return wire.Recipe(number, value.kind, value.args)
        return self._references[id(value)]

    def _resolve(self, ref: wire.Reference) -> Any:
        if isinstance(ref, wire.Handle):
            seen = self.look_at(ref) if self.look_at else ref
            return Remote(self, seen, self._label.partition(" ")[0])
        if isinstance(ref, wire.Export) and ref.id in self._exports:
            return self._exports[ref.id].target
        raise wire.WireError("a reference to an object that was never handed over")

    def _serve(self, body: bytes | bytearray) -> bytes:
        """Answer a call-back: the worker uses an exported object."""
        outer = self._label
        request = wire.decode(body, self._resolve)
        try:
            with pipeline.unqueued():
                answer = self._use(request)
        finally:
            self._label = outer
        return wire.encode(answer, self._refer)

    def _use(self, request: Any) -> list[object]:
        match request:
            case [str() as verb, int() as number, *rest] if number in self._exports:
                export = self._exports[number]
            case _:
                raise wire.WireError("a call-back of the wrong form")
        match verb, rest:
            case "copy", [] if len(export.copies) < _MAX_COPIES:
                return ["ok", export.copied()]
            case "copy", []:
                text = f"{self._label}: an object that was handed in was copied {_MAX_COPIES} times"
                raise faults.StudentError(text, {"call": self._label})
            case "get", [str() as name] if name in export.attributes + export.settable:
                return attempted(name, None, lambda: getattr(export.target, name))
            case "set", [str() as name, value] if name in export.settable:
                return attempted(f"setting {name}", None, lambda: setattr(export.target, name, value))
            case "call", [str() as name, list() as args, dict() as keywords] if name in export.methods:
                answer = attempted(name, args, lambda: getattr(export.target, name)(*args, **keywords))
                used = f"{type(export.target).__name__}.{name}"
                self.journal.add(used, (*args, *keywords.values()), answer[1], inward=True)
                return answer
        raise wire.WireError("a call-back to something that was not exported")


class Student:
    """What the fixture `student` is: the submission's modules as attributes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._modules: dict[str, Remote] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._modules:
            self._modules[name] = self._session.module(name)
        return self._modules[name]


def _numbered(operation: Operation) -> Operation:
    """Return *operation* with the number, by itself, of the student's object that is used."""
    if type(operation[1]) is Remote and operation[0] in _USES:
        return [operation[0], operation[1]._handle.id, *operation[2:]]
    return operation


def _require_readable(request: bytes, call: str) -> None:
    """Take a worker's word that it cannot read *request* only where the judge cannot read it either."""
    try:
        wire.decode(request, lambda ref: ref)
    except Exception as error:
        raise InternalFault(f"{call}: the request to the worker cannot be read: {error}") from error


def _raised(fault: faults.StudentFault) -> Raised:
    return Raised(type(fault).__name__, str(fault.details.get("exception", "")))
