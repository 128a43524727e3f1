"""
A worker that says anything: whatever it answers a check, the verdict is never `internal`.

The check goes through the real channel, session and assertions; only the socket is a double, which
answers programs and asks call-backs as the input chooses, most of them nearly right.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

from grader import api, compare, frames, wire
from grader.channel import Channel, Ending
from grader.pipeline import pipelined
from grader.records import Limits, Verdict
from grader.session import Session, Student
from grader.starvation import Starvation
from grader.verdicts import judge_exception
from tests.fuzz import packing
from tests.fuzz.source import Source, edited

LIMITS = Limits(call_cpu_s=5, call_wall_s=5, check_wall_s=5, memory_bytes=2**40, output_bytes=1000)
MAX_REPLIES = 400
SHAPE = (2, 3)


def seeds() -> Iterator[bytes]:
    """Yield inputs to begin with: each step of the check with answers of each kind."""
    for step in range(len(STEPS)):
        for kind in (1, 2, 3, 4, 5, 6, 9):
            yield bytes([step, kind, *([kind] * 40), *range(20)])
            yield bytes([step, 1, 1, 1, kind, *range(60)])
            yield bytes([step, *([1, 0, 0, 4] * 20), kind, *range(60)])


def one(data: bytes) -> None:
    """Fail if a check over the worker that *data* stands for ends as the grader's own fault."""
    source = Source(data)
    puppet = Puppet(source)
    nobody, ending = os.open(os.devnull, os.O_RDONLY), Ending(0)
    channel = Channel(puppet, nobody, Starvation(FAMILY), LIMITS, lambda: ending)
    session = Session(channel, {"layers": "layers.py"}, ())
    error: BaseException | None = None
    try:
        _check(source, Student(session))
    except Exception as raised:  # noqa: BLE001  that is what is looked for
        error = raised
    finally:
        channel.close()
    judgement = judge_exception(error, max(session.answers, 1))
    if judgement.verdict is Verdict.INTERNAL:
        raise error or AssertionError(judgement)


class Puppet:
    """
    The judge's end of a stream whose other end says what *source* chooses.

    Has of a socket what the channel uses.
    """

    def __init__(self, source: Source) -> None:
        self._source, self._reader = source, frames.FrameReader()
        self._unread, self._replies = bytearray(), 0
        self._always_ready = os.open(os.devnull, os.O_RDWR)

    def setblocking(self, _: bool) -> None: ...

    def fileno(self) -> int:
        return self._always_ready

    def close(self) -> None:
        os.close(self._always_ready)

    def send(self, data: bytes | bytearray) -> int:
        self._reader.feed(bytes(data))
        while (found := self._reader.next()) is not None:
            self._replies += 1
            if self._replies < MAX_REPLIES:
                self._unread += self._reply(bytes(found[1]))
        return len(data)

    def recv(self, size: int, flags: int = 0) -> bytes:
        if flags and not self._unread:
            raise BlockingIOError
        data = bytes(self._unread[:size])
        if not flags:
            del self._unread[:size]
        return data

    def _reply(self, heard: bytes) -> bytes:
        """Return frames: an answer to the program or answer that was heard, a call-back, or anything."""
        match self._source.below(12):
            case 0:
                return b""
            case 9:
                return frames.frame(b"C", self._call_back())
            case 10:
                return edited(self._source, frames.frame(b"D", self._answer(heard)))
            case 11:
                return frames.frame(self._source.one_of(TAGS), packing.body(self._source))
            case _:
                return frames.frame(b"D", self._answer(heard))

    def _answer(self, heard: bytes) -> bytes:
        source, count = self._source, _length(heard)
        match source.below(8):
            case 0:
                return packing.listed(
                    packing.text("error"), packing.whole(source.below(3)), _description(source)
                )
            case 1:
                return packing.listed(*(packing.value(source) for _ in range(source.below(5))))
            case 2:
                return packing.listed(packing.text("unread"), packing.value(source))
            case _:
                kinds = source.one_of(
                    ([packing.text("numpy.ndarray")] * count, [packing.value(source)] * count)
                )
                values = [self._value() for _ in range(count)]
                return packing.listed(packing.text("ok"), packing.listed(*values), packing.listed(*kinds))

    def _value(self) -> bytes:
        """Return what a call could give: mostly what the check can go on with."""
        source = self._source
        match source.below(6):
            case 0:
                return packing.value(source)
            case 1 | 2:
                return packing.numbers(source, source.one_of((SHAPE, (), (1,), (3, 2), (6,))))
            case 3:
                return packing.listed(*(packing.value(source) for _ in range(source.below(5))))
            case 4:
                return packing.reference(source, packing.HANDLE, 3)
            case _:
                return HANDLE

    def _call_back(self) -> bytes:
        source = self._source
        verb = packing.text(source.one_of(("call", "get", "set", "copy", "")))
        number = packing.whole(source.below(3)) if source.below(8) else packing.value(source)
        name = packing.text(source.one_of(("run", "step", "stored", "echo", "stop", "__class__")))
        rest = [
            [name, packing.listed(packing.value(source)), packing.mapped()],
            [name],
            [name, packing.value(source)],
            [],
            [name, packing.value(source), packing.value(source)],
        ][source.below(5)]
        return packing.listed(verb, number, *rest)


def _description(source: Source) -> bytes:
    """Return what tells of an exception, each part sometimes anything."""

    def part(good: bytes) -> bytes:
        return good if source.below(4) else packing.value(source)

    names = [part(packing.text(source.text())) for _ in range(source.below(3))]
    line = part(packing.whole(source.below(90)))
    frame = packing.listed(packing.text("layers.py"), line, packing.text(source.text()), packing.text("x"))
    pairs = [
        (packing.text("type"), part(packing.text(source.text()))),
        (packing.text("message"), part(packing.text(source.text()))),
        (packing.text("bases"), part(packing.listed(*names))),
        (packing.text("frames"), part(packing.listed(*[frame] * source.below(3)))),
    ]
    return packing.mapped(*pairs) if source.below(8) else packing.value(source)


def _length(heard: bytes) -> int:
    """Return how many operations the program has that was heard."""
    try:
        program = wire.decode(heard, lambda ref: ref)
    except wire.WireError:
        return 1
    return len(program) if isinstance(program, list) else 1


class Double:
    """What the check hands to student code."""

    step = 1

    def __init__(self) -> None:
        self.stored: Any = None

    def run(self, *args: Any) -> Any:
        return self.step

    def echo(self, *args: Any, **keywords: Any) -> Any:
        return args

    def stop(self) -> None:
        raise StopIteration


def _check(source: Source, student: Any) -> None:
    """Use a submission as checks do, step by step as *source* chooses."""
    layer = student.layers.Layer(2, 3)
    for _ in range(4):
        source.one_of(STEPS)(layer, student)


def _gradient(layer: Any, _: Any) -> None:
    rng = np.random.default_rng(0)
    api.assert_gradient(layer.forward, layer.backward, np.ones(SHAPE), rng=rng)


def _close(layer: Any, _: Any) -> None:
    expected = np.arange(6.0).reshape(SHAPE)
    api.assert_close(layer.forward(np.ones(SHAPE)), expected, name="forward")


def _number(layer: Any, student: Any) -> None:
    loss = layer.loss(1.0)
    api.as_number(loss)
    api.assert_close(loss, 2.0)
    api.returned_type(student)


def _misfit(layer: Any, _: Any) -> None:
    compare.misfit(layer.weights, SHAPE, name="weights")
    compare.misfit(layer.weights, SHAPE, boolean=True)


def _items(layer: Any, _: Any) -> None:
    for item in layer:
        repr(item)[:10]
    list(layer.parameters)


def _length_of(layer: Any, _: Any) -> None:
    len(layer)
    list(layer)


def _raises(layer: Any, _: Any) -> None:
    api.assert_raises("ValueError", layer.forward, np.ones(3))


def _fold(layer: Any, _: Any) -> None:
    api.assert_close(api.fold("+", layer.total(), [1, 2]), 3.0)


def _held(layer: Any, _: Any) -> None:
    held = api.hold(np.ones(SHAPE))
    layer.forward(held)
    layer.forward(held)
    api.assert_unchanged(held)


def _double(layer: Any, _: Any) -> None:
    handed = api.exported(Double(), ("run", "echo", "stop"), ("step",), ("stored",))
    layer.optimizer = handed
    layer.use(handed, handed.target)
    layer.forward(np.ones(SHAPE))
    assert len(handed.copies) < 1000


def _pipelined(layer: Any, _: Any) -> None:
    with pipelined():
        values = [layer.forward(np.full(SHAPE, float(n))) for n in range(5)]
        layer.trainable = True
    for value in values:
        api.assert_close(value, np.ones(SHAPE), rtol=1e-3)


def _pending(layer: Any, _: Any) -> None:
    with pipelined():
        value, other = layer.forward(np.ones(SHAPE)), layer.total()
        result = value + other
        result = result[0] - -value - other(1)
        if result > 1 and value.shape:
            list(value)
            float(value)


def _arithmetic(layer: Any, _: Any) -> None:
    for result in (layer + 1, 2 - layer, layer * layer, layer / 2, layer**2, -layer, layer.x == 1):
        repr(result)[:10]


def _handed_back(layer: Any, _: Any) -> None:
    value = layer.forward(np.ones(SHAPE))
    layer.backward(value)
    layer.weights = value
    api.assert_close(layer.weights, np.ones(SHAPE))


def _method(layer: Any, _: Any) -> None:
    layer.forward.note = 3
    api.assert_close(layer.forward.note, 3)
    layer.other(layer.forward)


STEPS: tuple[Callable[[Any, Any], None], ...] = (
    _close, _number, _misfit, _items, _length_of, _raises, _fold, _held, _double, _pipelined, _arithmetic,
    _handed_back, _method, _gradient, _pending,
)  # fmt: skip
FAMILY = SimpleNamespace(cpu_times=lambda: (0.0,) * 4, children=lambda recursive: [])
TAGS = (b"C", b"D", b"P", b"R", b"\0")
HANDLE = packing.listed(
    packing.extension(packing.HANDLE, b""),
    packing.whole(1),
    packing.text("layers.Layer"),
    packing.listed(*(packing.text(name) for name in ("forward", "backward", "loss", "use", "total"))),
)
"""The object that most answers give: a layer."""
