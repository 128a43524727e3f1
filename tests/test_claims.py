"""How a gradient is asked for: the protocol of forward and backward, and what ends a check early."""

from __future__ import annotations

import numpy as np
import pytest

from grader.claims import (
    Again,
    Stop,
    Subject,
    claimed_gradients,
    error_tensors,
    require_repeatable,
    value_at,
)
from grader.gradreport import GradientVerdict as Verdict

X = np.linspace(0.1, 1.2, 12).reshape(3, 4)


def subject(forward=np.sin, backward=lambda error: error * np.cos(X), x=X, name="weights"):
    """Return a subject, by default a right sine."""
    return Subject(forward, backward, x, name)


def stop_of(function, *args):
    """Return the report with which a call ends the check."""
    with pytest.raises(Stop) as caught:
        function(*args)
    report = caught.value.report
    assert not report.passed
    assert str(caught.value) == report.message
    return report


def stop_of_backward(backward, x=X):
    """Return the report with which a sine with this backward ends the check."""
    asked = subject(backward=backward, x=x)
    return stop_of(claimed_gradients, asked, np.sin(x), [np.ones(x.shape)])


class TestValue:
    """`value_at`: what forward may return."""

    def test_a_value_keeps_its_shape_and_dtype(self):
        """The value comes as forward gave it."""
        value = value_at(subject(lambda x: x.astype(np.float32)[:2]))

        assert (value.shape, value.dtype) == ((2, 4), np.float32)

    @pytest.mark.parametrize(
        "wrap, shape", [(float, ()), (np.float64, ()), (np.array, ()), (lambda y: np.array([[y]]), (1, 1))]
    )
    def test_a_loss_may_come_in_any_form_of_a_number(self, wrap, shape):
        """A float, a NumPy scalar and arrays of one entry are values."""
        value = value_at(subject(lambda x: wrap(x.sum())))

        assert (value.shape, float(value.sum())) == (shape, X.sum())

    def test_a_value_is_a_copy(self):
        """A layer may return the same buffer each time."""
        buffer = np.ones(2)

        value = value_at(subject(lambda x: buffer))
        buffer[:] = 5

        assert value.tolist() == [1, 1]

    def test_forward_gets_a_copy_of_x(self):
        """What forward writes into its argument reaches nobody."""
        x = X.copy()

        value_at(subject(lambda given: np.multiply(given, 0, out=given), x=x))

        assert np.array_equal(x, X)

    @pytest.mark.parametrize("value", [None, [1.0], "x", True, 1j, np.array([True, False]), np.array([1j])])
    def test_what_is_no_array_of_numbers_has_the_wrong_type(self, value):
        """None, a list, a text, truth values and complex numbers are no values."""
        report = stop_of(value_at, subject(lambda x: value))

        assert report.verdict is Verdict.WRONG_TYPE
        assert report.message.startswith("weights: forward: ")

    @pytest.mark.parametrize("dtype", ["int64", "uint8", "float16"])
    def test_a_value_too_coarse_for_a_slope_has_the_wrong_type(self, dtype):
        """Integers have no slope, and two digits show none."""
        report = stop_of(value_at, subject(lambda x: x.astype(dtype)))

        assert report.verdict is Verdict.WRONG_TYPE
        assert report.message == f"weights: forward: returned {dtype}, too coarse for a slope: use float64"
        assert report.details == {"dtype": dtype}

    @pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
    def test_a_value_that_is_not_finite_is_told_with_its_place(self, bad):
        """NaN in forward is told as such, not as a wrong gradient."""
        report = stop_of(value_at, subject(lambda x: np.where(x > 1.0, bad, x)))

        assert report.verdict is Verdict.NOT_FINITE
        assert report.message == "weights: forward: 2 of 12 entries are NaN or infinite; first at [2, 2]"
        assert report.details == {"count": 2, "index": [2, 2]}

    def test_a_number_that_is_not_finite_has_no_place(self):
        """A loss of NaN is told without an index."""
        report = stop_of(value_at, subject(lambda x: float("nan")))

        assert report.message == "weights: forward: 1 of 1 entries are NaN or infinite"

    def test_what_float64_cannot_hold_is_infinite(self):
        """Wider floats are judged as float64."""
        wide = np.longdouble(2) ** 2000 if np.finfo(np.longdouble).maxexp > 2000 else np.longdouble(np.inf)

        report = stop_of(value_at, subject(lambda x: x.astype(np.longdouble) * wide))

        assert report.verdict is Verdict.NOT_FINITE

    def test_exceptions_of_the_submission_come_through(self):
        """What forward raises is not swallowed."""

        def forward(x):
            raise NotImplementedError

        with pytest.raises(NotImplementedError):
            value_at(subject(forward))


class TestErrorTensors:
    """`error_tensors`: what backward is called with."""

    def test_they_are_random_and_signed(self):
        """As many as asked for, like the value, all different, each with both signs."""
        errors = error_tensors(np.ones((4, 5)), 3, np.random.default_rng(0))

        assert [error.shape for error in errors] == [(4, 5)] * 3
        assert len({error.tobytes() for error in errors}) == 3
        assert all((error > 0).any() and (error < 0).any() for error in errors)

    def test_the_same_seed_draws_the_same(self):
        """Nothing but the generator is random."""
        first, second = (error_tensors(np.ones(3), 2, np.random.default_rng(7)) for _ in range(2))

        assert np.array_equal(first, second)

    @pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
    def test_a_number_gets_a_single_one(self, shape):
        """A loss ignores its error tensor, so any other value would call it wrong."""
        errors = error_tensors(np.full(shape, 3.5), 3, np.random.default_rng(0))

        assert [error.shape for error in errors] == [shape]
        assert errors[0] == 1.0


class TestClaims:
    """`claimed_gradients`: what backward may return, and when it is called."""

    def test_each_error_tensor_has_its_gradient(self):
        """The gradients come in the order of the error tensors."""
        errors = error_tensors(X, 3, np.random.default_rng(0))

        claims = claimed_gradients(subject(), np.sin(X), errors)

        assert np.array_equal(claims, [error * np.cos(X) for error in errors])

    def test_backward_follows_forward(self):
        """One forward at x before each error tensor, the first one asked for twice, zeros last."""
        calls = []

        def forward(x):
            calls.append("forward" if np.array_equal(x, X) else "elsewhere")
            return np.sin(x)

        def backward(error):
            calls.append(float(error[0, 0]))
            return error * np.cos(X)

        claimed_gradients(subject(forward, backward), np.sin(X), [np.full(X.shape, k) for k in (1.0, 2.0)])

        assert calls == ["forward", 1.0, 1.0, "forward", 2.0, "forward", 0.0]

    def test_backward_may_overwrite_what_it_gets_and_what_it_gave(self):
        """Error tensors go in, and gradients come out, as copies."""
        errors, buffer = error_tensors(X, 2, np.random.default_rng(0)), np.zeros(X.shape)
        before = [error.copy() for error in errors]

        def backward(error):
            buffer[:] = error * np.cos(X)
            error[:] = 0
            return buffer

        claims = claimed_gradients(subject(backward=backward), np.sin(X), errors)

        assert np.array_equal(errors, before)
        assert np.array_equal(claims, [error * np.cos(X) for error in before])

    @pytest.mark.parametrize("shape, given", [((), 1.0), ((1, 1), np.ones((1, 1)))])
    def test_the_backward_of_a_loss_is_called_with_one_alone(self, shape, given):
        """A number's backward gets a float, an array's an array; neither is asked with zero."""
        seen = []

        def backward(error):
            seen.append(error)
            return np.ones(X.shape)

        asked = subject(lambda x: np.full(shape, x.sum()), backward)
        claimed_gradients(asked, value_at(asked), [np.ones(shape)])

        assert [type(error) for error in seen] == [type(given)] * 2
        assert all(np.array_equal(error, given) for error in seen)

    def test_a_number_as_x_may_have_a_gradient_of_one_entry(self):
        """For an x without dimensions an array of one entry is a number too."""
        asked = subject(np.sin, lambda error: np.array([[np.cos(0.5)]]), np.array(0.5))

        (claim,) = claimed_gradients(asked, value_at(asked), [np.ones(())])

        assert (claim.shape, float(claim)) == ((), np.cos(0.5))

    @pytest.mark.parametrize("claim", [None, [1.0], "x", X > 0, X * 1j, np.array([True])])
    def test_what_is_no_array_of_numbers_has_the_wrong_type(self, claim):
        """Not even of the wrong shape: a list, truth values and complex numbers are no gradients."""
        report = stop_of_backward(lambda error: claim)

        assert report.verdict is Verdict.WRONG_TYPE
        assert report.message.startswith("gradient of weights: ")

    @pytest.mark.parametrize("claim", [X[:1], X[:, :1], 0.5, X.ravel(), X[None]])
    def test_a_gradient_that_would_broadcast_has_the_wrong_shape(self, claim):
        """A row or a column for a matrix, and a number for an array, are refused."""
        report = stop_of_backward(lambda error: claim)

        assert report.verdict is Verdict.WRONG_SHAPE
        assert report.details["expected_shape"] == [3, 4]

    def test_a_transposed_gradient_is_told(self):
        """A gradient of shape (4, 3) for an x of (3, 4) is called transposed."""
        report = stop_of_backward(lambda error: X.T)

        assert report.verdict is Verdict.WRONG_SHAPE
        assert report.message == (
            "gradient of weights: got an array of shape (4, 3), "
            "expected an array of shape (3, 4) (transposed)"
        )

    @pytest.mark.parametrize("bad", [np.nan, np.inf])
    def test_a_gradient_that_is_not_finite_is_told_with_its_place(self, bad):
        """One NaN or infinity is enough."""
        report = stop_of_backward(lambda error: np.where(np.isin(X, X[1, 2]), bad, error))

        assert report.verdict is Verdict.NOT_FINITE
        assert report.message == "gradient of weights: 1 of 12 entries are NaN or infinite; first at [1, 2]"

    def test_a_gradient_that_adds_up_is_unrepeatable(self):
        """A backward that adds to the last gradient differs when it runs twice."""
        total = np.zeros(X.shape)

        report = stop_of_backward(lambda error: np.add(total, error, out=total))

        assert report.verdict is Verdict.UNREPEATABLE
        assert "differs when backward runs twice after one forward" in report.message
        assert report.details["pattern_kind"] == "added to the gradient of the call before"
        assert report.message.endswith("(each call adds to the gradient of the call before: set it anew)")

    def test_a_gradient_one_call_late_is_told(self):
        """What comes back is the gradient of the error tensor before."""
        calls = [np.zeros(X.shape)]

        def backward(error):
            calls.append(error * np.cos(X))
            return calls[-2]

        report = stop_of_backward(backward)

        assert report.verdict is Verdict.UNREPEATABLE
        assert report.details["pattern_kind"] == "the answer of an earlier call"

    def test_a_gradient_that_changes_otherwise_has_no_name(self):
        """Random gradients, and those that shrink from call to call, are unrepeatable and no more."""
        noise, factors = np.random.default_rng(0), iter(0.5 ** np.arange(9.0))

        for backward in (lambda error: noise.random(X.shape), lambda error: next(factors) * error):
            report = stop_of_backward(backward)

            assert report.verdict is Verdict.UNREPEATABLE
            assert "pattern_kind" not in report.details

    @pytest.mark.parametrize("size", [1e-9, 1.0, 1.7e308])
    def test_a_gradient_not_multiplied_by_the_error_tensor_is_wrong(self, size):
        """An error tensor of zeros must give a gradient of zeros, of whatever size it else is."""
        report = stop_of_backward(lambda error: np.full(X.shape, size))

        assert report.verdict is Verdict.WRONG
        assert "is not zero for an error_tensor of zeros" in report.message
        assert report.message.endswith("(it is the same for every error_tensor)")
        assert report.details["pattern_kind"] == "not multiplied by the error tensor"

    def test_a_part_without_the_error_tensor_is_told(self):
        """A gradient that moves with the error tensor, but does not vanish with it."""
        report = stop_of_backward(lambda error: error * np.cos(X) + 1)

        assert report.message.endswith("(a part of it is not multiplied by the error_tensor)")

    def test_the_gradient_of_the_error_tensor_before_is_told(self):
        """Zeros that come back as the last gradient were not looked at."""
        kept = {}

        def backward(error):
            kept["last"] = error if error.any() else kept["last"]
            return kept["last"] * np.cos(X)

        report = stop_of(claimed_gradients, subject(backward=backward), np.sin(X), [X, 2 * X])

        assert report.details["pattern_kind"] == "the answer of an earlier call"

    def test_the_answer_to_an_earlier_call_is_told(self):
        """The same for every error tensor, and known from before."""
        before = np.cos(3 * X)
        asked = subject(backward=lambda error: before)

        report = stop_of(claimed_gradients, asked, np.sin(X), [X], [np.ones(3), before])

        assert report.message.endswith("(it is the answer to an earlier call)")

    def test_a_random_forward_is_told_before_its_gradient(self):
        """Dropout is told as random, not as wrong."""
        noise = np.random.default_rng(0)

        report = stop_of(
            claimed_gradients, subject(lambda x: x * noise.random(x.shape)), np.sin(X), [np.ones(X.shape)]
        )

        assert report.verdict is Verdict.UNREPEATABLE
        assert report.message.startswith("weights: forward differs when it runs again on the same input")


class TestRepeatable:
    """`require_repeatable`: forward gives the same again."""

    @pytest.mark.parametrize("change", [0.0, 2.0**-50, -(2.0**-45)])
    def test_a_sum_in_another_order_is_the_same(self, change):
        """Threads may add up differently: some rounding, relative to the largest entry, is allowed."""
        assert require_repeatable(subject(lambda x: np.sin(x) + change), np.sin(X)) is None

    @pytest.mark.parametrize("change", [2.0**-40, 1.0, -1.0])
    def test_what_moves_by_more_than_rounding_is_unrepeatable(self, change):
        """State that shows in the value ends the check."""
        report = stop_of(require_repeatable, subject(lambda x: np.sin(x) + change), np.sin(X))

        assert report.verdict is Verdict.UNREPEATABLE

    def test_float32_is_allowed_its_own_rounding(self):
        """What float64 would be refused for, float32 may."""
        value = np.sin(X).astype(np.float32)

        assert require_repeatable(subject(lambda x: value + np.float32(2.0**-20)), value) is None

    def test_another_shape_is_another_value(self):
        """A row that would broadcast to the value is not the same."""
        report = stop_of(require_repeatable, subject(lambda x: np.ones((1, 4))), np.ones((3, 4)))

        assert report.verdict is Verdict.UNREPEATABLE


class TestAgain:
    """`Again`: the run that must give the same is asked for together with others."""

    def test_x_is_run_after_each_row_of_points(self):
        """In a call of its own, with a copy; the values are those of the points."""
        rows = []

        def evaluate(points):
            rows.append(points)
            return [np.sin(point) for point in points]

        again = Again(evaluate, subject())
        values = again([X + 1, X + 2])

        assert np.array_equal(values, np.sin([X + 1, X + 2]))
        assert again.require_repeatable(np.sin(X)) is None
        assert len(rows) == 1
        assert np.array_equal(rows[0], [X + 1, X + 2, X])
        assert rows[0][-1] is not X

    @pytest.mark.parametrize(
        "last, verdict",
        [
            (np.sin(X) + 2.0**-40, Verdict.UNREPEATABLE),
            (np.full(X.shape, np.nan), Verdict.NOT_FINITE),
            ("sine", Verdict.WRONG_TYPE),
        ],
        ids=["moved", "no number", "a text"],
    )
    def test_what_comes_last_must_be_the_value(self, last, verdict):
        """As it must where it is asked for alone."""
        again = Again(lambda points: [*map(np.sin, points[:-1]), last], subject())
        again([X + 1])

        assert stop_of(again.require_repeatable, np.sin(X)).verdict is verdict

    def test_what_was_not_asked_for_together_is_asked_for_alone(self):
        """An evaluation that gives too little costs nobody the proof."""
        again = Again(lambda points: [], subject(lambda x: np.sin(x) + 1))

        assert again([X]) == []
        assert stop_of(again.require_repeatable, np.sin(X)).verdict is Verdict.UNREPEATABLE

    def test_only_the_last_row_counts(self):
        """What an earlier one gave at x may have been asked for before the state moved."""
        given = iter([np.sin(X), np.sin(X) + 1])
        again = Again(lambda points: [next(given)], subject())
        again([])
        again([])

        assert stop_of(again.require_repeatable, np.sin(X)).verdict is Verdict.UNREPEATABLE


class Ahead:
    """Answers calls in one go, and remembers them."""

    def __init__(self, forward=np.sin, backward=lambda error: error * np.cos(X)):
        self.forward, self.backward, self.asked = forward, backward, []

    def __call__(self, calls):
        self.asked += calls
        return [getattr(self, which)(argument) for which, argument in calls]

    def subject(self, **alone):
        """Return a subject that is asked ahead, and whose functions fail the test unless they are given."""
        functions = {"forward": self.never, "backward": self.never} | alone
        return Subject(functions["forward"], functions["backward"], X, "weights", self)

    def never(self, argument):
        """Fail the test: all answers came ahead."""
        raise AssertionError("asked again")


class TestAhead:
    """All answers in one go, where the subject can."""

    ERRORS = (np.ones(X.shape), np.full(X.shape, 2.0))

    def test_the_calls_are_those_that_are_asked_for_one_by_one(self):
        """In their order, with their arguments; what is right is not asked for again."""
        ahead, alone = Ahead(), []

        def forward(x):
            alone.append(("forward", x.copy()))
            return np.sin(x)

        def backward(error):
            alone.append(("backward", error.copy()))
            return error * np.cos(X)

        claims = claimed_gradients(ahead.subject(), np.sin(X), self.ERRORS)
        others = claimed_gradients(subject(forward, backward), np.sin(X), self.ERRORS)

        assert [which for which, _ in ahead.asked] == [which for which, _ in alone]
        assert all(
            np.array_equal(mine[1], theirs[1]) for mine, theirs in zip(ahead.asked, alone, strict=True)
        )
        assert all(map(np.array_equal, claims, others))

    def test_a_loss_is_asked_for_two_gradients_of_one(self):
        """By a number, as one by one."""
        ahead = Ahead(lambda x: 2.0, lambda error: np.zeros(X.shape))

        claimed_gradients(ahead.subject(), np.array(2.0), [np.ones(())])

        assert [which for which, _ in ahead.asked] == ["forward", "backward", "backward"]
        assert ahead.asked[1][1] == 1.0
        assert type(ahead.asked[1][1]) is float

    @pytest.mark.parametrize("answers", [None, "wrong"])
    def test_what_is_wrong_is_asked_for_again_one_by_one(self, answers):
        """So that the same is told of it; and what cannot be asked ahead is asked so at once."""
        total = np.zeros(X.shape)

        def added_up(error):
            total[...] += error * np.cos(X)
            return total.copy()

        ahead = Ahead(backward=added_up) if answers else lambda calls: None
        asked = Subject(np.sin, added_up, X, "weights", ahead)

        report = stop_of(claimed_gradients, asked, np.sin(X), self.ERRORS)

        assert report.verdict is Verdict.UNREPEATABLE
        assert report.message.endswith("(each call adds to the gradient of the call before: set it anew)")

    def test_what_was_wrong_ahead_stays_wrong(self):
        """A backward that is right from the second time on is not right."""
        first = [np.zeros(X.shape)]

        def late(error):
            return first.pop() if first else error * np.cos(X)

        ahead = Ahead(backward=late)

        report = stop_of(
            claimed_gradients, ahead.subject(forward=np.sin, backward=late), np.sin(X), self.ERRORS
        )

        assert report.verdict is Verdict.UNREPEATABLE
        assert "was not right the first time" in report.message

    @pytest.mark.parametrize(
        "change", [lambda g: g[:2], lambda g: None, lambda g: g * np.nan, lambda g: g + 1]
    )
    def test_wrong_answers_are_told_as_those_to_single_calls(self, change):
        """Shapes, types, values that are not finite, and what does not vanish with the error tensor."""

        def wrong(error):
            return change(error * np.cos(X))

        asked = Ahead(backward=wrong).subject(forward=np.sin, backward=wrong)

        report = stop_of(claimed_gradients, asked, np.sin(X), self.ERRORS)

        assert report == stop_of(claimed_gradients, subject(backward=wrong), np.sin(X), self.ERRORS)
