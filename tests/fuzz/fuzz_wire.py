"""Bodies of frames: each is refused by a WireError, or is a value that travels again and stays the same."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader import wire
from tests.fuzz import packing
from tests.fuzz.source import Source


def seeds() -> Iterator[bytes]:
    """Yield inputs to begin with: what real judges and workers send."""
    for value in VALUES:
        yield b"\0" + wire.encode(value, wire.nothing)
    for kind in range(len(packing.LEAVES + packing.CONTAINERS)):
        yield bytes([1, kind, *range(1, 40)])
        yield bytes([2, kind, *range(1, 40)])


def one(data: bytes) -> None:
    """Fail unless the body that *data* stands for is refused, or travels unchanged."""
    read(packing.body(Source(data)))


def read(body: bytes) -> None:
    """Fail unless *body* is refused, or is a value that travels unchanged."""
    try:
        value = wire.decode(body, itself)
    except wire.WireError as error:
        if not str(error).isprintable():
            raise AssertionError(f"{error!r} is not one line") from error
        return
    if depth(value) > wire.MAX_DEPTH:  # a reader leaves room for what a joined answer wraps around
        return
    sent = wire.encode(value, wire.nothing)
    assert wire.encode(wire.decode(sent, itself), wire.nothing) == sent


def itself(ref: wire.Reference) -> wire.Reference:
    """Resolve a reference to itself."""
    return ref


def depth(value: object) -> int:
    """Return how many containers are in each other, in MessagePack's own counting."""
    match value:
        case list() | tuple():
            inner = list(value)
        case dict():
            inner = [*value.keys(), *value.values()]
        case wire.Recipe():
            inner = [value.args]
        case wire.Handle() | wire.Export():
            inner = [[]]
        case _:
            return 0
    return 1 + max(map(depth, inner), default=0)


VALUES = (
    None,
    [True, False, 0, -1, 2**63, -(2**63), 2**64, -(2**70), 1.5, float("nan"), 1j],
    ["", "text", "Ω", b"", b"bytes"],
    {"a": 1, 2: "b", (3, "c"): [None], 1.5: {}},
    [(), (1,), ((1, [2]),)],
    [np.arange(6.0).reshape(2, 3), np.zeros((0, 3)), np.array(1.0), np.float32(2), np.array([True])],
    [np.arange(3, dtype=kind) for kind in "bBhHiIqQefdFD"],
    ["ok", [np.ones((2, 3)), None], ["numpy.ndarray", "NoneType"]],
    ["ok", [wire.Handle(3, "layers.ReLU", ("forward", "backward"))], ["layers.ReLU"]],
    [
        "error",
        0,
        {"type": "ValueError", "bases": ["ValueError"], "message": "m", "frames": [["a", 1, "f", "x"]]},
    ],
    ["unread", "MemoryError: "],
    [["import", "layers"], ["call", wire.Handle(0, "module", ("ReLU",)), "ReLU", [], {}]],
    [
        [
            "call",
            wire.Handle(0, "m", ()),
            None,
            [wire.Recipe(0, "hold", [np.ones(3)]), wire.Recipe(0, "hold", None)],
        ]
    ],
    ["call", 0, "run", [1], {"k": wire.Export(1, ("run",), ("step",), ("stored",))}],
)
