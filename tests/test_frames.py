"""Specify how frames are cut out of a stream."""

from __future__ import annotations

import socket
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import frames, wire


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.binary(min_size=1, max_size=1), st.binary(max_size=100))), st.integers(1, 40))
def test_frames_come_out_however_the_stream_is_cut(sent, step):
    """Tags and bodies arrive in order, whatever pieces the stream comes in."""
    stream = b"".join(frames.frame(tag, body) for tag, body in sent)
    reader, came = frames.FrameReader(), []

    for start in range(0, len(stream), step):
        reader.feed(stream[start : start + step])
        while (found := reader.next()) is not None:
            came.append((found[0], bytes(found[1])))

    assert came == sent
    assert reader.waiting == 0


def test_a_frame_over_the_limit_is_refused_at_its_header():
    """Nothing of it need have come."""
    reader = frames.FrameReader(limit_bytes=10)

    reader.feed(b"\x00\x00\x00\x0bD")

    with pytest.raises(wire.WireError, match="frame of 11 bytes is over the limit of 10"):
        reader.next()


def test_a_reader_keeps_only_what_came():
    """A header that promises 100 MB costs nothing."""
    reader = frames.FrameReader()
    tracemalloc.start()

    reader.feed(b"\x06\x00\x00\x00D" + bytes(1000))

    assert reader.next() is None
    assert reader.waiting == 1005
    assert tracemalloc.get_traced_memory()[1] < 10_000
    tracemalloc.stop()


def test_the_end_of_a_stream_is_told_apart_from_a_broken_one():
    """Half a frame and then nothing: the other end is gone."""
    one, other = socket.socketpair()
    with one, other:
        one.sendall(frames.frame(b"D", b"abc") + b"\x00\x00")
        one.close()
        reader = frames.FrameReader()

        assert frames.receive(other, reader) == (b"D", b"abc")
        with pytest.raises(wire.Closed):
            frames.receive(other, reader)


def test_sent_frames_are_received():
    """A large frame crosses a socket whole."""
    one, other = socket.socketpair()
    with one, other:
        frames.send(one, b"P", bytes(50_000))

        assert frames.receive(other, frames.FrameReader()) == (b"P", bytes(50_000))


@pytest.mark.parametrize("size", [0, 7, frames.READ_BYTES - 1, frames.READ_BYTES, 5 * frames.READ_BYTES])
def test_a_frame_in_parts_is_the_frame(size):
    """In the order to be sent; a large body is not copied."""
    body = bytes(size)

    parts = frames.parts(b"P", body)

    assert b"".join(parts) == frames.frame(b"P", body)
    assert (parts[-1].obj is body) is (size >= frames.READ_BYTES)


def test_a_body_is_the_callers_own_however_it_came():
    """Alone, or with the beginning of the next frame behind it."""
    reader = frames.FrameReader()
    stream = frames.frame(b"P", b"first") + frames.frame(b"Q", b"second")
    found = []
    for piece in (stream[:13], stream[13:], frames.frame(b"R", b"third")):
        reader.feed(piece)
        while (each := reader.next()) is not None:
            found.append((each[0], bytes(each[1])))
            each[1][:] = b"changed by the caller"

    assert found == [(b"P", b"first"), (b"Q", b"second"), (b"R", b"third")]
    assert reader.waiting == 0
