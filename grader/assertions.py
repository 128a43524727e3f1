"""
What a check says of a submission: assertions that raise `CheckFailed` with a sentence for the student.

Knows neither how a student's code is run nor what becomes of a failure.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from grader import clues, compare, journal, pictures
from grader.errors import CheckFailed
from grader.exports import Kept
from grader.faults import StudentError
from grader.patterns import IN_PLACE, NOTHING
from grader.pipeline import pipelined, settled, unqueued
from grader.remote import Remote, RemoteMethod

Array = np.ndarray[Any, Any]

MOST_EARLIER = 16
"""Of the arrays that came back before a gradient check, those that a gradient is compared with."""


def expect(condition: bool, message: str) -> None:
    """Fail the check with *message* unless *condition* holds."""
    __tracebackhide__ = True
    if not condition:
        raise CheckFailed(message)


def assert_close(
    actual: object, expected: object, *, rtol: float = 1e-7, atol: float = 1e-12, name: str = ""
) -> None:
    """
    Fail the check unless *actual* equals *expected* up to rounding.

    Nothing is broadcast, NaN fails unless it is expected at that place, True is not 1.0. Where
    *actual* is float32 the tolerance is that of float32.

    Args:
        actual: What the student's code returned.
        expected: Shape and values that it must have; a number takes any array of one entry.
        rtol: Relative to each expected entry.
        atol: Absolute.
        name: What is compared, for the message: ``gradient_weights``.

    Raises:
        CheckFailed: They differ; says where most, and by which pattern.
    """
    __tracebackhide__ = True
    came, due = _value(actual, name), settled(expected)
    if compare.compare(came, due, rtol=rtol, atol=atol, name=name) is None:
        return
    known = clues.about(came, journal.current())  # takes time, and only a failure needs it
    mismatch = compare.compare(came, due, rtol=rtol, atol=atol, name=name, clues=known)
    if mismatch is not None:
        journal.current().end_with(came)
        raise CheckFailed(mismatch.message, mismatch.details | pictures.of_comparison(name, due, came))


def as_number(value: object, name: str = "loss") -> float:
    """
    Return *value* as a float: a number, or an array of one entry.

    Raises:
        CheckFailed: It is neither.
    """
    __tracebackhide__ = True
    came = _value(value, name)
    known = clues.about(came, journal.current()) if isinstance(came, np.ndarray) else NOTHING
    return compare.as_number(came, name, known)


def assert_gradient(
    forward: Callable[[Array], Any],
    backward: Callable[[Any], Any],
    x: Array,
    *,
    rng: np.random.Generator,
    name: str = "input_tensor",
    rtol: float = 1e-6,
    formula: str = "",
) -> None:
    """
    Fail the check unless *backward* is the derivative of *forward* at *x*.

    Args:
        forward: Maps *x* to an array or a number. Remote calls in it are pipelined: return their
            result without computing with it.
        backward: ``backward(dy)``, called right after ``forward(x)``, gives the gradient of
            ``sum(dy * forward(x))`` with respect to *x*. For a number ``dy`` is 1.0. Its remote calls are
            pipelined too, unless the check has handed over an `exported` object.
        x: Float64, away from kinks.
        rng: Draws the cotangents ``dy`` and the directions.
        name: What *x* is, for the message.
        rtol: Relative to the size of the gradient.
        formula: What the statement asks for, such as ``"E W'^T"``; the message ends with it.

    Raises:
        CheckFailed: The gradient is wrong, or *forward* is constant, noisy or not finite.

    Source: `grader.gradients.gradcheck`, which see.
    """
    from grader.ahead import answers
    from grader.gradients import gradcheck

    __tracebackhide__ = True
    expect(all(map(callable, (forward, backward))), f"{name}: forward and backward are no functions")

    def evaluate(points: Sequence[Array]) -> list[Any]:
        with pipelined():
            values = [forward(point) for point in points]
        return [_value(value, "forward") for value in values]

    def gradient(cotangent: Any) -> Any:
        return _value(backward(cotangent), name)

    def ahead(calls: Sequence[tuple[str, Any]]) -> Sequence[object] | None:
        by_name = {"forward": forward, "backward": backward}
        return answers([partial(by_name[which], argument) for which, argument in calls])

    report = gradcheck(
        forward,
        gradient,
        x,
        rng=rng,
        name=name,
        rtol=rtol,
        evaluate=evaluate,
        earlier=_returned_before(x.shape),
        ahead=ahead,
    )
    if not report.passed:
        told = f"; the formula: {formula}" if formula else ""
        raise CheckFailed(report.message + told, report.details | ({"formula": formula} if formula else {}))


def _returned_before(shape: tuple[int, ...]) -> list[Array]:
    """Return the last arrays of this shape that student code gave in the running check."""
    came = [exchange.came for exchange in journal.current().exchanges if not exchange.inward]
    return [
        value
        for value in came
        if isinstance(value, np.ndarray) and value.shape == shape and value.dtype.kind in "iuf"
    ][-MOST_EARLIER:]


def assert_raises(exception_name: str, function: Callable[..., Any], *args: object) -> None:
    """
    Fail the check unless ``function(*args)`` raises an exception of that name.

    Args:
        exception_name: A built-in exception's name: ``ValueError``.
        function: A remote function or method.
        args: Its arguments.
    """
    __tracebackhide__ = True
    expect(callable(function), f"expected a function, got {brief(function)}")
    with unqueued():
        try:
            value = function(*args)
        except StudentError as error:
            if exception_name in (error.details.get("exception"), *error.bases):
                return
            raise
    raise CheckFailed(f"expected a {exception_name}, got {brief(value)}")


def assert_unchanged(held: Kept, name: str = "input_tensor") -> None:
    """
    Fail the check if student code changed what `hold` gave.

    Args:
        held: As `hold` returned it, handed to student code at least once.
        name: What it is, for the message.
    """
    __tracebackhide__ = True
    now = settled(held.now())
    mismatch = compare.compare(now, held.args[0], rtol=0.0, atol=0.0, name=name)
    if mismatch is not None:
        known = clues.about(now, journal.current())
        mismatch = compare.compare(now, held.args[0], rtol=0.0, atol=0.0, name=name, clues=known) or mismatch
        advice = "work on a copy, an argument belongs to the caller"
        details = mismatch.details | pictures.of_comparison(name, held.args[0], now)
        details["pattern_kind"] = IN_PLACE
        raise CheckFailed(f"{name} was changed in place: {advice} ({mismatch.message})", details)


def _value(value: object, name: str) -> object:
    """Return a settled plain value; an object that stayed with the student is no array and no number."""
    __tracebackhide__ = True
    value = settled(value)
    if isinstance(value, Remote | RemoteMethod):
        raise CheckFailed(f"{name + ': ' if name else ''}expected numbers, got {value!r}")
    return value


def brief(value: object) -> str:
    """Return *value* in a few words."""
    return f"an array of shape {value.shape}" if isinstance(value, np.ndarray) else reprlib.repr(value)[:80]
