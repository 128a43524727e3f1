"""Compare what came back with what was expected, in words. Pure NumPy: knows arrays, not checks."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.errors import CheckFailed
from grader.patterns import NOTHING, Clues, Pattern, find, find_not_finite, find_of_shape

Array = npt.NDArray[Any]
Shape = tuple[int, ...]

_LISTED_ENTRIES = 64
_TRANSPOSED = " (transposed)"
_NUMERIC = (np.ndarray, np.generic, bool, int, float, complex)
_LARGEST_FLOAT = float(np.finfo(np.float64).max)


@dataclass(frozen=True)
class Mismatch:
    """How a value differs from the expected one: *message* in words, *details* as JSON values."""

    message: str
    details: dict[str, Any] = field(default_factory=dict)


def compare(
    actual: object, expected: object, *, rtol: float, atol: float, name: str = "", clues: Clues = NOTHING
) -> Mismatch | None:
    """
    Return how *actual* differs from *expected*, or None where they agree.

    Stricter than `np.testing.assert_allclose`, which broadcasts a number to an array, takes NaN for
    NaN and True for 1.0: here shapes are equal, booleans are no numbers, and NaN or an infinity
    passes only where *expected* has the same one. Only where a number is expected may an array of
    one entry stand for it. Tolerances are widened to the rounding of a result in float32 or float16,
    unless both are zero, which asks for equality.

    Args:
        actual: Whatever came back from a submission.
        expected: A number, or an array (or nested lists) of numbers or of booleans.
        rtol: Relative tolerance, dimensionless.
        atol: Absolute tolerance, in the unit of the values.
        name: Heads the message, such as ``"backward"``.
        clues: What else is known, for the pattern in the message.

    Raises:
        ValueError: *expected* is not numeric, or a tolerance is negative or NaN.
    """
    if not (rtol >= 0 and atol >= 0):
        raise ValueError(f"tolerances must not be negative, got rtol={rtol!r}, atol={atol!r}")
    wanted = np.asarray(expected)
    if wanted.dtype.kind not in "biuf":
        raise ValueError(f"expected must be a number or an array of numbers, got {expected!r}")
    if wrong := misfit(actual, wanted.shape, name=name, boolean=wanted.dtype.kind == "b"):
        return _of_other_shape(wrong, actual, wanted, rtol, clues)
    given = np.asarray(actual)
    note = "" if given.ndim == wanted.ndim else f"; an array of shape {given.shape} was taken as a number"
    got, want = as_float(given.reshape(wanted.shape)), as_float(wanted)
    loose_rtol, loose_scale = rounding(given.dtype) if rtol or atol else (0.0, 0.0)
    rtol, atol = max(rtol, loose_rtol), max(atol, loose_scale * _largest(want) if loose_scale else 0.0)
    if _agree(got, want, rtol, atol):
        return None
    wrong = _not_finite(got, want, given.dtype, name, clues)
    return wrong or _too_far(got, want, given.dtype, (rtol, atol), name, note, clues)


def as_number(value: object, name: str = "value", clues: Clues = NOTHING) -> float:
    """
    Return the single number in *value* as a float.

    A loss may come back as a float, an int, a NumPy scalar or an array of one entry: each is right.

    Raises:
        CheckFailed: *value* is anything else; the text starts with *name*.
    """
    if wrong := misfit(value, (), name=name):
        if _is_numeric(value):
            wrong = _named(wrong, find_of_shape(np.asarray(value), (), clues))
        raise CheckFailed(wrong.message, wrong.details)
    return float(np.asarray(value).reshape(()))


def misfit(value: object, shape: Shape, *, name: str = "", boolean: bool = False) -> Mismatch | None:
    """
    Return why *value* cannot be an array (a number for ``shape=()``) of that shape, or None if it can.

    Looks at kind, dtype and shape, not at the entries. *boolean* asks for truth values, not numbers.
    """
    if value is None:
        return Mismatch(heading(name) + "returned nothing (None): is a return missing?", {"type": "NoneType"})
    if not isinstance(value, _NUMERIC):
        kind, wanted = type(value).__name__, _wanted(shape)
        if shape and isinstance(value, list | tuple):
            wanted += f": {kind}s have no arithmetic"
        came = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
        return Mismatch(f"{heading(name)}got {came}, expected {wanted}", {"type": kind})
    array = np.asarray(value)
    of_kind = array.dtype.kind in ("b" if boolean else "iuf")
    if of_kind and (array.shape == shape or (shape == () and array.size == 1)):
        return None
    details = {"shape": list(array.shape), "expected_shape": list(shape), "dtype": str(array.dtype)}
    if not of_kind:
        entries = "truth values" if boolean else "numbers"
        return Mismatch(f"{heading(name)}got dtype {array.dtype}, expected {entries}", details)
    came = f"an array of shape {array.shape}" if array.ndim else f"a number ({array.item()!r})"
    hint = _TRANSPOSED if array.ndim == 2 and array.shape == shape[::-1] else ""
    return Mismatch(f"{heading(name)}got {came}, expected {_wanted(shape)}{hint}", details)


def rounding(dtype: np.dtype[Any]) -> tuple[float, float]:
    """
    Return the rounding of a result in *dtype*: relative to each entry, and to the largest entry.

    Zero for float64 and integers, whose tolerance is the caller's. For float32 2,048 and 32 machine
    epsilons (2.4e-4 and 3.8e-6): a float32 pass through 784-128-64-10 is off by 3e-6 of the largest
    entry and a softmax of logits near 1000 by 1e-4 of each, while a wrong factor is off by far more.
    Nothing asks for less than float32, so float16 gets no more.
    """
    if dtype.kind != "f" or dtype.itemsize >= 8:
        return 0.0, 0.0
    eps = float(np.finfo(np.float32).eps)
    return 2048 * eps, 32 * eps


def describe_pattern(actual: Array, expected: Array, rtol: float, clues: Clues = NOTHING) -> str:
    """
    Return what *actual* is instead of *expected* in words, such as ``"4 times too large"``, or ``""``.

    As `patterns.find`, which tells the kind as well.
    """
    found = find(actual, expected, rtol, clues)
    return found.words if found else ""


def heading(name: str) -> str:
    """Return *name* as the head of a message, or nothing for no name."""
    return f"{name}: " if name else ""


def position(index: Shape) -> str:
    """Return *index* as students write it: ``[0, 2]``."""
    return f"[{', '.join(map(str, index))}]"


def number_texts(first: float, second: float) -> tuple[str, str]:
    """Return two different numbers in as few digits (six or more) as show that they differ."""
    texts = ("", "")
    for digits in (6, 9, 12, 17):
        texts = (_number_text(first, digits), _number_text(second, digits))
        if texts[0] != texts[1]:
            break
    return texts


def as_json(values: Array) -> Any:
    """Return *values* as nested lists of JSON numbers; NaN and infinities become strings."""
    return [as_json(part) for part in values] if values.ndim else json_number(values.item())


def json_number(value: float) -> float | str:
    """Return *value*, or its name (``"nan"``, ``"inf"``, ``"-inf"``), which JSON has no number for."""
    return value if math.isfinite(value) else str(value)


def as_float(values: Array) -> Array:
    """Return *values* as a float64 array, so that no difference of integers wraps round."""
    return np.asarray(values, dtype=np.float64)


def _wanted(shape: Shape) -> str:
    return "a number" if shape == () else f"an array of shape {shape}"


def _is_numeric(value: object) -> bool:
    return isinstance(value, np.ndarray | np.generic | int | float) and np.asarray(value).dtype.kind in "iuf"


def _of_other_shape(wrong: Mismatch, actual: object, want: Array, rtol: float, clues: Clues) -> Mismatch:
    """Return *wrong*, which is about shape or kind, with the pattern if *actual* is an array of numbers."""
    if not _is_numeric(actual) or want.dtype.kind not in "iuf":
        return wrong
    came = np.asarray(actual)
    found = find(came, want, max(rtol, rounding(came.dtype)[0]), clues)
    return _named(wrong, found or find_of_shape(came, want.shape, clues))


def _named(wrong: Mismatch, found: Pattern | None) -> Mismatch:
    """Return *wrong* with the pattern that was found."""
    if found is None:
        return Mismatch(wrong.message, wrong.details | _pattern_details(None))
    message = f"{wrong.message.removesuffix(_TRANSPOSED)} ({found.words})"
    return Mismatch(message, wrong.details | _pattern_details(found))


def _pattern_details(found: Pattern | None) -> dict[str, str]:
    return {"pattern": found.words if found else "", "pattern_kind": found.kind if found else ""}


def _agree(got: Array, want: Array, rtol: float, atol: float) -> bool:
    """Tell whether all entries are finite and near each other: what is quickly seen, and usual."""
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(got - want) <= np.minimum(atol + rtol * np.abs(want), _LARGEST_FLOAT)
    return bool(near.all())


def _not_finite(got: Array, want: Array, dtype: np.dtype[Any], name: str, clues: Clues) -> Mismatch | None:
    """Return the NaNs, else the infinities, that *want* does not have at the same places."""
    for bad, words in (
        (np.isnan(got) & ~np.isnan(want), "NaN (not a number)"),
        (np.isinf(got) & (got != want), "infinite"),
    ):
        if bad.any():
            index = index_of_largest(bad)
            where = f"{bad.sum()} of {bad.size} entries are {words}; first at {position(index)}: "
            numbers = f"expected {_number_text(want[index], 6)}, got {_number_text(got[index], 6)}"
            message = heading(name) + (where if got.ndim else "") + numbers
            return _named(
                Mismatch(message, _details(got, want, dtype, bad, index)), find_not_finite(bad, clues)
            )
    return None


def _too_far(
    got: Array,
    want: Array,
    dtype: np.dtype[Any],
    tolerances: tuple[float, float],
    name: str,
    note: str,
    clues: Clues,
) -> Mismatch | None:
    """Return how the entries differ by more than ``atol + rtol * abs(want)``; NaN never passes as near."""
    rtol, atol = tolerances
    with np.errstate(invalid="ignore", over="ignore"):
        distance = np.abs(got - want)
        near = np.where(np.isfinite(want), distance <= atol + rtol * np.abs(want), got == want)
    bad = ~(near | (np.isnan(got) & np.isnan(want)))
    if not bad.any():
        return None
    index = index_of_largest(np.where(bad, np.where(np.isnan(distance), np.inf, distance), -1.0))
    details = _details(got, want, dtype, bad, index)
    expected, came = number_texts(want[index], got[index])
    where = f"{bad.sum()} of {bad.size} entries differ; worst at {position(index)}: " if got.ndim else ""
    wrong = Mismatch(f"{heading(name)}{where}expected {expected}, got {came}", details)
    wrong = _named(wrong, find(got, want, rtol, clues, atol))
    return Mismatch(wrong.message + note, wrong.details)


def _details(got: Array, want: Array, dtype: np.dtype[Any], bad: Array, index: Shape) -> dict[str, Any]:
    """Return the numbers behind a message; whole arrays only where they are short."""
    expected, actual = float(want[index]), float(got[index])
    details: dict[str, Any] = {
        "shape": list(got.shape),
        "dtype": str(dtype),
        "count": int(bad.sum()),
        "size": int(bad.size),
        "index": list(index),
        "expected": json_number(expected),
        "actual": json_number(actual),
        "ratio": json_number(actual / expected) if expected else None,
    }
    if got.size <= _LISTED_ENTRIES:
        details |= {"actual_entries": as_json(got), "expected_entries": as_json(want)}
    return details


def _largest(values: Array) -> float:
    return float(np.abs(values[np.isfinite(values)]).max(initial=0.0))


def index_of_largest(values: Array) -> Shape:
    """Return where the largest entry (of booleans: the first true one) is, as plain integers."""
    return tuple(int(i) for i in np.unravel_index(int(values.argmax()), values.shape))


def _number_text(value: float, digits: int) -> str:
    text = f"{value:.{digits}g}"
    return text if not text.lstrip("-").isdigit() else f"{text}.0"
