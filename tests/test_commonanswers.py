"""Specify the short way of common answers: it says what the long way says, and nothing else."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import wire
from grader.commonanswers import packed, packed_handle, unpacked

VALUES = [
    None,
    0.0,
    -math.inf,
    np.zeros((2, 3)),
    np.arange(6.0).reshape(2, 3).T,
    np.array([True, False]),
    np.array(1, ">i2"),
    np.zeros((0, 4), "f4"),
    np.zeros(7000),
]
OTHERS = [True, 1, "text", (None,), [0.0], np.float64(1), np.zeros(8000), np.array(["text"]), np.ma.zeros(2)]


class Own(np.ndarray):
    """A class of a student's."""


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_common_answer_is_read_either_way(value):
    """The value and its type, by this module and by the wire."""
    body = packed(value)

    short, kind = unpacked(bytearray(body))
    ok, (long,), (long_kind,) = wire.decode(body, wire.nothing)

    assert ok == "ok"
    for found in (short, long):
        assert type(found) is type(value)
        assert np.array_equal(found, value)
        assert np.asarray(found).dtype == np.asarray(value).dtype.newbyteorder("<")
    assert (
        kind == long_kind == (f"{type(value).__module__}.".removeprefix("builtins.") + type(value).__name__)
    )


@pytest.mark.parametrize("value", [*OTHERS, np.zeros(3).view(Own), np.zeros(3, [("a", "f8")])], ids=repr)
def test_any_other_value_is_left_to_the_wire(value):
    """What has a class of its own, is large, or is of another kind."""
    assert packed(value) is None


def test_arrays_are_the_readers_own():
    """Fresh and writable, whatever becomes of the frame."""
    body = bytearray(packed(np.zeros(3)))
    found, _ = unpacked(body)

    body[:] = b"\xff" * len(body)
    found[0] = 1.0

    assert found.tolist() == [1.0, 0.0, 0.0]


def test_an_array_that_nobody_may_send_is_refused():
    """As the wire does, with its words."""
    body = bytearray(packed(np.zeros(3)))
    body[9] = 0xEE

    for read in (unpacked, lambda each: wire.decode(each, wire.nothing)):
        with pytest.raises(wire.WireError, match="may not travel"):
            read(body)


@settings(max_examples=600, deadline=None, derandomize=True, database=None)
@given(st.sampled_from(VALUES), st.integers(0, 200), st.binary(max_size=3), st.integers(0, 4))
def test_no_damaged_answer_is_read_otherwise_than_by_the_wire(value, place, noise, cut):
    """What the short way takes for an answer, the long way takes for the same one."""
    body = packed(value)
    damaged = body[:place] + noise + body[place + cut :]

    def read(way):
        try:
            return way(damaged)
        except wire.WireError as error:
            return str(error)

    short, long = read(unpacked), read(lambda each: wire.decode(each, wire.nothing))

    if isinstance(short, str):
        assert long == short
    elif short is not None:
        ok, (there,), (kind,) = long
        assert (ok, kind) == ("ok", short[1])
        assert np.array_equal(there, short[0], equal_nan=there is not None)


HANDLES = [
    (0, "layers.Dense", ("backward", "forward")),
    (127, "module", ()),
    (1, "a" * 31, tuple(f"name{number}" for number in range(15))),
    (1, "a", tuple(f"name{number}" for number in range(16))),
    (1, "a", tuple(f"name{number}" for number in range(256))),
]


@pytest.mark.parametrize("fields", HANDLES, ids=range(len(HANDLES)))
def test_a_handle_is_what_the_wire_makes_of_it(fields):
    """Byte by byte."""
    handle = wire.Handle(*fields)

    assert packed_handle(*fields) == wire.encode(["ok", [handle], [handle.type]], wire.nothing)


class Name(str):
    """A text of a student's."""

    __slots__ = ()


@pytest.mark.parametrize(
    "fields",
    [
        (128, "a", ()),
        (0, "a" * 32, ()),
        (0, "\xe9", ()),
        (0, "\udc80", ()),
        (0, "a", ("forward", "a" * 32)),
        (0, "a", ("vorw\xe4rts",)),
        (0, "a", (Name("forward"),)),
        (0, "a", (1,)),
    ],
    ids=repr,
)
def test_a_handle_that_is_larger_or_odd_is_left_to_the_wire(fields):
    """As are names that are not plain text."""
    assert packed_handle(*fields) is None
