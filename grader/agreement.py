"""Tell whether two journals of one check show the same behaviour. Knows neither submissions nor verdicts."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.compare import Array, rounding
from grader.journal import Exchange, Journal

_RTOL = 1e-9
"""Rounding in float64, to each entry and to the largest one; a wrong epsilon makes more of a difference."""

_FUNCTIONS = frozenset({"function", "method", "partial", "builtin_function_or_method"})

_NUMBERS = (bool, int, float, np.generic, np.ndarray)


def agree(one: Journal, other: Journal) -> bool:
    """
    Tell whether both answered alike whatever they were asked.

    The same check asks both, so it asks the same until an answer differs. Where it hands over other
    values although all answers were alike, rounding has led it another way, a gradient check to other
    steps, say, and what comes then cannot be compared. What the submission asks of the check's own
    objects is behaviour: there every difference counts.
    """
    my_part, their_part = _told(one), _told(other)
    for mine, theirs in zip(my_part, their_part, strict=False):
        if mine.call != theirs.call or mine.inward != theirs.inward:
            return False
        if not alike(mine.given, theirs.given):
            return not mine.inward
        if not mine.inward and not alike(mine.came, theirs.came):
            return False
    cut = not (one.whole and other.whole)
    return cut or len(my_part) == len(their_part)


def _told(journal: Journal) -> list[Exchange]:
    """Return the exchanges but for methods that were merely fetched, as some ways to write one make it."""
    return [each for each in journal.exchanges if not _is_function(each.came)]


def alike(one: object, other: object) -> bool:
    """
    Tell whether two values are the same up to rounding.

    A number and an array of one entry are alike, a list and a tuple too, and any two objects that are no
    values. *one* may be of a lower precision than *other*, not the other way round: who computes in
    float32 makes the same mistakes, but a mistake that is float32, or integers, is not made in float64.
    """
    if isinstance(one, _NUMBERS) and isinstance(other, _NUMBERS):
        return _numbers_alike(np.asarray(one), np.asarray(other))
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if type(one).__eq__ is object.__eq__ or type(other).__eq__ is object.__eq__:
        return type(one) is type(other)
    return type(one) is type(other) and (_is_reference(one) or bool(one == other))


def _is_reference(value: object) -> bool:
    """Tell whether *value* stands for something that is elsewhere, so that only its kind can be compared."""
    return hasattr(type(value), "_handle")


def _is_function(value: Any) -> bool:
    return _is_reference(value) and value._handle.type in _FUNCTIONS


def _exact(array: Array) -> bool:
    return array.dtype.kind in "biu"


def _numbers_alike(one: Array, other: Array) -> bool:
    if one.size == other.size == 1:
        one, other = one.reshape(()), other.reshape(())
    if one.shape != other.shape:
        return False
    if one.dtype.kind not in "biuf" or other.dtype.kind not in "biuf":
        return bool(np.array_equal(one, other))
    if rounding(other.dtype) > rounding(one.dtype) or (one.ndim and _exact(other) and not _exact(one)):
        return False
    looser = [rounding(array.dtype) for array in (one, other)]
    rtol, scale = (max(_RTOL, *each) for each in zip(*looser, strict=True))
    mine, theirs = one.astype(np.float64), other.astype(np.float64)
    finite = np.isfinite(mine) & np.isfinite(theirs)
    same = (mine == theirs) | (np.isnan(mine) & np.isnan(theirs))
    largest = np.abs(theirs[finite]).max(initial=0.0)
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(mine - theirs) <= rtol * np.abs(theirs) + scale * largest
    return bool(np.all(same | (finite & near)))
