"""Specify what crosses the wire, how it arrives, and that no sender can make a reader stumble."""

from __future__ import annotations

import math
import struct
import tracemalloc

import hypothesis.extra.numpy as hnp
import msgpack
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader import arraybytes, wire

DTYPES = "?bBhHeiIfqQdFD"
HOSTILE = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


def refused(value):
    """Refer nothing: every value that needs a reference is a surprise."""
    raise AssertionError(f"{value!r} wants a reference")


def itself(ref):
    """Resolve a reference to itself."""
    return ref


def travelled(value):
    """Send *value* through the wire."""
    return wire.decode(wire.encode(value, refused), itself)


def assert_same(actual, expected):
    """Compare in type, shape, dtype and bits, inside containers too."""
    assert type(actual) is type(expected)
    if isinstance(expected, np.ndarray | np.generic):
        assert actual.dtype == expected.dtype
        assert actual.shape == expected.shape
        assert actual.tobytes() == expected.tobytes()
    elif isinstance(expected, list | tuple):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected, strict=True):
            assert_same(one, other)
    elif isinstance(expected, dict):
        assert_same(list(actual.items()), list(expected.items()))
    elif isinstance(expected, float):
        assert struct.pack("d", actual) == struct.pack("d", expected) or (
            math.isnan(actual) and math.isnan(expected)
        )
    else:
        assert actual == expected


leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**2000), 2**2000),
    st.floats(),
    st.text(st.characters(exclude_categories=("Cs",))),
    st.binary(max_size=50),
    hnp.arrays(st.sampled_from(DTYPES), hnp.array_shapes(min_dims=0, min_side=0, max_side=4)),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text("abc") | st.integers() | st.tuples(st.integers()), inner, max_size=4),
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(values)
def test_values_arrive_as_they_were_sent(value):
    """Numbers, text, bytes, containers and arrays keep type, dtype, shape, order and every bit."""
    assert_same(travelled(value), value)


@pytest.mark.parametrize("code", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (1,), (1, 1), (2, 3, 4)], ids=str)
def test_arrays_keep_dtype_and_shape(code, shape):
    """Every dtype of the allow-list travels with every shape, 0-d and empty ones too."""
    array = np.arange(math.prod(shape)).reshape(shape).astype(code)

    assert_same(travelled(array), array)


@pytest.mark.parametrize("code", DTYPES)
def test_numpy_scalars_stay_numpy_scalars(code):
    """A `np.float64` is not taken for a `float`: which of them came back is the check's to judge."""
    scalar = np.dtype(np.dtype(code).str).type(1)

    assert_same(travelled(scalar), scalar)


@pytest.mark.parametrize("value", [math.nan, -0.0, math.inf, -math.inf, 5e-324, 1.7976931348623157e308])
def test_every_float_keeps_its_bits(value):
    """NaN, the negative zero, infinities and the extremes arrive as such, alone and in arrays."""
    assert_same(travelled(value), value)
    assert_same(travelled(np.array([value])), np.array([value]))
    assert_same(travelled(complex(value, -0.0)).imag, -0.0)


@pytest.mark.parametrize("value", [2**63, 2**64, -(2**63) - 1, -(2**64), 10**600, -(10**600), True, 0])
def test_integers_of_any_reasonable_size_travel(value):
    """Integers beyond 64 bits arrive exactly."""
    assert_same(travelled(value), value)


def test_an_absurd_integer_is_told():
    """An integer that Python itself would refuse to print is an error at the sender."""
    with pytest.raises(wire.WireError, match="integer of 1251 bytes"):
        wire.encode(2**10_000, refused)


def test_the_largest_integer_can_be_printed():
    """Whatever arrives can be put into a message: Python refuses to print longer ones."""
    largest = 2 ** (8 * wire.MAX_INTEGER_BYTES - 1) - 1

    assert str(travelled(largest)) == str(largest)


def test_the_least_integer_that_is_read_can_be_sent_back():
    """The lengths of negative and positive integers are limited alike."""
    least = ext(INTEGER, bytes(wire.MAX_INTEGER_BYTES - 1) + b"\x80")

    value = wire.decode(least, itself)

    assert value == -(2 ** (8 * wire.MAX_INTEGER_BYTES - 1))
    assert_same(travelled(value), value)


def test_memory_order_and_byte_order_are_normalised():
    """Fortran order, views, negative strides and big-endian numbers arrive as plain C arrays."""
    array = np.arange(24.0).reshape(4, 6)
    big_endian = array.astype(">f8")

    for sent in (np.asfortranarray(array), array.T, array[::-1, ::2], big_endian):
        arrived = travelled(sent)

        assert arrived.flags["C_CONTIGUOUS"]
        assert arrived.dtype.isnative
        np.testing.assert_array_equal(arrived, sent, strict=False)


def test_arrays_arrive_fresh_and_writable():
    """What arrives is nobody else's, even where the sent array was read-only."""
    array = np.ones((2, 2))
    array.flags.writeable = False

    arrived = travelled(array)
    arrived[0, 0] = 7.0

    assert array[0, 0] == 1.0


def test_subclasses_of_arrays_become_plain_arrays():
    """No method of a student's subclass can reach a comparison."""

    class Sly(np.ndarray):
        def astype(self, *args, **kwargs):
            return "sly"

    for sent in (np.ones((2, 3)).view(Sly), np.ma.masked_array([1.0, 2.0], [0, 1])):
        assert type(travelled(sent)) is np.ndarray


def test_surrogates_are_replaced():
    """Text that is not Unicode arrives readable, so that it can be written into a report."""
    assert travelled("a\ud800b") == "a?b"


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        len,
        np.array([None, 1], dtype=object),
        np.array(["a"]),
        np.array([b"a"]),
        np.zeros(2, dtype=[("x", "f8")]),
        np.datetime64("2020-01-01"),
        np.longdouble(1),
        np.str_("a"),
        type("Text", (str,), {})("a"),
        type("Names", (dict,), {})(),
        type("Row", (list,), {})(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_is_referred(value):
    """What is not plain data, subclasses with behaviour among it, stays where it is."""
    seen = []

    body = wire.encode([value], lambda item: seen.append(item) or wire.Handle(7, "thing", ("go",)))

    assert seen[0] is value
    assert wire.decode(body, itself) == [wire.Handle(7, "thing", ("go",))]


def test_named_tuples_travel_as_tuples():
    """Three index arrays in a named tuple are a tuple, whatever its class makes of iteration."""
    strange = type("Parts", (tuple,), {"__iter__": lambda self: iter("no"), "__len__": lambda self: 9})

    assert_same(travelled(strange((1, 2.5))), (1, 2.5))


def test_integers_of_a_subclass_travel_as_integers():
    """An `IntEnum` is a number to whoever receives it."""
    assert_same(travelled(type("Index", (int,), {})(3)), 3)


@pytest.mark.parametrize(
    "ref",
    [
        wire.Handle(0, "x.Y", ("forward",)),
        wire.Export(3, ("next",), ("rate",), ("optimizer",)),
        wire.Recipe(5, "hold", [np.float64(1.0), (1, 2)]),
        wire.Recipe(5, "hold", None),
    ],
    ids=str,
)
def test_references_travel_inside_values(ref):
    """A reference arrives as itself wherever a value may stand."""
    arrived = wire.decode(wire.encode({"a": (1, [ref])}, refused), itself)

    assert arrived == {"a": (1, [ref])}


def test_values_that_are_encoded_one_by_one_can_be_joined():
    """Joining gives the list, as though it had been encoded at once."""
    parts = [wire.encode(value, refused) for value in (1, (2, "b"), [np.float32(3)])]

    assert wire.decode(wire.join(parts), itself) == [1, (2, "b"), [np.float32(3)]]
    assert wire.decode(wire.join([]), itself) == []


# ---------------------------------------------------------------- limits at the sender


def nested(depth, wrap):
    """Return *depth* containers in each other."""
    value = None
    for _ in range(depth):
        value = wrap(value)
    return value


@pytest.mark.parametrize(
    "wrap", [lambda v: [v], lambda v: (v,), lambda v: {"a": v}], ids=["list", "tuple", "dict"]
)
def test_nesting_is_limited(wrap):
    """As deep as the limit is sent and read; one deeper is an error at the sender."""
    deepest = nested(wire.MAX_DEPTH, wrap)

    assert travelled(deepest) == deepest
    for depth in (wire.MAX_DEPTH + 1, 400, 5000):
        with pytest.raises(wire.WireError):
            wire.encode(nested(depth, wrap), refused)


def test_a_list_that_contains_itself_is_told():
    """A cycle is an error at the sender, whatever it goes through."""
    cycle: list[object] = []
    cycle.append(cycle)
    through_dict: dict[str, object] = {}
    through_dict["a"] = ([through_dict],)

    for value in (cycle, through_dict):
        with pytest.raises(wire.WireError, match="cannot be sent"):
            wire.encode(value, refused)


def test_the_number_of_items_is_limited(monkeypatch):
    """The limit counts all containers of a value together."""
    monkeypatch.setattr(wire, "MAX_ITEMS", 100)

    assert travelled([0] * 100) == [0] * 100
    with pytest.raises(wire.WireError, match="more than 100 items"):
        wire.encode([[0] * 50, [0] * 50], refused)


def test_the_size_of_a_frame_is_limited(monkeypatch):
    """An array over the limit is an error at the sender that tells both numbers."""
    monkeypatch.setattr(wire, "MAX_FRAME_BYTES", 1000)

    with pytest.raises(wire.WireError, match="8022 bytes is over the limit of 1000"):
        wire.encode(np.zeros((1000,)).reshape(10, 100), refused)


def test_values_that_raise_while_they_are_looked_at_are_told():
    """A refusal of the one who refers passes on."""
    with pytest.raises(AssertionError, match="wants a reference"):
        wire.encode({"a": [object()]}, refused)


# ---------------------------------------------------------------- hostile bytes


def read(body):
    """Decode hostile *body*; anything but a value or a WireError is a bug."""
    try:
        return wire.decode(body, itself)
    except wire.WireError:
        return None


def ext(code, payload):
    """Return an extension as a hostile sender would make it."""
    return struct.pack(">BIb", 0xC9, len(payload), code) + payload


def marked(code, *fields):
    """Return a list that opens with a mark."""
    return msgpack.packb([msgpack.ExtType(code, b""), *fields])


ARRAY, SCALAR, INTEGER, COMPLEX, TUPLE, HANDLE, EXPORT, RECIPE = range(1, 9)
FLOAT64 = arraybytes._NAMES.index("<f8")


@HOSTILE
@given(st.binary(max_size=200))
def test_random_bytes_are_refused_or_read(body):
    """Nothing but a WireError ever comes out of bytes that nobody meant."""
    read(body)


@HOSTILE
@given(st.integers(1, 8), st.binary(max_size=60))
def test_random_payloads_of_extensions_are_refused_or_read(code, payload):
    """The same for the inside of each extension, in a list and as a key."""
    read(ext(code, payload))
    read(msgpack.packb([msgpack.ExtType(code, payload)]))
    read(b"\x81" + ext(code, payload) + b"\xc0")


@HOSTILE
@given(values, st.integers(0, 10**6), st.integers(0, 255))
def test_a_frame_with_one_changed_byte_is_refused_or_read(value, place, byte):
    """Damage anywhere in a frame is no different."""
    body = bytearray(wire.encode(value, refused))
    body[place % len(body)] = byte

    read(body)


@settings(max_examples=100, deadline=None)
@given(values, st.integers(0, 10**6))
def test_a_frame_cut_short_is_refused(value, place):
    """No prefix of a frame is a frame, and nothing may follow one."""
    body = wire.encode(value, refused)

    for wrong in (body[: place % len(body)], body + b"\xc0"):
        with pytest.raises(wire.WireError):
            wire.decode(wrong, itself)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xffabc",
        b"\xc6\xff\xff\xff\xffabc",
        b"\xc9\xff\xff\xff\xff\x01abc",
        b"\xdd\x00\x1e\x84\x80" * 25,
        b"\x91" * 40 + b"\xc0",
        b"\x91" * 400 + b"\xc0",
        b"\x91" * 100_000 + b"\xc0",
        b"\xa2\xff\xfe",
        b"\x81\x90\xc0",
        b"\x81\x80\xc0",
        ext(-1, b"\0\0\0\0"),
        ext(0, b""),
        ext(9, b""),
        ext(127, b"abc"),
        ext(-128, b"abc"),
    ],
    ids=range(19),
)
def test_broken_frames_are_refused(body):
    """Promises without content, deep nesting, bad text, unhashable keys, unknown extensions: a WireError."""
    with pytest.raises(wire.WireError):
        wire.decode(body, itself)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\x00",
        bytes([FLOAT64]),
        bytes([FLOAT64, 1]),
        bytes([FLOAT64, 33]) + bytes(8 * 33),
        bytes([FLOAT64, 1]) + struct.pack("<Q", 2) + bytes(8),
        bytes([FLOAT64, 1]) + struct.pack("<Q", 2) + bytes(24),
        bytes([FLOAT64, 1]) + struct.pack("<q", -1),
        bytes([FLOAT64, 2]) + struct.pack("<2Q", 2**63, 2) + bytes(16),
        bytes([FLOAT64, 2]) + struct.pack("<2Q", 2**61, 8),
        bytes([FLOAT64, 2]) + struct.pack("<2Q", 0, 2**63),
        bytes([FLOAT64, 2]) + struct.pack("<2Q", 0, 10**15),
        bytes([FLOAT64, 3]) + struct.pack("<3Q", 0, 2**40, 2**40),
    ],
    ids=range(13),
)
def test_arrays_that_are_not_as_large_as_they_say_are_refused(payload):
    """Wrong dtypes, lengths, and shapes that overflow or would blow up a sum are a WireError."""
    with pytest.raises(wire.WireError):
        wire.decode(ext(ARRAY, payload), itself)


@pytest.mark.parametrize("code", [SCALAR, COMPLEX])
def test_a_scalar_with_a_shape_is_refused(code):
    """Only a 0-d array can be a scalar."""
    with pytest.raises(wire.WireError):
        wire.decode(ext(code, bytes([FLOAT64, 1]) + struct.pack("<Qd", 1, 1.0)), itself)


def test_a_complex_number_is_of_double_precision():
    """As it is sent; another one would have to be converted, which warns of a signalling NaN."""
    narrow = bytes([arraybytes._NAMES.index("<c8"), 0]) + b"\xea\xeb\x95\x7f" + bytes(4)

    with pytest.raises(wire.WireError):
        wire.decode(ext(COMPLEX, narrow), itself)


@pytest.mark.parametrize("shape", [(2,) * 16, (6,) * 7, (7, 9) * 3 + (2,)], ids=str)
def test_an_array_that_would_take_minutes_to_show_is_refused(shape):
    """NumPy shows six entries of each dimension: 64 million of an array with 26 dimensions of two."""
    payload = bytes([FLOAT64, len(shape)]) + struct.pack(f"<{len(shape)}Q", *shape)

    with pytest.raises(wire.WireError, match="too many dimensions"):
        wire.decode(ext(ARRAY, payload + bytes(8 * math.prod(shape))), itself)
    with pytest.raises(wire.WireError, match="too many dimensions"):
        wire.encode(np.zeros(shape), refused)


@pytest.mark.parametrize("shape", [(2,) * 15, (100, 3, 28, 28, 5, 5), (1,) * 32, (0,) * 32], ids=str)
def test_arrays_of_many_dimensions_travel(shape):
    """Windows of a batch of images have six."""
    assert travelled(np.zeros(shape, np.uint8)).shape == shape


def test_booleans_are_made_sound():
    """A byte that is neither 0 nor 1 cannot make a boolean that equals neither."""
    payload = bytes([arraybytes._NAMES.index("|b1"), 1]) + struct.pack("<Q", 3) + b"\x00\x02\xff"

    array = wire.decode(ext(ARRAY, payload), itself)

    assert array.view(np.uint8).tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    "body",
    [
        marked(HANDLE),
        marked(HANDLE, 1, "t"),
        marked(HANDLE, "1", "t", []),
        marked(HANDLE, True, "t", []),
        marked(HANDLE, -1, "t", []),
        marked(HANDLE, 2**40, "t", []),
        marked(HANDLE, 1, 2, []),
        marked(HANDLE, 1, "t", "abc"),
        marked(HANDLE, 1, "t", [1]),
        marked(EXPORT, 1, [], []),
        marked(EXPORT, 1, [], [], {"a": 1}),
        marked(RECIPE, 1, "hold", 3),
        marked(RECIPE, 1, b"hold", []),
        ext(TUPLE, b""),
        ext(HANDLE, b"abc"),
        msgpack.packb([1, msgpack.ExtType(TUPLE, b"")]),
        msgpack.packb([msgpack.ExtType(TUPLE, b""), msgpack.ExtType(TUPLE, b"")]),
        msgpack.packb({"a": msgpack.ExtType(HANDLE, b"")}),
        b"\x81" + ext(TUPLE, b"") + b"\xc0",
    ],
    ids=range(19),
)
def test_references_of_the_wrong_form_are_refused(body):
    """Missing, surplus or mistyped fields and stray marks are a WireError."""
    with pytest.raises(wire.WireError):
        wire.decode(body, itself)


def test_a_promise_allocates_nothing():
    """Nested headers that promise millions of items each cost nothing to refuse."""
    body = b"\xdd\x00\x1e\x84\x80" * 30 + b"\xc0" * 1000
    tracemalloc.start()

    with pytest.raises(wire.WireError):
        wire.decode(body, itself)

    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 100_000


def test_a_dict_whose_keys_could_collide_is_refused():
    """Tuples and long integers can be chosen to have equal hashes, which makes a dict quadratic."""
    clashing = {k * (2**61 - 1): None for k in range(1000, 1300)}

    with pytest.raises(wire.WireError, match="too many keys that are not text"):
        wire.decode(wire.encode(clashing, refused), itself)

    assert_same(travelled({(k,): k for k in range(200)}), {(k,): k for k in range(200)})
    assert len(travelled({k: str(k) for k in range(5000)})) == 5000


def test_the_number_keys_of_a_frame_are_limited():
    """So can numbers; a walk through 20,000 that collide still takes less than a second."""
    most = dict.fromkeys(range(wire.MAX_NUMBER_KEYS))

    assert_same(travelled([most]), [most])
    for over in (most | {-1: None}, [most, {k + 0.5: None for k in range(300)}]):
        with pytest.raises(wire.WireError, match="too many keys that are not text"):
            wire.decode(wire.encode(over, refused), itself)
    assert len(travelled(dict.fromkeys(map(str, range(50_000))))) == 50_000


def test_a_long_type_name_is_cut():
    """A handle's type is for messages; it is cut to 200 characters."""
    assert len(wire.decode(marked(HANDLE, 1, "t" * 1000, []), itself).type) == 200


LARGE = 5000
"""Entries of an array that does not pass through MessagePack."""


@pytest.mark.parametrize("dtype", ["f8", ">f8", "bool", "c16"])
def test_large_arrays_keep_their_places(dtype):
    """Among small ones, marks, empty ones and bytes that look like the gap that an array leaves."""
    first, second = np.arange(LARGE).astype(dtype), np.ones((LARGE, 2), dtype).T
    value = [first, (np.zeros(0), b"\xc7\0\1"), {"a": second, "b": [np.float64(2), np.arange(3)]}, first]

    for survey_it in (True, False):
        body = wire.encode(value, wire.nothing)
        back = wire.decode(body, wire.nothing, survey_it=survey_it)

        assert np.array_equal(back[0], first)
        assert np.array_equal(back[3], first)
        assert np.array_equal(back[2]["a"], second)
        assert back[2]["a"].flags.c_contiguous
        assert back[1][1] == b"\xc7\0\1"
        assert back[1][0].shape == (0,)
        assert back[2]["b"][1].tolist() == [0, 1, 2]
        assert back[0].flags.writeable
        assert back[0].flags.owndata
        assert back[0].flags.aligned


def test_a_large_array_is_the_readers_own():
    """What becomes of the frame afterwards does not change it."""
    body = bytearray(wire.encode(np.zeros(LARGE), wire.nothing))
    back = wire.decode(body, wire.nothing)

    body[:] = b"\xff" * len(body)

    assert not back.any()


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)], ids=["before", "after"])
def test_an_empty_extension_takes_the_place_of_no_large_array(order):
    """A hostile sender may write the gap as well."""
    parts = [wire.encode(np.zeros(LARGE), wire.nothing), msgpack.packb(msgpack.ExtType(1, b""))]

    with pytest.raises(wire.WireError):
        wire.decode(wire.join(parts[order]), wire.nothing)


def test_large_arrays_that_together_pass_the_limit_are_refused(monkeypatch):
    """Before they are put together."""
    monkeypatch.setattr(wire, "MAX_FRAME_BYTES", 16 * LARGE)

    with pytest.raises(wire.WireError, match="over the limit"):
        wire.encode([np.zeros(LARGE), np.zeros(LARGE)], wire.nothing)
