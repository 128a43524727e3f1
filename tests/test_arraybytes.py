"""Specify what an array is as bytes, and which arrays may not travel."""

from __future__ import annotations

import numpy as np
import pytest

from grader.arraybytes import WireError, array_of, array_parts, can_travel


class Own(np.ndarray):
    """A class of a student's."""


@pytest.mark.parametrize("name", ["bool", "i1", "u2", "<f8", ">f8", ">i4", "c8", "f2"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (1, 4)], ids=str)
def test_an_array_comes_back_as_it_was(name, shape):
    """Shape, dtype and entries are kept; the byte order becomes the usual one."""
    array = np.ones(shape, name)
    head, entries = array_parts(array)

    back = array_of(head + entries.tobytes())

    assert back.dtype == array.dtype.newbyteorder("<")
    assert back.shape == shape
    assert np.array_equal(back, array)


def test_what_comes_back_is_a_copy_and_can_be_written():
    """Whoever has sent the bytes has no hold on the array."""
    head, entries = array_parts(np.arange(3.0))
    body = bytearray(head + entries.tobytes())

    back = array_of(memoryview(body))
    body[:] = bytes(len(body))
    back[0] = 7.0

    assert back.tolist() == [7.0, 1.0, 2.0]


def test_a_view_is_sent_in_its_own_order():
    """Entries that do not adjoin are sent as if they did, and a subclass as what it holds."""
    array = np.arange(12.0).reshape(3, 4)
    for each in (array.T, array[:, ::-2], array.view(Own)):
        head, entries = array_parts(each)

        assert type(entries) is np.ndarray
        assert np.array_equal(array_of(head + entries.tobytes()), np.asarray(each))


@pytest.mark.parametrize(
    "name, travels", [("f8", True), (">c16", True), ("O", False), ("U3", False), ("M8[s]", False)]
)
def test_only_numbers_travel(name, travels):
    """Objects, texts and times do not."""
    assert can_travel(np.dtype(name)) is travels


@pytest.mark.parametrize("shape", [(2,) * 16, (1,) * 33, (7,) * 7], ids=str)
def test_an_array_that_is_no_array_to_a_reader_is_refused(shape):
    """Too many dimensions, or entries that would take minutes to show."""
    with pytest.raises(WireError, match="too many dimensions"):
        array_parts(np.broadcast_to(np.float64(1), shape) if len(shape) > 32 else np.zeros(shape, "i1"))


@pytest.mark.parametrize(
    "data, told",
    [
        (b"", "may not travel"),
        (b"\xff\0", "may not travel"),
        (b"\x0b\x21", "may not travel"),
        (b"\x0b\x01", "without its shape"),
        (b"\x0b\0", "came with 0 bytes"),
        (b"\x0b\x01" + bytes(7) + b"\x80", "came with 0 bytes"),
    ],
)
def test_bytes_that_lie_are_refused(data, told):
    """Nothing is made that was only promised."""
    with pytest.raises(WireError, match=told):
        array_of(data)
