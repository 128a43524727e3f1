"""What is gathered about a wrong gradient, and how few evaluations that takes."""

from __future__ import annotations

import numpy as np
import pytest

from grader.casework import MOST_VALUES, Recorder, case_of, numeric_gradient, sides_taken
from grader.differences import FLOAT64, Probe
from grader.errors import InternalFault
from grader.evidence import Evidence, Tolerance, examine
from grader.lines import entry_lines

X = np.array([[0.5, -1.0], [2.0, 0.25], [-0.75, 1.5]])
FLAT = np.arange(X.size)


def probe_of(function, errors, x=X, calls=None):
    """Return a probe with a recorder; *calls* takes the number of points asked for."""

    def evaluate(points):
        if calls is not None:
            calls.append(len(points))
        return [function(point) for point in points]

    value = np.asarray(function(x), dtype=float)
    return Probe(Recorder(evaluate), x, value, errors.reshape(len(errors), -1), FLOAT64)


def gathered(function, claim, calls=None, x=X):
    """Return the case of a function whose claimed gradient is *claim* for one random error tensor."""
    errors = np.random.default_rng(0).standard_normal((1, *np.shape(function(x))))
    probe = probe_of(function, errors, x, calls)
    claims = np.asarray(claim(errors), dtype=float).reshape(1, *x.shape)
    flat = np.arange(x.size)
    lines = entry_lines(x, flat)
    found = examine(probe, lines, claims.reshape(1, -1).T, Tolerance(1e-6, 1e-9, 1e-4))
    return case_of(probe, errors, claims, found, flat)


def test_the_jacobian_costs_no_evaluation():
    """It is put together from the values next to every entry that were asked for anyway."""
    calls, weights = [], np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])

    case = gathered(lambda x: x @ weights, lambda e: 2 * e @ weights.T, calls)

    before = list(calls)
    assert np.allclose(case.blocks, [weights] * 3, rtol=1e-8)
    assert calls == before


def test_the_slopes_are_those_of_the_function():
    """With their doubt, at every entry."""
    case = gathered(np.sin, lambda e: e)

    assert np.allclose(case.numeric, case.errors * np.cos(X), rtol=1e-8)
    assert case.known.all()
    assert (case.doubt < 1e-6).all()


def test_the_slope_at_another_point_takes_two_evaluations():
    """All entries move at once."""
    calls = []
    case = gathered(np.sin, lambda e: e, calls)
    calls.clear()

    slopes = case.slopes_at(case.value)

    assert np.allclose(slopes, np.cos(np.sin(X)), rtol=1e-8)
    assert calls == [2]


def test_entries_at_kinks_are_unknown():
    """They are no part of the diagnosis."""
    x = X.copy()
    x[1, 0] = 0.0

    case = gathered(lambda x: np.maximum(x, 0), lambda e: -e * (x > 0), x=x)

    assert np.argwhere(~case.known).tolist() == [[1, 0]]


@pytest.mark.parametrize("doubt, known", [(1e-9, 6), (1e-2, 0)])
def test_without_certain_slopes_nothing_is_known(doubt, known):
    """A diagnosis out of noise would be one of anything."""
    ones, none = np.ones((X.size, 1)), np.zeros(X.size, dtype=bool)
    evidence = Evidence(2 * ones, ones, ones > 0, none, none, True, 1e-5, doubt * ones)
    errors = np.ones((1, *X.shape))

    case = case_of(probe_of(np.sin, errors), errors, 2 * errors, evidence, FLAT)

    assert case.known.sum() == known


def test_a_large_value_has_no_jacobian():
    """It would take more memory than the finding is worth."""
    wide = np.ones((2, MOST_VALUES))

    assert gathered(lambda x: x @ wide, lambda e: e @ wide.T * 2).jacobian is None


class TestSides:
    """`sides_taken`: how a gradient goes on at kinks."""

    @pytest.mark.parametrize("slope, side", [(0.0, "left"), (1.0, "right"), (0.5, ""), (7.0, "")])
    def test_the_side_is_the_one_whose_slope_is_claimed(self, slope, side):
        """For every error tensor, or it is neither."""
        errors = np.random.default_rng(0).standard_normal((2, 3))
        probe = probe_of(lambda x: np.maximum(x, 0), errors, np.array([0.0, 1.0, -1.0]))
        kinks = np.array([True, False, False])
        nothing = np.zeros((3, 2))
        evidence = Evidence(nothing, nothing, nothing > 0, kinks, ~kinks, True, 1e-6)

        sides = sides_taken(probe, errors * [slope, 1, 0], evidence, np.arange(3))

        assert sides == [side]

    def test_no_kink_costs_no_evaluation(self):
        """There is nothing to ask for."""
        calls, none = [], np.zeros(3, dtype=bool)
        probe = probe_of(np.sin, np.ones((1, 3)), np.ones(3), calls)
        evidence = Evidence(*[np.zeros((3, 1))] * 2, np.zeros((3, 1), bool), none, none, True, 1e-6)

        assert sides_taken(probe, np.ones((1, 3)), evidence, np.arange(3)) == []
        assert calls == []


@pytest.mark.parametrize("fault, raised", [(ValueError, False), (InternalFault, True)])
def test_what_student_code_raises_on_the_way_is_no_finding(fault, raised):
    """A fault of ours is."""
    probe = probe_of(np.sin, np.ones((1, 6)))

    def broken(points):
        raise fault("here")

    broken_probe = Probe(broken, X, probe.value, probe.cotangents, FLOAT64)
    if raised:
        with pytest.raises(fault):
            numeric_gradient(broken_probe)
    else:
        assert numeric_gradient(broken_probe) is None
    assert np.allclose(numeric_gradient(probe), np.cos(X), rtol=1e-8)
