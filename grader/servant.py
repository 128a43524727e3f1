"""
Serve requests on the objects of one submission: import, get, set, call, and a few programs.

The worker's half of the conversation. It knows no check and no answer; everything that it tells
is the student's own and is not trusted by the judge.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import linecache
import operator
import re
import resource
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from grader import commonanswers, facade, views, wire
from grader.batches import Batches
from grader.standin import StandIn

OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "neg": operator.neg,
}
_MAX_METHODS = 256
_MAX_FRAMES = 12
_MAX_MESSAGE = 2000
_MAX_NAME = 200
_CONTAINERS = frozenset({list, tuple, dict})
_NO_HANDLES = (*commonanswers.DATA, StandIn, wire.Handle, wire.Export, wire.Recipe)
_OK = wire.encode("ok", wire.nothing)
_mro_of, _dict_of = (type.__dict__[name].__get__ for name in ("__mro__", "__dict__"))
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")

CallBack = Callable[[bytes], bytes]


class Servant:
    """
    The table of one submission's live objects, and what can be asked of them.

    Args:
        filenames: The name that a file was compiled under, to its path in the submission; tells the
            submission's frames in a traceback from others.
        call_back: Sends an encoded request to the judge and returns its encoded answer.
        shelf: Arrays that are there already, which the judge names by their number.
    """

    def __init__(
        self,
        filenames: Mapping[str, str],
        call_back: CallBack,
        shelf: Sequence[np.ndarray[Any, Any]] = (),
    ) -> None:
        self._shelf = shelf
        self._methods_of: dict[int, tuple[type, tuple[str, ...]]] = {}
        self._filenames = filenames
        self._call_back = call_back
        self._objects: dict[int, object] = {}
        self._numbers: dict[int, int] = {}
        self._made: dict[int, object] = {}
        self._iterators: dict[int, Iterator[object]] = {}
        operations = (name for name in vars(Servant) if name.startswith("_do_"))
        self._operations = {name.removeprefix("_do_"): getattr(self, name) for name in operations}
        self.last_error: BaseException | None = None

    def serve(self, request: bytes | bytearray) -> bytes:
        """
        Run a program, a list of ``[operation, *arguments]``, and return the encoded answer.

        The answer is ``["ok", values, types]`` or ``["error", index, description]`` of the first
        operation that raised; whatever student code raises, ends here. A request that cannot be read
        is answered by ``["unread", reason]``: no student's fault, and known before their code runs.
        """
        try:
            program = wire.decode(request, self._resolve, survey_it=False)
        except MemoryError as error:  # student code has left no room for an argument
            _make_room()
            return wire.encode(["error", 0, self._description(error)], self._refer)
        except Exception as error:  # noqa: BLE001  what the judge sends is ours, so any fault in it is
            return wire.encode(["unread", f"{type(error).__name__}: {error}"], self._refer)
        values: list[bytes] = []
        types: list[str] = []
        try:
            for operation, *arguments in program:
                value = self._operations[operation](*arguments)
                survey_it = type(value) in _CONTAINERS
                if len(program) == 1:
                    if (common := self._common(value)) is not None:
                        return common
                    answer = ["ok", [value], [_type_name(value)]]
                    return wire.encode(answer, self._refer, survey_it=survey_it, joined=True)
                # At once: the next operation may write into this very array.
                values.append(wire.encode(value, self._refer, survey_it=survey_it))
                types.append(_type_name(value))
            told = wire.encode(types, self._refer, survey_it=False)
            return wire.join([_OK, wire.join(values), told])
        except wire.Closed:
            raise
        except BaseException as error:  # noqa: BLE001  SystemExit too is an answer, not the worker's end
            self.last_error = error
            if issubclass(type(error), MemoryError):
                _make_room()
            return wire.encode(["error", len(values), self._description(error)], self._refer)

    def _common(self, value: object) -> bytes | None:
        """Return the answer that is *value* alone, if that is common enough to need no help."""
        packed = commonanswers.packed(value)
        if packed is not None or isinstance(value, _NO_HANDLES):
            return packed
        return commonanswers.packed_handle(*self._handle(value))

    def _do_import(self, name: str) -> object:
        return importlib.import_module(name)

    def _do_names(self, plan: dict[str, Any]) -> object:
        return facade.Names(plan, self._filenames.values())

    def _do_get(self, target: object, name: str) -> object:
        return getattr(self._used(target), name)

    def _do_set(self, target: object, name: str, value: object) -> None:
        setattr(self._used(target), name, value)

    def _do_call(self, target: Any, name: str | None, args: list[Any], keywords: dict[str, Any]) -> object:
        target = self._used(target)
        function = target if name is None else getattr(target, name)
        return function(*args, **keywords)

    def _used(self, target: Any) -> Any:
        """Return the object to use, which the judge names by its bare number."""
        return self._objects[target] if type(target) is int else target

    def _do_operator(self, name: str, *operands: object) -> object:
        return OPERATORS[name](*operands)

    def _do_fold(self, name: str, start: object, items: Any) -> object:
        combine, result = OPERATORS[name], start
        with _uncollected():
            for item in items.tolist() if isinstance(items, np.ndarray) else items:
                result = combine(result, item)
        return result

    def _do_make(self, source: str, name: str, args: list[object]) -> object:
        names: dict[str, Any] = {"np": np, "__name__": "check"}
        exec(compile(source, "<check>", "exec", dont_inherit=True), names)  # noqa: S102  a class of a check
        return names[name](*args)

    def _do_length(self, target: Any) -> int:
        return len(target)

    def _do_iterate(self, target: Any) -> int:
        number = len(self._iterators)
        self._iterators[number] = iter(target)
        return number

    def _do_items(self, number: int, count: int) -> list[object]:
        return list(itertools.islice(self._iterators[number], count))

    def _do_now(self, value: object) -> object:
        return value

    def _refer(self, value: object) -> wire.Reference:
        if type(value) is StandIn:
            return object.__getattribute__(value, "_export")  # type: ignore[no-any-return]
        return wire.Handle(*self._handle(value))

    def _handle(self, value: object) -> tuple[int, str, tuple[str, ...]]:
        """Keep *value*, and return its number, its type and what can be called on it."""
        number = self._numbers.setdefault(id(value), len(self._objects))
        self._objects[number] = value
        return number, _type_name(value), self._methods(value)

    def _methods(self, value: object) -> tuple[str, ...]:
        """Return what can be called on *value*; a class is asked only once."""
        if type(value) is facade.Names:
            return value.callables()[:_MAX_METHODS]
        value = views.bare(value)
        if isinstance(value, ModuleType):
            return tuple(name for name, item in vars(value).items() if callable(item))[:_MAX_METHODS]
        kind = type(value)
        if id(kind) not in self._methods_of:
            self._methods_of[id(kind)] = (kind, _class_methods(kind))
        return self._methods_of[id(kind)][1]

    def _resolve(self, ref: wire.Reference) -> Any:
        if isinstance(ref, wire.Handle):
            return self._objects[ref.id]
        if isinstance(ref, wire.Export):
            return self._keep(ref.id, lambda: StandIn(ref, self._ask))
        return self._keep(ref.id, lambda: self._make(ref.kind, ref.args or []))

    def _make(self, kind: str, args: list[Any]) -> object:
        if kind == "generator":
            return np.random.default_rng(*args)
        if kind == "batches":
            return Batches(*args)
        return self._shelf[args[0]] if kind == "shelf" else args[0]

    def _keep(self, number: int, make: Callable[[], object]) -> object:
        if number not in self._made:
            self._made[number] = make()
        return self._made[number]

    def _ask(self, request: list[object]) -> Any:
        answer = wire.decode(self._call_back(wire.encode(request, self._refer)), self._resolve)
        if answer[0] == "ok":
            return answer[1]
        raise {"AttributeError": AttributeError, "StopIteration": StopIteration}.get(answer[1], TypeError)(
            answer[2]
        )

    def _description(self, error: BaseException) -> dict[str, object]:
        """Describe *error*, whose class may make that as hard as it can."""
        try:
            return self._describe(error)
        except BaseException:  # noqa: BLE001  a student's class may raise anything
            return {"type": "an exception", "message": "it could not be described", "frames": []}

    def _describe(self, error: BaseException) -> dict[str, object]:
        # Only the last frames are read: there are a thousand when a recursion does not end.
        steps = traceback.walk_tb(error.__traceback__)
        walked = ((frame.f_code.co_filename, line, frame.f_code.co_name) for frame, line in steps)
        ours = (place for place in walked if place[0] in self._filenames)
        frames = [
            [self._filenames[file], line, name[:100], linecache.getline(file, line).strip()[:200]]
            for file, line, name in deque(ours, maxlen=_MAX_FRAMES)
        ]
        path = self._filenames.get(error.filename or "") if isinstance(error, SyntaxError) else None
        if isinstance(error, SyntaxError) and path is not None:
            frames.append([path, error.lineno or 0, "<module>", (error.text or "").strip()[:200]])
        return {
            "type": str.__str__(type(error).__name__)[:100],
            "bases": [str.__str__(base.__name__)[:100] for base in type(error).__mro__[:32]],
            "message": scrub(_text(error)[: 2 * _MAX_MESSAGE])[:_MAX_MESSAGE],
            "frames": frames[-_MAX_FRAMES:],
        }


def scrub(text: str) -> str:
    """Return *text* without memory addresses, which differ from one run to the next."""
    return _ADDRESS.sub("0x...", text)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage in the block: a graph that only grows would be searched again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _make_room() -> None:
    """Allow what is kept in reserve: telling of a MemoryError takes memory too."""
    with contextlib.suppress(OSError, ValueError):
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _type_name(value: object) -> str:
    kind = type(views.bare(value))
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return name[:_MAX_NAME]


def _class_methods(kind: type) -> tuple[str, ...]:
    own: dict[str, object] = {}
    for each in reversed(_mro_of(kind)):  # the dictionaries themselves: looking up could run a student's code
        if each is not object:  # all of whose names are special
            own |= _dict_of(each)
    names = sorted(own) if type(kind) is type else dir(kind)
    public = [name for name in names if not name.startswith("__")]
    return tuple(name for name in public if callable(own.get(name)))[:_MAX_METHODS]


def _text(error: BaseException) -> str:
    """Return the text of *error* as a plain `str`, which that of a student's class need not be."""
    try:
        return str.__str__(str(error))
    except BaseException:  # noqa: BLE001  a student's __str__ may raise anything
        return "its text could not be read"
