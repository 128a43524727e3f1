"""
What a check author writes with: the `check` decorator, assertions, and ways to hand things over.

Every assertion raises `CheckFailed` with a sentence for the student. Knows neither how a student's
code is run nor what becomes of a failure.
"""

from __future__ import annotations

import inspect
import reprlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from grader import compare
from grader.errors import CheckFailed, ConfigError
from grader.exports import Exported, Kept
from grader.faults import StudentError
from grader.pipeline import pipelined, settled, unqueued
from grader.records import Kind
from grader.remote import Remote, RemoteMethod

Array = np.ndarray[Any, Any]
Test = TypeVar("Test", bound=Callable[..., None])

DECLARATION = "__grader_declaration__"


@dataclass(frozen=True)
class Declaration:
    """What a check's author says of it; *title* is the first line of its docstring."""

    task: str
    points: float
    hint: str
    kind: Kind
    title: str


def check(*, task: str, points: float, hint: str, kind: str = "unit") -> Callable[[Test], Test]:
    """
    Declare a pytest function to be a check.

    Args:
        task: A task of `config.yaml`.
        points: Positive; the check's weight among those of its task, which share the task's points.
        hint: One sentence that helps a student whose submission fails; shown for hidden checks too.
        kind: ``unit``, ``gradient`` or ``accuracy``; chooses the limits.

    Raises:
        ConfigError: An argument is not one of these, or the function has no docstring, whose first
            line is the title that students read.
    """

    def declare(test: Test) -> Test:
        where = f"{getattr(test, '__code__', None) and test.__code__.co_filename}: {test.__name__}"
        title = (inspect.getdoc(test) or "").partition("\n")[0].strip()
        _demand(_is_text(task), f"{where}: task must be a task's name, got {task!r}")
        _demand(_is_weight(points), f"{where}: points must be a positive number, got {points!r}")
        _demand(_is_text(hint), f"{where}: hint must be a sentence, got {hint!r}")
        _demand(kind in list(Kind), f"{where}: kind must be one of {', '.join(Kind)}, got {kind!r}")
        _demand(bool(title), f"{where}: a check needs a docstring; its first line is what students read")
        _demand(test.__name__.startswith("test_"), f"{where}: a check's name must start with test_")
        setattr(test, DECLARATION, Declaration(task, float(points), hint.strip(), Kind(kind), title))
        return test

    return declare


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
    mismatch = compare.compare(_value(actual, name), settled(expected), rtol=rtol, atol=atol, name=name)
    if mismatch is not None:
        raise CheckFailed(mismatch.message, mismatch.details)


def as_number(value: object, name: str = "loss") -> float:
    """
    Return *value* as a float: a number, or an array of one entry.

    Raises:
        CheckFailed: It is neither.
    """
    __tracebackhide__ = True
    return compare.as_number(_value(value, name), name)


def assert_gradient(
    forward: Callable[[Array], Any],
    backward: Callable[[Any], Any],
    x: Array,
    *,
    rng: np.random.Generator,
    name: str = "input_tensor",
    rtol: float = 1e-6,
) -> None:
    """
    Fail the check unless *backward* is the derivative of *forward* at *x*.

    Args:
        forward: Maps *x* to an array or a number. Remote calls in it are pipelined: return their
            result without computing with it.
        backward: ``backward(dy)``, called right after ``forward(x)``, gives the gradient of
            ``sum(dy * forward(x))`` with respect to *x*. For a number ``dy`` is 1.0.
        x: Float64, away from kinks.
        rng: Draws the cotangents ``dy`` and the directions.
        name: What *x* is, for the message.
        rtol: Relative to the size of the gradient.

    Raises:
        CheckFailed: The gradient is wrong, or *forward* is constant, noisy or not finite.

    Source: `grader.gradients.gradcheck`, which see.
    """
    from grader.gradients import gradcheck

    __tracebackhide__ = True
    expect(all(map(callable, (forward, backward))), f"{name}: forward and backward are no functions")

    def evaluate(points: Sequence[Array]) -> list[Any]:
        with pipelined():
            values = [forward(point) for point in points]
        return [_value(value, "forward") for value in values]

    def gradient(cotangent: Any) -> Any:
        return _value(backward(cotangent), name)

    report = gradcheck(forward, gradient, x, rng=rng, name=name, rtol=rtol, evaluate=evaluate)
    if not report.passed:
        raise CheckFailed(report.message, report.details)


def assert_raises(exception_name: str, function: Callable[..., Any], *args: object) -> None:
    """
    Fail the check unless ``function(*args)`` raises an exception of that name.

    Args:
        exception_name: A built-in exception's name: ``ValueError``.
        function: A remote function or method.
        args: Its arguments.
    """
    __tracebackhide__ = True
    expect(callable(function), f"expected a function, got {_short(function)}")
    with unqueued():
        try:
            value = function(*args)
        except StudentError as error:
            if exception_name in (error.details.get("exception"), *error.bases):
                return
            raise
    raise CheckFailed(f"expected a {exception_name}, got {_short(value)}")


def hold(value: object) -> Kept:
    """
    Return an array or list that lives where the student's code runs.

    Handed over as an argument, it is the same object at every use, so that `assert_unchanged` sees
    what student code does to it, at once or through a reference that it stored.
    """
    return Kept("hold", np.array(value) if isinstance(value, np.ndarray) else value)


def generator(seed: int) -> Kept:
    """Return what arrives in student code as ``np.random.default_rng(seed)``, one object at every use."""
    return Kept("generator", seed)


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
        advice = "work on a copy, an argument belongs to the caller"
        raise CheckFailed(f"{name} was changed in place: {advice} ({mismatch.message})", mismatch.details)


def exported(
    target: object,
    methods: Sequence[str] = (),
    attributes: Sequence[str] = (),
    settable: Sequence[str] = (),
) -> Exported:
    """
    Return *target* in a form that can be handed to student code; it stays with the check.

    Args:
        target: Any object of the check: a double that counts calls, a reference layer.
        methods: Names that student code may call.
        attributes: Names that it may read.
        settable: Names that it may read and set.

    Returns:
        A wrapper whose `copies` are the deep copies that student code makes of *target*, in order.
    """
    return Exported(target, methods, attributes, settable)


def fold(operator: str, start: Remote, items: Sequence[object]) -> Any:
    """
    Return ``((start o items[0]) o items[1]) o …`` computed where the student's code runs.

    Args:
        operator: One of ``+ - * / **``.
        start: A remote object.
        items: Numbers or remote objects; a hundred thousand cost one round trip.
    """
    start = settled(start)
    expect(isinstance(start, Remote), f"expected an object to compute with further, got {_short(start)}")
    return start._session.do(["fold", operator, start, list(items)], f"{start._label} {operator}")


def batches(
    images: Array | Kept,
    labels: Array | Kept,
    order: Array,
    batch_size: int,
    classes: int,
    mean: float,
    deviation: float,
) -> Kept:
    """
    Return a data layer that lives where the student's code runs, so that no batch crosses the wire.

    Args:
        images: Pixels, shape ``(n, features)``; held where several data layers share them.
        labels: Classes, shape ``(n,)``, likewise.
        order: Rows in the order of use, shape ``(steps * batch_size,)``; begins anew at its end.
        batch_size: Rows in a batch.
        classes: Columns of the one-hot labels.
        mean: Subtracted from the pixels.
        deviation: Divides them after that.
    """
    return Kept("batches", images, labels, order, batch_size, classes, mean, deviation)


def returned_type(student: Any) -> str:
    """Return the type of the last value that the student's code gave: ``numpy.matrix``."""
    return str(student._session.last_type)


def _value(value: object, name: str) -> object:
    """Return a settled plain value; an object that stayed with the student is no array and no number."""
    __tracebackhide__ = True
    value = settled(value)
    if isinstance(value, Remote | RemoteMethod):
        raise CheckFailed(f"{name + ': ' if name else ''}expected numbers, got {value!r}")
    return value


def _short(value: object) -> str:
    return f"an array of shape {value.shape}" if isinstance(value, np.ndarray) else reprlib.repr(value)[:80]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_weight(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e6


def _demand(condition: bool, message: str) -> None:
    if not condition:
        raise ConfigError(message)
