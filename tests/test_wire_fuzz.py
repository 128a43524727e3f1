"""Specify that no sender can make the wire's reader stumble, hoard or forget: mutated and hostile frames."""

from __future__ import annotations

import struct
import tracemalloc

import msgpack
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader import frames, wire
from tests.fuzz import fuzz_frames, fuzz_wire, packing
from tests.fuzz.source import Source
from tests.test_wire import values

FUZZ = settings(
    max_examples=300, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
MARK = msgpack.packb(msgpack.ExtType(packing.HANDLE, b""))
references = st.one_of(
    st.builds(wire.Handle, st.integers(0, 2**32 - 1), st.text(max_size=9), st.just(("forward",))),
    st.builds(wire.Export, st.integers(0, 9), st.just(("next",)), st.just(()), st.just(("rate",))),
    st.builds(wire.Recipe, st.integers(0, 9), st.just("hold"), st.none() | st.lists(values, max_size=2)),
)
sendable = st.one_of(values, st.lists(values | references, max_size=4))


def sent(value):
    """Return *value* as bytes; nothing in it wants a reference."""
    return wire.encode(value, wire.nothing)


@FUZZ
@given(sendable)
def test_what_was_read_can_be_sent_and_read_again(value):
    """What came back is the same bytes once more, references and all."""
    body = sent(value)

    arrived = wire.decode(body, fuzz_wire.itself)

    assert sent(arrived) == body


@FUZZ
@given(sendable, sendable, st.binary(min_size=1, max_size=4), st.lists(st.integers(0, 10**6), min_size=3))
def test_mutated_frames_are_refused_or_read(first, second, noise, places):
    """Bytes changed, cut out, doubled and taken from another frame: a `WireError` or a sound value."""
    body, other = sent(first), sent(second)
    start, end, place = (at % (len(body) + 1) for at in places[:3])

    for mutated in (
        body[:start] + noise + body[start + len(noise) :],
        body[:start] + body[end:],
        body[:start],
        body[:start] + other + body[start:],
        body[:start] + other[place:],
        body[:place] + body,
    ):
        fuzz_wire.read(mutated)


@FUZZ
@given(st.binary(max_size=200))
def test_hostile_frames_are_refused_or_read(data):
    """Lengths that lie, deep nesting, extensions, marks and references of every form."""
    fuzz_wire.one(b"\1" + data)
    fuzz_wire.one(b"\2" + data)


@settings(FUZZ, max_examples=100)
@given(st.binary(max_size=200))
def test_memory_for_a_hostile_frame_is_in_proportion(data):
    """Whatever a frame promises, what is taken follows its own length."""
    body = packing.body(Source(b"\2" + data))
    tracemalloc.start()

    fuzz_wire.read(body)

    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 1_000_000 + 500 * len(body)


@pytest.mark.parametrize(
    "item, items",
    [
        (b"\x90", 1),
        (b"\x80", 1),
        (b"\xcb" + bytes(8), 1),
        (packing.extension(packing.ARRAY, b"\x01\0\0"), 1),
        (packing.extension(packing.ARRAY, b"\x01\x20" + bytes(8 * 32)), 1),
        (packing.extension(packing.SCALAR, b"\x0d\0" + bytes(16)), 1),
        (packing.extension(packing.INTEGER, bytes(9)), 1),
        (packing.listed(packing.extension(packing.TUPLE, b""), b"\xc0"), 3),
        (b"\x94" + MARK + b"\x00\xa1t\x90", 5),
        (b"\x81\xa1a\x90", 3),
    ],
    ids=["list", "dict", "float", "array", "wide array", "scalar", "integer", "tuple", "handle", "mapping"],
)
def test_the_largest_frame_fits_into_the_judge(item, items):
    """As many of the most wasteful values as a frame may hold take less than a gigabyte."""
    most = min(wire.MAX_ITEMS // items, wire.MAX_FRAME_BYTES // len(item))
    count = 2000
    body = struct.pack(">BH", 0xDC, count) + item * count
    tracemalloc.start()

    wire.decode(body, fuzz_wire.itself)

    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes / count * most < 2**30


@FUZZ
@given(st.lists(st.tuples(st.binary(min_size=1, max_size=1), st.binary(max_size=250)), max_size=6), st.data())
def test_streams_cut_anywhere_give_the_same_frames(whole, data):
    """Whole, damaged or cut short, a stream gives the same frames and the same refusal in any pieces."""
    stream = bytearray().join(frames.frame(tag, body) for tag, body in whole)
    if stream and data.draw(st.booleans()):
        stream[data.draw(st.integers(0, len(stream) - 1))] = data.draw(st.integers(0, 255))
    stream = stream[: data.draw(st.integers(0, len(stream)))]

    fuzz_frames.one(bytes([data.draw(st.integers(0, 254))]) + stream)
