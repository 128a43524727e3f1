"""Which pattern is told of a wrong array, and that none is told of an unrelated one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.patterns import INSTEAD, KINDS, Clues, find, find_not_finite, find_of_shape

RTOL = 1e-7


def drawn(*shape, seed=0):
    """Draw random numbers."""
    return np.random.default_rng(seed).standard_normal(shape)


def kind(actual, expected, rtol=RTOL, **clues):
    """Name the kind of what is found, or nothing."""
    found = find(np.asarray(actual), np.asarray(expected), rtol, Clues(**clues))
    assert found is None or (found.kind in KINDS and found.words)
    return found.kind if found else ""


E = drawn(4, 3)


def test_nothing_was_filled_in():
    """All zero, where something else is due, comes first."""
    assert kind(0 * E, E, inputs=(("x", 0 * E),)) == "all zero"
    assert kind([0.0, 0.0, 1e-9], [1.0, 2.0, 3.0]) == ""
    assert kind(0.0, 1.0) == ""


def test_not_updated():
    """Weights that are as they were are not updated, also where they were handed over as well."""
    before = drawn(4, 3, seed=1)

    assert kind(before, E, before=(drawn(4, 3, seed=2), before)) == "not updated"
    assert kind(before + 1e-3 * E**2, E, before=(before,)) == ""


def test_what_was_handed_over_came_back():
    """An input is told by what it is; other shapes, other numbers and numbers like 1 are none."""
    x = drawn(4, 3, seed=1)
    inputs = (("the array that was handed to backward", x),)

    assert find(x, E, RTOL, Clues(inputs=inputs)).words == "equal to the array that was handed to backward"
    assert kind(x, E[:2], inputs=inputs) == "equal to an array that was handed over"
    assert kind(x + 1e-5, E, inputs=inputs) == ""
    assert kind(x.T, E.T, inputs=inputs) == ""
    assert kind(np.ones(()), 0.3, inputs=(("x", np.ones(())),)) == ""
    assert kind(0.123, 0.3, inputs=(("x", np.array(0.123)),)) == "equal to an array that was handed over"


def test_the_result_of_another_call_came():
    """What an object of the check answered is an explanation only where the shape is wrong too."""
    y = drawn(4, 3, seed=1)

    assert kind(y, E, results=(("y", y),)) == "equal to the result of another call"
    assert kind(np.ones((4, 3)), E, results=(("y", np.ones((4, 3))),)) == "the same number everywhere"
    assert kind(y, E, inner=(("y", y),)) == ""
    assert kind(y, 0.5, inner=(("y", y),)) == "equal to the result of another call"


def test_a_stale_answer():
    """What the same call gave before is told so."""
    earlier = drawn(4, 3, seed=1)

    assert kind(earlier, E, earlier=(earlier,)) == "the answer of an earlier call"
    assert kind(earlier * 1.001, E, earlier=(earlier,)) == ""


def test_a_known_mistake():
    """What a clue says that a mistake would have given is told by that mistake's name."""
    wrong = drawn(4, 3, seed=1)
    name = "computed with the weights after the update"

    assert name in INSTEAD
    assert kind(wrong, E, instead=((name, wrong),)) == name
    assert kind(wrong, E, instead=(("some number 0.25", wrong),)) == ""
    assert kind(wrong + 1e-4, E, instead=((name, wrong),)) == ""


def test_a_shape_alone():
    """Without expected numbers an input and a transposed shape are still told."""
    x = drawn(4, 3)

    assert find_of_shape(x, (), Clues(inputs=(("x", x),))).kind == "equal to an array that was handed over"
    assert find_of_shape(x, (3, 4)).kind == "the shape is transposed"
    assert find_of_shape(x, (3, 5)) is None


def test_where_alone_nan_came():
    """NaN in whole rows, or where an input is 0, is told so."""
    x = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
    rows = np.array([[True, True, True], [False, False, False]])

    assert find_not_finite(x == 0, Clues(inputs=(("x", x),))).words == "wrong only where x is 0"
    assert find_not_finite(rows, Clues()).words == "all of row 0, nowhere else"
    assert find_not_finite(rows.T, Clues()).words == "all of column 0, nowhere else"
    assert find_not_finite(x > 3, Clues()) is None
    assert find_not_finite(x >= 0, Clues()) is None


def test_kinds_hold_no_number_of_a_check():
    """A kind is a fixed phrase: students read it of hidden checks as well."""
    digits = {
        word for phrase in KINDS for word in phrase.replace(":", "").split() if any(map(str.isdigit, word))
    }

    assert digits <= {"0", "1", "2", "10"}
    assert all(len(phrase) < 100 for phrase in KINDS)


FINITE = st.floats(-1e300, 1e300)
ANY = hnp.arrays(
    np.float64, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4), elements=FINITE
)


@settings(max_examples=300, deadline=None)
@given(ANY, ANY, ANY, st.sampled_from([0.0, 1e-9, 1e-5, 2.4e-4]), st.sampled_from([0.0, 1e-5, 1.0]))
def test_whatever_comes_raises_nothing(actual, expected, other, rtol, atol):
    """Huge, tiny, empty and misshapen arrays give a known kind or none: an error would cost no point."""
    clues = Clues(
        constants={
            "the batch size": float(other.size),
            "the learning rate": 0.0,
            "7, which was handed over": 7.0,
        },
        inputs=(("x", other),),
        results=(("y", other),),
        before=(other, actual),
        earlier=(other,),
        instead=(("not normalised", other),),
        biased=True,
    )

    found = find(actual, expected, rtol, clues, atol)

    assert found is None or found.kind in KINDS


SHAPES = st.sampled_from([(), (2,), (7,), (1, 5), (5, 1), (2, 2), (3, 3), (4, 6), (2, 3, 4)])


@settings(max_examples=400, deadline=None)
@given(SHAPES, SHAPES, st.integers(0, 2**32), st.sampled_from([1e-9, 1e-7, 1e-5]), st.booleans())
def test_unrelated_arrays_get_no_pattern(shape, other, seed, rtol, aligned):
    """Random numbers are nothing instead of other random numbers, whatever else is known."""
    rng = np.random.default_rng(seed)
    expected, actual = rng.standard_normal(shape), rng.standard_normal(shape if aligned else other)
    extras = [rng.standard_normal(shape) for _ in range(6)]
    constants = {"the batch size": 4.0, "the number of features": 3.0, "the learning rate": 0.37}
    clues = Clues(
        constants=constants | {"the number of outputs": 5.0, "0.7, which was handed over": 0.7},
        inputs=(("x", extras[0]), ("e", extras[1])),
        results=(("y", extras[2]),),
        before=(extras[3],),
        earlier=(extras[4],),
        instead=(("not normalised", extras[5]),),
        biased=True,
    )

    found = find(actual, expected, rtol, clues)

    assert found is None or found.kind == "the shape is transposed"


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 11))
def test_one_wrong_entry_is_no_pattern_of_all(seed, at):
    """A single entry that is off is no factor, no order and no other step."""
    rng = np.random.default_rng(seed)
    expected, before = rng.standard_normal((3, 4)), rng.standard_normal((3, 4))
    actual = expected.copy()
    actual.flat[at] += rng.uniform(0.5, 2)

    assert kind(actual, expected, before=(before,), inputs=(("x", before),)) in {"", "clipped"}


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([2.0, 0.25, -1.0, -3.0]))
def test_a_factor_of_all_but_one_entry_is_no_factor(seed, factor):
    """A pattern that fits eleven of twelve entries is not told."""
    rng = np.random.default_rng(seed)
    expected = rng.standard_normal((3, 4))
    actual = factor * expected
    actual[2, 1] += 0.1

    assert kind(actual, expected, constants={"the batch size": 4.0}) == ""
