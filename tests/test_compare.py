"""What `compare` accepts, refuses and says."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.compare import Mismatch, as_number, compare, describe_pattern
from grader.errors import CheckFailed
from grader.patterns import Clues

FINITE = st.floats(-1e6, 1e6, allow_subnormal=False)
ARRAYS = hnp.arrays(np.float64, hnp.array_shapes(min_dims=0, max_dims=3, max_side=4), elements=FINITE)


def difference(actual, expected, *, rtol=1e-7, atol=1e-12, name="backward"):
    """Compare with the usual tolerances."""
    return compare(actual, expected, rtol=rtol, atol=atol, name=name)


def message(actual, expected, **options):
    """Return the message of a mismatch whose details are JSON."""
    mismatch = difference(actual, expected, **options)
    assert isinstance(mismatch, Mismatch)
    json.dumps(mismatch.details, allow_nan=False)
    return mismatch.message


@given(ARRAYS)
def test_anything_equals_its_copy(values):
    """An array agrees with a copy of itself, even with no tolerance."""
    copy = values.copy()

    assert difference(copy, values, rtol=0.0, atol=0.0) is None


@given(ARRAYS.filter(lambda a: a.size > 0), st.data())
def test_one_entry_off_is_found_and_named(values, data):
    """A single entry beyond the tolerance fails, and the message gives its place and both numbers."""
    flat = data.draw(st.integers(0, values.size - 1))
    wrong = values.copy()
    wrong.flat[flat] += 1e-3 * (1 + abs(values.flat[flat]))

    found = difference(wrong, values)

    assert found is not None
    assert found.details["count"] == 1
    assert found.details["index"] == [int(i) for i in np.unravel_index(flat, values.shape)]


@given(ARRAYS.filter(lambda a: a.size > 0), st.sampled_from([np.nan, np.inf, -np.inf]), st.data())
def test_nan_and_infinity_never_pass_for_a_number(values, bad, data):
    """No tolerance, however wide, lets a NaN or an infinity through."""
    wrong = values.copy()
    wrong.flat[data.draw(st.integers(0, values.size - 1))] = bad

    assert difference(wrong, values, rtol=1e300, atol=1e300) is not None


PECULIAR = st.sampled_from([0.0, -0.0, 1.0, 1.0000001, -1e-320, 1e308, -1e308, np.inf, -np.inf, np.nan])


@given(
    st.lists(st.tuples(PECULIAR, PECULIAR), max_size=3),
    st.sampled_from([0.0, 1e-6, 1e300, np.inf]),
    st.sampled_from([0.0, 1e-6, 1e308, np.inf]),
)
def test_what_agrees_does_so_entry_by_entry(entries, rtol, atol):
    """Finite numbers agree when they are near, others when they are the same; overflow warns of nothing."""

    def agree(got, want):
        if not math.isfinite(want):
            return got == want or (math.isnan(got) and math.isnan(want))
        return math.isfinite(got) and abs(got - want) <= atol + rtol * abs(want)

    actual, expected = np.array(entries, dtype=np.float64).reshape(-1, 2).T

    found = compare(actual, expected, rtol=rtol, atol=atol)

    assert (found is None) == all(agree(*pair) for pair in entries)


def test_message_names_count_worst_entry_and_factor():
    """A wrong factor is told with the worst entry, both numbers and the factor."""
    expected = np.full((4, 3), 0.125)
    expected[0, 2] = 0.25

    text = message(4 * expected, expected)

    assert (
        text
        == "backward: 12 of 12 entries differ; worst at [0, 2]: expected 0.25, got 1.0 (4 times too large)"
    )


def test_details_hold_the_numbers_and_short_arrays():
    """The details repeat shapes, dtype, index, numbers, ratio and the entries of short arrays."""
    found = difference(np.array([1.0, 4.0]), np.array([1.0, 2.0]))

    assert found.details == {
        "shape": [2],
        "dtype": "float64",
        "count": 1,
        "size": 2,
        "index": [1],
        "expected": 2.0,
        "actual": 4.0,
        "ratio": 2.0,
        "pattern": "",
        "pattern_kind": "",
        "actual_entries": [1.0, 4.0],
        "expected_entries": [1.0, 2.0],
    }


def test_long_arrays_stay_out_of_the_details():
    """More than 64 entries are not copied into a report."""
    found = difference(np.ones(65), np.zeros(65))

    assert "actual_entries" not in found.details


@pytest.mark.parametrize(
    "actual, words",
    [
        (None, "backward: returned nothing (None): is a return missing?"),
        ([1.0, 2.0], "got a list, expected an array of shape (2,): lists have no arithmetic"),
        ("12", "got a str"),
        ({}, "got a dict"),
        (np.array([True, False]), "got dtype bool, expected numbers"),
        (np.array([1.0, None]), "got dtype object, expected numbers"),
        (np.array([1j, 2.0]), "got dtype complex128, expected numbers"),
        (np.array(["a", "b"]), "got dtype <U1, expected numbers"),
        (1.0, "got a number (1.0), expected an array of shape (2,)"),
        (np.array([[1.0, 2.0]]), "got an array of shape (1, 2), expected an array of shape (2,)"),
        (np.array([1.0]), "got an array of shape (1,), expected an array of shape (2,)"),
    ],
)
def test_what_is_no_such_array_is_told_first(actual, words):
    """kind, dtype and shape come before any number, and nothing is broadcast."""
    assert words in message(actual, np.array([1.0, 2.0]))


def test_transposed_shape_is_told():
    """A (3, 4) array where (4, 3) was expected is called transposed."""
    assert message(np.zeros((3, 4)), np.zeros((4, 3))).endswith(
        "expected an array of shape (4, 3) (transposed)"
    )


@pytest.mark.parametrize(
    "value", [2.0, 2, np.float32(2), np.int8(2), np.array(2.0), np.array([2.0]), np.array([[2.0]])]
)
def test_a_number_comes_in_many_forms(value):
    """Where a number is expected, NumPy scalars and arrays of one entry are right."""
    assert difference(value, 2.0) is None
    assert as_number(value) == 2.0


def test_an_array_taken_as_a_number_is_noted():
    """When such an array holds the wrong number, the message says how it was read."""
    text = message(np.array([[1.0]]), 0.25, name="forward")

    assert text == (
        "forward: expected 0.25, got 1.0 (4 times too large); an array of shape (1, 1) was taken as a number"
    )


@pytest.mark.parametrize(
    "value", [None, True, np.bool_(True), "2", [2.0], np.array([1.0, 2.0]), 2j, object()]
)
def test_what_is_no_number_fails(value):
    """A bool, a string, a list and an array of two are no numbers."""
    assert difference(value, 1.0) is not None
    with pytest.raises(CheckFailed, match=r"^loss: "):
        as_number(value, "loss")


def test_integers_pass_where_equal():
    """An int array is right where its numbers are, and wrong where fractions were cut off."""
    assert difference(np.array([1, 2]), np.array([1.0, 2.0])) is None
    assert difference(np.array([0, 2]), np.array([0.9, 2.0])) is not None


def test_unsigned_differences_do_not_wrap_round():
    """0 - 1 in uint8 is 255: differences are taken in float64."""
    found = difference(np.array([0], np.uint8), np.array([1], np.uint8))

    assert found.details["actual"] == 0.0


def test_booleans_are_compared_with_booleans_only():
    """A mask is compared as a mask."""
    mask = np.array([True, False])

    assert difference(mask, mask) is None
    assert "expected truth values" in message(np.array([1.0, 0.0]), mask)


def test_nan_and_infinity_pass_only_in_their_places():
    """The same special values at the same places agree; a sign or a place off does not."""
    special = np.array([np.nan, np.inf, -np.inf, 1.0])

    assert difference(special.copy(), special) is None
    assert difference(special[[1, 0, 2, 3]], special) is not None
    assert difference(special[[0, 2, 1, 3]], special) is not None
    assert difference(np.array([np.nan, 1e308, -np.inf, 1.0]), special) is not None
    assert difference(np.array([1.0, np.inf, -np.inf, 1.0]), special) is not None


def test_nan_message_counts_and_places():
    """NaN is counted and its first place named before other differences."""
    text = message(np.array([[1.0, np.nan], [np.nan, 7.0]]), np.ones((2, 2)))

    assert text == "backward: 2 of 4 entries are NaN (not a number); first at [0, 1]: expected 1.0, got nan"


@pytest.mark.parametrize(
    "change, words",
    [
        (np.zeros_like, "all zero"),
        (lambda a: -a, "the sign is flipped"),
        (lambda a: a.T.copy(), "transposed"),
        (lambda a: a / 8, "8 times too small"),
        (lambda a: -2 * a, "2 times too large and the sign is flipped"),
        (lambda a: a + 1, "off by +1 everywhere"),
        (lambda a: a * np.arange(1, 4), "each column has a factor of its own"),
        (lambda a: a * np.arange(1, 10).reshape(3, 3), ""),
    ],
)
def test_patterns_are_named_only_where_all_entries_fit(change, words):
    """One pattern for all entries is named; no pattern is better than a wrong one."""
    expected = np.random.default_rng(0).standard_normal((3, 3))

    text = message(change(expected), expected)

    assert text.endswith(f" ({words})" if words else text[-6:])
    assert ("(" in text) is bool(words)


def test_a_lone_number_has_no_accidental_factor():
    """0.3 for 0.25 is not called 1.2 times too large: any number is some multiple."""
    assert message(0.3, 0.25, name="") == "expected 0.25, got 0.3"


def test_no_pattern_no_words():
    """What fits to no pattern is described by nothing."""
    assert describe_pattern(np.array([1.0, 5.0]), np.array([1.0, 2.0]), 1e-7) == ""


def test_nearly_equal_numbers_are_shown_with_enough_digits():
    """Two different numbers never look the same."""
    text = message(np.array([1.0, 0.5 + 1e-9]), np.array([1.0, 0.5]), rtol=1e-12)

    assert "expected 0.5, got 0.500000001" in text


def test_float32_results_get_float32_tolerance():
    """A float32 result may be off by its rounding, not by a wrong factor; float64 may not."""
    rng = np.random.default_rng(1)
    expected = rng.standard_normal((4, 10))
    rounded = (expected + 1e-6 * rng.standard_normal((4, 10))).astype(np.float32)

    assert difference(rounded, expected) is None
    assert difference(rounded.astype(np.float64), expected) is not None
    assert difference((expected * 1.01).astype(np.float32), expected) is not None
    assert difference((expected * 1.05).astype(np.float16), expected) is not None


def test_float32_through_three_layers_agrees():
    """784-128-64-10 with softmax in float32 stays within the tolerance over many draws."""
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((8, 784))
        weights = [
            rng.standard_normal(shape) / np.sqrt(shape[0]) for shape in ((784, 128), (128, 64), (64, 10))
        ]

        results = []
        for dtype in (np.float32, np.float64):
            h = x.astype(dtype)
            for w in weights:
                h = np.maximum(h @ w.astype(dtype), 0)
            e = np.exp(h - h.max(axis=1, keepdims=True))
            results.append(e / e.sum(axis=1, keepdims=True))

        assert difference(*results) is None


def test_zero_tolerances_ask_for_equality():
    """With both tolerances zero float32 gets no allowance: this is how a change in place is seen."""
    values = np.ones(3, np.float32)
    changed = values + np.array([0, 1e-6, 0], np.float32)

    assert difference(changed, values, rtol=0.0, atol=0.0) is not None


def test_empty_arrays_agree_if_their_shapes_do():
    """No entries, no difference, but the shape still counts."""
    assert difference(np.zeros((0, 3)), np.zeros((0, 3))) is None
    assert difference(np.zeros((3, 0)), np.zeros((0, 3))) is not None


@pytest.mark.parametrize("expected", [None, "x", [1j], np.array([None])])
def test_an_author_must_expect_numbers(expected):
    """An expected value that is not numeric is the author's error."""
    with pytest.raises(ValueError, match="expected must be"):
        compare(1.0, expected, rtol=0.0, atol=0.0)


@pytest.mark.parametrize("tolerance", [-1.0, float("nan")])
def test_an_author_must_give_sound_tolerances(tolerance):
    """A negative or NaN tolerance is refused."""
    with pytest.raises(ValueError, match="tolerances"):
        compare(1.0, 1.0, rtol=tolerance, atol=0.0)


def test_a_factor_too_small_to_invert_is_no_factor():
    """The smallest float, where 1 is due, is told without its factor and without an overflow."""
    found = compare(5e-324, 1.0, rtol=1e-7, atol=0.0)

    assert found.message == "expected 1.0, got 4.94066e-324"


def test_clues_give_a_factor_its_name():
    """What is known beside the two arrays stands in the message; the details hold a fixed phrase too."""
    expected = np.random.default_rng(2).standard_normal((5, 3))
    clues = Clues(constants={"the batch size": 4.0})

    found = compare(expected / 4, expected, rtol=1e-7, atol=0.0, name="gradient_weights", clues=clues)

    assert found.message.startswith("gradient_weights: 15 of 15 entries differ; worst at ")
    assert found.message.endswith(" (4 times too small: divided by the batch size?)")
    assert found.details["pattern"] == "4 times too small: divided by the batch size?"
    assert found.details["pattern_kind"] == "divided by the batch size"
    assert describe_pattern(expected / 4, expected, 1e-7, clues) == found.details["pattern"]


def test_a_wrong_shape_is_explained_by_its_entries():
    """An array that was not summed is told so; a transposed shape is told without them."""
    expected = np.random.default_rng(3).standard_normal((4, 3))

    summed = difference(expected, expected.sum(axis=0))
    turned, other = difference(expected.T, expected), difference(np.ones((3, 4)), expected)

    assert summed.message.endswith(
        "expected an array of shape (3,) (not summed over the rows: sum over axis 0)"
    )
    assert [found.details["pattern_kind"] for found in (summed, turned, other)] == [
        "not summed over the rows",
        "transposed",
        "the shape is transposed",
    ]
    assert turned.message == other.message


def test_nan_is_explained_by_where_it_stands():
    """NaN in whole rows, as of a shift by the maximum of the whole batch, is told."""
    wrong = np.ones((3, 2))
    wrong[1] = np.nan

    found = difference(wrong, np.ones((3, 2)))

    assert found.message.endswith("expected 1.0, got nan (all of row 1, nowhere else)")
    assert found.details["pattern_kind"] == "not finite in whole rows"


def test_a_rounded_expectation_has_patterns_within_its_rounding():
    """A lecture's numbers, right to four digits, are compared with patterns to four digits."""
    rounded = np.array([[0.0214, -0.0107], [0.1307, 0.2501]])
    exact = rounded + np.array([[3e-5, -2e-5], [4e-5, 1e-5]])

    found = difference(-exact, rounded, rtol=0.0, atol=5e-5)

    assert found.details["pattern"] == "the sign is flipped"
