"""Queue remote operations and send them in few frames. Knows no bytes and no student."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from types import CodeType
from typing import Any, Protocol

import numpy as np

from grader.errors import InternalFault

PROGRAM_OPERATIONS = 32
PROGRAM_BYTES = 4 * 2**20

Operation = list[Any]


class Runs(Protocol):
    """A session: runs a program."""

    def run(self, operations: list[Operation], labels: list[str]) -> list[Any]:
        """Return the value of each operation."""
        ...


class Pending:
    """
    The result of a queued operation. Any use of it sends the queue first.

    Has no public name of its own, since any name may be one of the student's object.

    Args:
        queue: Where the operation waits.
    """

    _queue: Queue
    _settled: bool
    _value: Any

    def __init__(self, queue: Queue) -> None:
        own = vars(self)
        own["_queue"], own["_settled"], own["_value"] = queue, False, None

    def _settle(self, value: object) -> None:
        own = vars(self)
        own["_value"], own["_settled"] = value, True

    def _now(self) -> Any:
        if not self._settled:
            self._queue.flush()
        if not self._settled:
            raise InternalFault("a queued call has no result: an earlier call of the same block failed")
        return self._value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._now(), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._now(), name, value)

    def __call__(self, *args: object, **keywords: object) -> Any:
        """Call the result."""
        return self._now()(*args, **keywords)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        return np.array(self._now(), dtype=dtype)

    def __repr__(self) -> str:
        return repr(self._now())

    def __bool__(self) -> bool:
        return bool(self._now())

    def __getitem__(self, key: Any) -> Any:
        return self._now()[key]

    def __eq__(self, other: object) -> Any:
        return self._now() == settled(other)

    def __hash__(self) -> int:
        return hash(self._now())

    def __float__(self) -> float:
        return float(self._now())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def __neg__(self) -> Any:
        return -self._now()


def _forward(name: str, function: Callable[[Any, Any], Any]) -> None:
    setattr(Pending, f"__{name}__", lambda self, other: function(self._now(), settled(other)))
    setattr(Pending, f"__r{name}__", lambda self, other: function(settled(other), self._now()))


for _name in ("add", "sub", "mul", "truediv", "pow", "matmul", "lt", "le", "gt", "ge"):
    _forward(_name, getattr(operator, _name))


def passes_on(code: CodeType) -> bool:
    """Tell whether *code* only hands the use of a result on: what goes wrong then is the user's affair."""
    return code.co_filename == __file__ and code.co_qualname.startswith(("Pending.__", "_forward."))


class Queue:
    """Operations of one session that wait to be sent together."""

    def __init__(self) -> None:
        self._session: Runs | None = None
        self._waiting: list[tuple[Operation, str, Pending]] = []
        self._bytes = 0

    def add(self, session: Runs, operation: Operation, label: str) -> Pending:
        """Queue *operation*, which changes hands, with its arrays as they are now; send a full queue."""
        operation, size = _own(operation)
        if session is not self._session:
            self.flush()
            self._session = session
        pending = Pending(self)
        self._waiting.append((operation, label, pending))
        self._bytes += size
        if len(self._waiting) >= PROGRAM_OPERATIONS or self._bytes > PROGRAM_BYTES:
            self.flush()
        return pending

    def flush(self) -> None:
        """Send what waits and settle its results."""
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        if not waiting or self._session is None:
            return
        operations, labels, pendings = zip(*waiting, strict=True)
        values = self._session.run([*operations], [*labels])
        for pending, value in zip(pendings, values, strict=True):
            pending._settle(value)


_QUEUE: ContextVar[Queue | None] = ContextVar("queue", default=None)


@contextmanager
def pipelined() -> Iterator[None]:
    """
    Queue the remote calls of the block and send them in few frames.

    A result inside the block is a `Pending`, which settles at its first use or at the end of the
    block; `settled` gives the plain value. In a block within a block, what waits outside is sent before.
    """
    flush()
    queue = Queue()
    with _queueing(queue):
        yield
        queue.flush()


def unqueued() -> AbstractContextManager[None]:
    """Send what waits, then run the remote calls of the block at once, inside a `pipelined` block too."""
    flush()
    return _queueing(None)


@contextmanager
def _queueing(queue: Queue | None) -> Iterator[None]:
    token = _QUEUE.set(queue)
    try:
        yield
    finally:
        _QUEUE.reset(token)


def current_queue() -> Queue | None:
    """Return the queue of the innermost `pipelined` block, or None outside."""
    return _QUEUE.get()


def flush() -> None:
    """Send what waits in the innermost `pipelined` block, so that calls keep their order."""
    if (queue := _QUEUE.get()) is not None:
        queue.flush()


def plain(value: Any, *, copied: bool = False) -> Any:
    """Return *value* with every `Pending` in its lists, tuples and dicts settled, arrays *copied*."""
    if type(value) in _LEAVES:
        return value
    value = settled(value)
    if isinstance(value, _LISTS):
        return type(value)([plain(item, copied=copied) for item in value])
    if isinstance(value, dict):
        return {key: plain(item, copied=copied) for key, item in value.items()}
    return value.copy() if copied and isinstance(value, np.ndarray) else value


_LEAVES = frozenset({str, int, float, bool, type(None)})
_FLAT = _LEAVES | {np.ndarray, np.float64}
_LISTS = (list, tuple)


def is_flat(operation: Operation) -> bool:
    """Tell whether *operation* uses a student's object, and hands over numbers, texts and arrays only."""
    verb = operation[0]
    if verb == "call":
        args, keywords = operation[3], operation[4]
        return not keywords and len(args) <= PROGRAM_OPERATIONS and _FLAT.issuperset(map(type, args))
    return verb == "get" or (verb == "set" and type(operation[3]) in _FLAT)


def settled(value: Any) -> Any:
    """Return the result that a `Pending` stands for, and anything else as it is."""
    return value._now() if isinstance(value, Pending) else value


def _own(operation: Operation) -> tuple[Operation, int]:
    """Return *operation*, which changes hands, with its arrays as they are now, and the bytes of these."""
    if not is_flat(operation):
        operation = plain(operation, copied=True)
        return operation, _size_bytes(operation)
    size, values = 0, operation[3] if operation[0] == "call" else operation
    for place, value in enumerate(values):
        if type(value) is np.ndarray:
            values[place] = value.copy()
            size += value.nbytes
    return operation, size


def _size_bytes(operation: Operation) -> int:
    values = [item for part in operation for item in (part if isinstance(part, list) else [part])]
    return sum(value.nbytes for value in values if isinstance(value, np.ndarray))
