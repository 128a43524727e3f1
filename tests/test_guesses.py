"""What a case knows of a function, and when a guess explains what was claimed."""

from __future__ import annotations

import numpy as np
import pytest

from grader import guesses
from grader.guesses import Case

X = np.array([[0.5, -1.0], [2.0, 0.25], [-0.75, 1.5]])
ERRORS = np.random.default_rng(0).standard_normal((2, 3, 2))


def case(claims, numeric, jacobian=None, value=X, **more):
    """Return a case at X, with claims and slopes for two error tensors."""
    known = more.pop("known", np.ones(X.shape, dtype=bool))
    errors = more.pop("errors", ERRORS)
    doubt = np.zeros(np.shape(numeric))
    return Case(X, value, errors, claims, numeric, known, doubt, 1e-6, jacobian, **more)


class TestExplained:
    """`Case.explained_by` and `Case.is_true`."""

    def test_a_guess_must_give_every_claim(self):
        """One entry of one error tensor that is off is enough."""
        numeric = 1.0 + np.abs(ERRORS)
        off = 2 * numeric
        off[1, 2, 1] *= 1.001

        assert case(2 * numeric, numeric).explained_by(2 * numeric)
        assert not case(off, numeric).explained_by(2 * numeric)

    def test_the_right_gradient_explains_nothing(self):
        """A guess that is the truth cannot be the mistake."""
        numeric = 1.0 + np.abs(ERRORS)

        assert not case(numeric, numeric).explained_by(numeric)
        assert not case(numeric, numeric).explained_by(numeric * (1 + 1e-6))

    def test_unknown_entries_do_not_count(self):
        """What lies at a kink may be anything."""
        numeric, known = 1.0 + np.abs(ERRORS), np.array([[True, True], [True, False], [True, True]])
        claims = 2 * numeric
        claims[:, 1, 1] = 99

        assert case(claims, numeric, known=known).explained_by(2 * numeric)
        assert not case(claims, numeric).explained_by(2 * numeric)

    def test_uncertain_slopes_allow_what_they_leave_open(self):
        """Three times their doubt."""
        numeric = 1.0 + np.abs(ERRORS)
        claims = 2 * numeric + 0.002
        wrong = case(claims, numeric)
        doubtful = Case(*[getattr(wrong, n) for n in ("x", "value", "errors", "claims", "numeric", "known")],
                        np.full(numeric.shape, 0.001), 1e-6)  # fmt: skip

        assert not wrong.explained_by(2 * numeric)
        assert doubtful.explained_by(2 * numeric)

    def test_a_truth_needs_most_entries(self):
        """Of two known entries little is known."""
        numeric = 1.0 + np.abs(ERRORS)
        few = np.zeros(X.shape, dtype=bool)
        few[0] = True

        assert case(2 * numeric, numeric).is_true(numeric)
        assert not case(2 * numeric, numeric).is_true(1.001 * numeric)
        assert not case(2 * numeric, numeric, known=few).is_true(numeric)


class TestJacobian:
    """What the Jacobian shows of a function."""

    def test_a_diagonal_one_is_that_of_an_entrywise_function(self):
        """Its slopes are those of the entries."""
        slopes = np.arange(1.0, 7.0)

        assert np.array_equal(case(ERRORS, ERRORS, np.diag(slopes)).slopes, slopes.reshape(3, 2))

    def test_anything_beside_the_diagonal_mixes_entries(self):
        """Then no entry has a slope of its own."""
        jacobian = np.diag(np.arange(1.0, 7.0))
        jacobian[0, 1] = 0.01

        assert case(ERRORS, ERRORS, jacobian).slopes is None
        assert case(ERRORS, ERRORS).slopes is None

    def test_blocks_are_those_of_the_rows(self):
        """Each row of the value hangs on its own row of the input."""
        weights = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
        jacobian = np.kron(np.eye(3), weights)
        made = case(ERRORS, ERRORS, jacobian, value=X @ weights)

        assert np.array_equal(made.blocks, [weights] * 3)

    def test_rows_that_mix_have_no_blocks(self):
        """As in a normalisation over the batch."""
        jacobian = np.kron(np.eye(3), np.ones((2, 2)))
        jacobian[0, 4] = 0.5

        assert case(ERRORS, ERRORS, jacobian).blocks is None


@pytest.mark.parametrize(
    "guesser",
    [
        guesses.without_slope,
        guesses.entrywise,
        guesses.bias,
        guesses.samples,
        guesses.matrices,
    ],
)
def test_a_guesser_is_silent_where_its_shapes_are_not_there(guesser):
    """A loss, and a function of which no Jacobian is known, give no guess about layers."""
    number = case(ERRORS[:1], ERRORS[:1], value=np.array(1.5), errors=np.ones(1))

    assert list(guesser(number)) == []


def test_slopes_at_the_output_are_asked_for_once():
    """And not at all where the function is no entrywise one."""
    asked = []

    def slopes_at(point):
        asked.append(point)

    diagonal = np.diag(np.arange(1.0, 7.0))
    list(guesses.entrywise(case(ERRORS, ERRORS, diagonal, slopes_at=slopes_at)))
    list(guesses.entrywise(case(ERRORS, ERRORS, diagonal + 1, slopes_at=slopes_at)))

    assert len(asked) == 1
    assert asked[0] is X


def test_an_earlier_answer_is_a_guess_for_every_error_tensor():
    """So is the gradient of the error tensor before."""
    before, answer = list(guesses.stale(case(ERRORS, 2 * ERRORS, earlier=(X,))))

    assert np.array_equal(before.gradients[1], 2 * ERRORS[0])
    assert np.array_equal(answer.gradients, [X, X])


def test_a_sample_of_a_large_gradient_is_not_mixed():
    """Guesses that need all entries are not made from a few."""
    few = np.zeros(X.shape, dtype=bool)
    few[0, 0] = True

    assert list(guesses.moved(case(ERRORS, ERRORS, known=few))) == []
    assert list(guesses.bias(case(ERRORS, ERRORS, known=few))) == []
