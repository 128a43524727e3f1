"""
Frames on a stream: a length, a one-byte tag, a body. Knows not what a body means.

A reader keeps what arrived and never allocates what a header merely promises.
"""

from __future__ import annotations

import socket
import struct

from grader import wire

READ_BYTES = 1 << 16
"""Small enough that memory for it is at hand, and not asked of the system at each read."""
_HEADER = struct.Struct(">IB")


def frame(tag: bytes, body: bytes) -> bytes:
    """Return *body* behind its header: its length in four bytes and the one-byte *tag*."""
    return _HEADER.pack(len(body), tag[0]) + body


class FrameReader:
    """
    Turns what arrives on a stream into frames, holding at most one frame and one read.

    The reader never allocates what a header merely promises: it keeps what came.
    """

    def __init__(self, limit_bytes: int = wire.MAX_FRAME_BYTES) -> None:
        self._buffer = bytearray()
        self._limit_bytes = limit_bytes

    def feed(self, data: bytes) -> None:
        """Take *data* as read from the stream."""
        self._buffer += data

    @property
    def waiting(self) -> int:
        """How many bytes have come that were not yet returned."""
        return len(self._buffer)

    def next(self) -> tuple[bytes, bytearray] | None:
        """
        Return the next whole frame as its tag and body, or None when more must arrive first.

        Raises:
            WireError: The header promises more than the limit.
        """
        if len(self._buffer) < _HEADER.size:
            return None
        size, tag = _HEADER.unpack_from(self._buffer)
        if size > self._limit_bytes:
            raise wire.WireError(f"a frame of {size} bytes is over the limit of {self._limit_bytes}")
        end = _HEADER.size + size
        if len(self._buffer) < end:
            return None
        body = self._buffer[_HEADER.size : end]
        del self._buffer[:end]
        return bytes([tag]), body


def send(stream: socket.socket, tag: bytes, body: bytes) -> None:
    """Write one frame to a blocking *stream*."""
    stream.sendall(frame(tag, body))


def receive(stream: socket.socket, reader: FrameReader) -> tuple[bytes, bytearray]:
    """
    Read one frame from a blocking *stream*.

    Raises:
        Closed: The stream ended.
        WireError: The header promises more than the limit.
    """
    while (found := reader.next()) is None:
        data = stream.recv(READ_BYTES)
        if not data:
            raise wire.Closed("the other end closed the stream")
        reader.feed(data)
    return found
