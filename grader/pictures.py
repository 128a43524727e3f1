"""Lay out the small arrays behind a failure, for pages that draw them. Pure NumPy: draws nothing itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

MOST_ENTRIES = 400
"""A larger array is no picture that anybody reads, and would make a report large."""

MOST_SLOPES = 200

_DIGITS = 6


def of_comparison(name: str, expected: object, got: object) -> dict[str, Any]:
    """
    Return `{"comparison": ...}`: both arrays, rounded, or nothing where they make no picture.

    A picture takes two arrays of numbers or truth values of one shape with 2 to `MOST_ENTRIES` entries.

    Args:
        name: What is compared, such as ``"gradient_weights"``; may be empty.
        expected: As the check has it.
        got: As it came back.
    """
    if not isinstance(got, np.ndarray) or got.dtype.kind not in "biuf":
        return {}
    wanted = np.asarray(expected)
    if wanted.shape != got.shape or not 2 <= got.size <= MOST_ENTRIES:
        return {}
    values = {"expected": rounded(wanted), "got": rounded(got)}
    return {"comparison": {"name": name, "shape": list(got.shape), **values}}


def of_gradient(
    name: str, shape: Sequence[int], index: Sequence[Sequence[int]], slopes: Array, wrong: Array
) -> dict[str, Any]:
    """
    Return `{"gradient": ...}`: numeric slopes beside the submission's, rounded, the wrong ones among them.

    Args:
        name: What the gradient is with respect to.
        shape: Of the gradient.
        index: Where each slope lies in it; with more than `MOST_SLOPES` the wrong ones come first.
        slopes: Numeric in the first column, the submission's in the second; shape ``(n, 2)``.
        wrong: Which of them are wrong, shape ``(n,)``.
    """
    rows = np.sort(np.argsort(~wrong, kind="stable")[:MOST_SLOPES])
    if not rows.size or not shape:
        return {}
    numeric, yours = (rounded(column) for column in slopes[rows].T)
    places = [[int(i) for i in index[row]] for row in rows]
    return {
        "gradient": {
            "name": name,
            "shape": list(shape),
            "index": places,
            "numeric": numeric,
            "yours": yours,
        }
    }


def rounded(values: Array) -> Any:
    """Return *values* as nested lists of numbers of six digits; also ``"nan"``, ``"inf"``, ``"-inf"``."""
    return _rounded(values.tolist())


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return float(f"{value:.{_DIGITS}g}") + 0.0 if math.isfinite(value) else str(float(value))
