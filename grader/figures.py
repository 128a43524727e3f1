"""Write points as people do. Pure."""

from __future__ import annotations

import math


def points(value: float | None, sign: bool = False) -> str:
    """
    Return *value* with at most four decimals and no zeros behind; a dash where there is none.

    With *sign*, what is above 0 is headed by a plus.
    """
    if value is None:
        return "-"
    rounded = round(value, 4) + 0.0  # never -0
    text = f"{rounded:.4f}".rstrip("0").rstrip(".")
    return f"+{text}" if sign and rounded > 0 else text


def cut(value: float) -> float:
    """Return *value* without what is behind its second decimal: 99.999 is not yet 100."""
    return math.copysign(math.floor(abs(value) * 100 + 1e-4) / 100, value)
