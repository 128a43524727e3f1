"""Specify that a MessagePack value is measured without being built."""

from __future__ import annotations

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import survey

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=200, deadline=None)
@given(plain)
def test_whole_values_have_no_fault(value):
    """Whatever MessagePack writes is found to be whole."""
    assert survey.fault(msgpack.packb(value), 10_000, 100) is None


@pytest.mark.parametrize("size", [0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536])
@pytest.mark.parametrize(
    "make",
    [
        lambda n: [0] * n,
        lambda n: dict.fromkeys(range(n)),
        lambda n: "a" * n,
        lambda n: b"a" * n,
        lambda n: msgpack.ExtType(8, b"a" * n),
    ],
    ids=["list", "dict", "text", "bytes", "extension"],
)
def test_every_width_of_length_is_read(make, size):
    """Each kind of value has several headers, by length; all are understood, and a cut is seen."""
    body = msgpack.packb(make(size))

    assert survey.fault(body, 200_000, 1) is None
    assert survey.fault(body[:-1], 200_000, 1) is not None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=100))
def test_what_has_no_fault_can_be_unpacked(body):
    """Bytes that pass are a value as far as its structure goes."""
    if survey.fault(body, 100, 10) is None:
        value = msgpack.unpackb(
            body, raw=True, strict_map_key=False, object_pairs_hook=list, ext_hook=lambda *_: None
        )

        assert value is None or isinstance(value, bool | int | float | bytes | list)


def test_items_are_counted_over_all_containers():
    """The keys and values of dicts count one each."""
    body = msgpack.packb([{"a": 1}, [2, 3]])

    assert survey.fault(body, 6, 2) is None
    assert survey.fault(body, 5, 2) == "more than 5 items, or nested more than 2 deep"
    assert survey.fault(body, 6, 1) == "more than 6 items, or nested more than 1 deep"


@pytest.mark.parametrize("code, known", [(0, False), (1, True), (8, True), (9, False), (127, False)])
def test_extensions_beyond_the_known_ones_are_refused(code, known):
    """So are timestamps, which MessagePack itself would turn into objects."""
    body = msgpack.packb(msgpack.ExtType(code, b"abc"))

    assert (survey.fault(body, 1, 1) is None) is known
    assert survey.fault(msgpack.packb(msgpack.Timestamp(0)), 1, 1) == "an unknown kind of value"


def test_bytearrays_are_read_as_well():
    """What a reader collected need not be copied first."""
    assert survey.fault(bytearray(msgpack.packb([msgpack.ExtType(3, b"x")])), 10, 2) is None


def test_extensions_of_a_size_are_found_and_filled():
    """Where each begins, where its code stands and where it ends; others are left alone."""
    inner = [msgpack.ExtType(3, b"abc"), b"xy", msgpack.ExtType(5, b""), msgpack.ExtType(1, b"q" * 300)]
    body = msgpack.packb(inner)
    spans = []

    assert survey.fault(body, 10, 2, spans, range(4, 500)) is None
    assert [body[code + 1 : end] for _, code, end in spans] == [b"abc", b"q" * 300]
    filled = survey.filled(body, spans, [(b"", b""), (b"ab", bytearray(70_000))])

    assert msgpack.unpackb(filled) == [
        msgpack.ExtType(3, b""),
        b"xy",
        msgpack.ExtType(5, b""),
        msgpack.ExtType(1, b"ab" + bytes(70_000)),
    ]
