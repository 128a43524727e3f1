"""Show with few evaluations that a gradient is right, or leave it open. Never calls one wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.compare import Array
from grader.differences import FLOAT64, Probe
from grader.lines import dense_lines

LINES = 3
"""
Random lines, 4 evaluations each, whatever the size.

An error in one entry moves the slope along each of them by half of itself at least, and one common factor
shows along every line; what is wrong in several entries must cancel along all lines for all error tensors.
"""

_SHARE = 5e-4
"""Of an entry's tolerance, along a line that is not shortened; rounding shows more along a shorter one."""

_STEADY = 1e2
"""Times an entry's tolerance: how far, relative, the slopes of both steps may differ."""

_CLEAR = 1e-7
"""What rounding may account for, relative to the largest slope along a line."""


def plainly_right(probe: Probe, claims: Sequence[Array], rtol: float, rng: np.random.Generator) -> bool:
    """
    Tell whether *claims* are the gradients, beyond doubt; False leaves it open.

    Asks for agreement a thousand times closer than an entry needs (a hundred times in a layer of 100,000
    weights), along lines that move every entry: what passes here passes entry by entry, but for a wrong
    entry that is a hundred-millionth of the whole gradient, which is as little as rounding hides there.
    Kinks, noise, a strong curvature and a coarse precision break such an agreement, and are judged by
    those who know them.

    Args:
        probe: Of the function; one that computes in less than float64 is left open.
        claims: The gradient claimed for each of the probe's cotangents, in the shape of *x*.
        rtol: How far an entry may be off.
        rng: Draws the lines, from a stream of its own: what is drawn later stays what it was.
    """
    if probe.precision is not FLOAT64 or any(claim.dtype != np.float64 for claim in claims):
        return False
    lines = dense_lines(probe.x, LINES, rng.spawn(1)[0])
    found = probe.slopes(lines)
    claimed = np.array([[line.slope(claim) for claim in claims] for line in lines])
    size = np.maximum(np.abs(claimed), np.abs(found.value))
    largest, share = np.abs(found.value).max(axis=0), _SHARE / lines[0].scale
    with np.errstate(over="ignore", invalid="ignore"):
        near = np.abs(claimed - found.value) <= share * rtol * (size + largest) + found.floor
        steady = found.spread <= _STEADY * rtol * (size + largest)
    clear = (largest > 0) & (found.floor <= _CLEAR * largest)
    return bool((near & steady & clear).all())
