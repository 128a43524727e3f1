"""Streams of frames: however one is cut, the same frames come out of it, or the same refusal."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from grader import frames, wire
from tests.fuzz.source import Source

LIMIT_BYTES = 200


def seeds() -> Iterator[bytes]:
    """Yield inputs to begin with: streams of whole frames in one piece and in many."""
    stream = b"".join(frames.frame(b"DCPR"[n : n + 1], bytes(n * 30)) for n in range(4))
    for step in (1, 3, 5, 7, 255):
        yield bytes([step]) + stream
        yield bytes([step]) + stream[:-1]
        yield bytes([step]) + stream + struct.pack(">IB", LIMIT_BYTES + 1, 68) + stream


def one(data: bytes) -> None:
    """Fail unless the pieces of the stream in *data* give the frames that the whole holds."""
    source = Source(data)
    step = 1 + source.below(255)
    stream = source.rest()
    expected, refused = whole(stream)

    reader = frames.FrameReader(LIMIT_BYTES)
    came: list[tuple[bytes, bytes]] = []
    try:
        for start in range(0, len(stream), step):
            reader.feed(stream[start : start + step])
            while (found := reader.next()) is not None:
                came.append((found[0], bytes(found[1])))
            assert reader.waiting <= 5 + LIMIT_BYTES + step
    except wire.WireError:
        assert refused
    else:
        assert not refused
        assert reader.waiting == len(stream) - sum(5 + len(body) for _, body in came)
    assert came == expected


def whole(stream: bytes) -> tuple[list[tuple[bytes, bytes]], bool]:
    """Return the frames of *stream*, and whether one over the limit follows."""
    found, at = [], 0
    while len(stream) - at >= 5:
        size = int.from_bytes(stream[at : at + 4], "big")
        if size > LIMIT_BYTES:
            return found, True
        if len(stream) - at - 5 < size:
            break
        found.append((stream[at + 4 : at + 5], stream[at + 5 : at + 5 + size]))
        at += 5 + size
    return found, False
