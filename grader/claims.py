"""Ask for a gradient as a network would, and see that it answers like one. Knows no differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.compare import Array, as_float, heading, index_of_largest, misfit, position
from grader.diagnosis import Diagnosis
from grader.differences import Evaluate
from grader.gradreport import GradientReport, GradientVerdict
from grader.guesses import Kind

Forward = Callable[[Array], object]
Backward = Callable[[Any], object]
Calls = Sequence[tuple[str, Any]]
Ahead = Callable[[Calls], Sequence[object] | None]
"""Gives the answers to calls of ``"forward"`` and ``"backward"`` with an argument, or None if it cannot."""

_REPEATABLE = 1024
"""Machine epsilons by which two runs may differ: a sum may be taken in another order."""


class Stop(Exception):
    """Ends a check early with its report."""

    def __init__(self, verdict: GradientVerdict, message: str, **details: Any) -> None:
        super().__init__(message)
        self.report = GradientReport(verdict, message, details=details)

    def told(self, diagnosis: Diagnosis | None) -> GradientReport:
        """Return the report with what was found out about the gradient in its message."""
        if diagnosis is None:
            return self.report
        words = f" ({diagnosis.words})"
        message = self.report.message.removesuffix(words) + words
        found = {"pattern": diagnosis.words, "pattern_kind": diagnosis.kind}
        return replace(self.report, message=message, details=self.report.details | found)


class Misshapen(Stop):
    """Ends a check at a gradient of the wrong shape; *claim* is what backward gave for *error*."""

    def __init__(self, message: str, claim: Array, error: Array, **details: Any) -> None:
        super().__init__(GradientVerdict.WRONG_SHAPE, message, **details)
        self.claim, self.error = claim, error


@dataclass(frozen=True)
class Subject:
    """What is checked; hands out copies, so that nothing written in place reaches the next call."""

    forward: Forward
    backward: Backward
    x: Array
    name: str
    ahead: Ahead | None = None


def value_at(subject: Subject) -> Array:
    """Return the function's value at x, or stop if it is no array of finite floats."""
    return _right_value(subject, subject.forward(subject.x.copy()))


def _right_value(subject: Subject, value: Any) -> Array:
    """Return what forward gave, or stop if it is no array of finite floats."""
    name = f"{subject.name}: forward"
    if wrong := misfit(value, value.shape if isinstance(value, np.ndarray) else (), name=name):
        raise Stop(GradientVerdict.WRONG_TYPE, wrong.message, **wrong.details)
    array = _no_wider_than_float64(np.array(value))
    if array.dtype.kind != "f" or array.dtype == np.float16:
        words = f"{heading(name)}returned {array.dtype}, too coarse for a slope: use float64"
        raise Stop(GradientVerdict.WRONG_TYPE, words, dtype=str(array.dtype))
    _require_finite(array, name)
    return array


def _gradient(subject: Subject, error: Array) -> Array:
    """Return the gradient that backward claims for *error*, or stop if it cannot be one."""
    name = f"gradient of {subject.name}"
    claim = subject.backward(_handed(error))
    if wrong := misfit(claim, subject.x.shape, name=name):
        shaped = "expected_shape" in wrong.details and np.asarray(claim).dtype.kind in "iuf"
        if shaped:
            raise Misshapen(wrong.message, np.array(claim), error, **wrong.details)
        raise Stop(GradientVerdict.WRONG_TYPE, wrong.message, **wrong.details)
    array = _no_wider_than_float64(np.array(claim).reshape(subject.x.shape))
    _require_finite(array, name)
    return array


def _no_wider_than_float64(array: Array) -> Array:
    """Return *array*, a longdouble as float64: what float64 cannot hold is infinite."""
    with np.errstate(over="ignore"):
        return array.astype(np.float64) if array.dtype.itemsize > 8 else array


def _require_finite(array: Array, name: str) -> None:
    """Stop at NaN or an infinity, naming the first one."""
    bad = ~np.isfinite(array)
    if bad.any():
        index = index_of_largest(bad)
        where = f"; first at {position(index)}" if index else ""
        words = f"{heading(name)}{bad.sum()} of {bad.size} entries are NaN or infinite{where}"
        raise Stop(GradientVerdict.NOT_FINITE, words, count=int(bad.sum()), index=list(index))


def error_tensors(value: Array, count: int, rng: np.random.Generator) -> list[Array]:
    """Return the random error tensors; for a single number only 1, as a loss ignores it."""
    if value.size <= 1:
        return [np.ones(value.shape)]
    return [rng.standard_normal(value.shape) for _ in range(count)]


def _handed(error: Array) -> Any:
    """Return an error tensor as it is handed over: a copy, or a number."""
    return error.copy() if error.ndim else float(error)


def claimed_gradients(
    subject: Subject, value: Array, errors: Sequence[Array], earlier: Sequence[Array] = ()
) -> list[Array]:
    """
    Return the gradient claimed for each error tensor; stop if backward repeats or scales wrongly.

    Where the subject can, it is asked for all answers ahead. If something about them is wrong, all is asked
    again, one by one, which can be looked into on the way; what was wrong the first time stays wrong.
    """
    answers = subject.ahead(_calls(subject, value, errors)) if subject.ahead else None
    if answers is None:
        return _claimed(subject, value, errors, earlier)
    given = iter(answers)
    told = replace(subject, forward=lambda _: next(given), backward=lambda _: next(given))
    try:
        return _claimed(told, value, errors, earlier)
    except (Stop, StopIteration):
        now = value_at(subject)  # what was asked for may have moved it
        _claimed(subject, now if now.shape == value.shape else value, errors, earlier)
        raise _stop(GradientVerdict.UNREPEATABLE, subject, _ONCE, None) from None


def _calls(subject: Subject, value: Array, errors: Sequence[Array]) -> Calls:
    """Return what `_claimed` asks for, in its order."""
    after = [[errors[0], errors[0]], *([error] for error in errors[1:])]
    after += [[np.zeros(value.shape)]] if value.size > 1 else []
    return [
        call
        for each in after
        for call in (("forward", subject.x.copy()), *(("backward", _handed(error)) for error in each))
    ]


def _claimed(
    subject: Subject, value: Array, errors: Sequence[Array], earlier: Sequence[Array]
) -> list[Array]:
    """Ask for one gradient after the other, each after a forward of its own."""
    claims = []
    for error in errors:
        require_repeatable(subject, value)
        claims.append(_gradient(subject, error))
        if len(claims) == 1 and not _same(again := _gradient(subject, error), claims[0]):
            raise _stop(
                GradientVerdict.UNREPEATABLE, subject, _CHANGES, _change(subject, error, claims[0], again)
            )
    if value.size > 1:
        require_repeatable(subject, value)
        nothing = _gradient(subject, np.zeros(value.shape))
        if not _zero_beside(nothing, claims[0]):
            raise _stop(GradientVerdict.WRONG, subject, _NOT_ZERO, _remainder(nothing, claims, earlier))
    return claims


_ONCE = "was not right the first time that it was asked for: does what is stored get there too late?"
_CHANGES = "differs when backward runs twice after one forward: is what was stored changed?"
_NOT_ZERO = "is not zero for an error_tensor of zeros: is it multiplied by the error_tensor?"


def _stop(verdict: GradientVerdict, subject: Subject, words: str, found: Diagnosis | None) -> Stop:
    """Return the end of a check with what was found out."""
    plain = Stop(verdict, f"gradient of {subject.name} {words}")
    told = plain.told(found)
    return Stop(verdict, told.message, **told.details)


def _change(subject: Subject, error: Array, first: Array, second: Array) -> Diagnosis | None:
    """Return how a gradient changes when backward runs again and again after one forward."""
    third = _gradient(subject, error)
    with np.errstate(over="ignore"):
        if _same(third - second, second - first):
            words = "each call adds to the gradient of the call before: set it anew"
            return Diagnosis(str(Kind.ADDED_UP), words)
    if error.ndim and _same(third, second) and _same(_gradient(subject, -2.0 * error), second):
        return Diagnosis(str(Kind.STALE), "it belongs to the error_tensor of the call before")
    return None


def _remainder(nothing: Array, claims: Sequence[Array], earlier: Sequence[Array]) -> Diagnosis:
    """Return what a gradient is that does not vanish with the error tensor."""
    if all(_same(claim, nothing) for claim in claims):
        if any(_same(claims[0], as_float(answer)) for answer in earlier if answer.shape == nothing.shape):
            return Diagnosis(str(Kind.STALE), "it is the answer to an earlier call")
        return Diagnosis(str(Kind.NO_ERROR), "it is the same for every error_tensor")
    if _same(nothing, claims[-1]):
        return Diagnosis(str(Kind.STALE), "it belongs to the error_tensor of the call before")
    return Diagnosis(str(Kind.NO_ERROR), "a part of it is not multiplied by the error_tensor")


class Again:
    """
    Evaluates, and runs forward at x again after each row of points: in one go, where the points are.

    Args:
        evaluate: Gives the values of the subject's forward at a list of points.
    """

    def __init__(self, evaluate: Evaluate, subject: Subject) -> None:
        self._evaluate, self._subject = evaluate, subject
        self._last: Sequence[object] = ()

    def __call__(self, points: Sequence[Array]) -> Sequence[object]:
        """Return the values at *points*."""
        values = self._evaluate([*points, self._subject.x.copy()])
        self._last = values[len(points) :]
        return values[: len(points)]

    def require_repeatable(self, value: Array) -> None:
        """Stop if the last run at x gave another value than *value*, which the first one gave."""
        again = [_right_value(self._subject, last) for last in self._last]
        _require_same(self._subject, again[0] if again else value_at(self._subject), value)


def require_repeatable(subject: Subject, value: Array) -> None:
    """Run forward at x again; stop if it gives another value than before."""
    _require_same(subject, value_at(subject), value)


def _require_same(subject: Subject, again: Array, value: Array) -> None:
    if again.shape != value.shape or not _same(again, value):
        words = "forward differs when it runs again on the same input: is it random, or does it keep state?"
        raise Stop(GradientVerdict.UNREPEATABLE, heading(subject.name) + words)


def _zero_beside(nothing: Array, claim: Array) -> bool:
    """Tell whether *nothing* adds no more to *claim* than rounding."""
    with np.errstate(over="ignore"):
        return _same(nothing + claim, claim)


def _same(first: Array, second: Array) -> bool:
    """Tell whether two results agree to the rounding of a sum taken in another order."""
    eps = max(np.finfo(a.dtype).eps if a.dtype.kind == "f" else 0.0 for a in (first, second))
    largest = np.abs(second).max(initial=0.0)
    with np.errstate(over="ignore"):
        apart = np.abs(as_float(first) - as_float(second))
    return bool(np.all(apart <= _REPEATABLE * float(eps) * largest))
