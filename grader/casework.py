"""Gather what the diagnosis of a wrong gradient needs, by a few more evaluations. Judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from grader.compare import Array
from grader.differences import FLOAT32, Evaluate, Probe
from grader.errors import GraderError
from grader.evidence import Evidence
from grader.guesses import Case
from grader.lines import Line, entry_lines

MOST_VALUES = 512
"""Up to this size of a function's value its Jacobian is put together."""

_CERTAIN = 0.5
"""A diagnosis needs certain slopes in this part of the entries; kinks and noise are none."""


@dataclass
class Recorder:
    """Evaluates, and keeps the values of the first call, which are those next to every entry."""

    evaluate: Evaluate
    values: list[object] = field(default_factory=list)

    def __call__(self, points: Sequence[Array]) -> Sequence[object]:
        """Return the values at *points*."""
        values = self.evaluate(points)
        if not self.values:
            self.values = list(values)
        return values

    def again(self, points: Sequence[Array]) -> Sequence[object]:
        """Return the values of the first call; *points* are those of that call."""
        return self.values[: len(points)]


def case_of(probe: Probe, errors: Array, claims: Array, evidence: Evidence, flat: Array) -> Case:
    """
    Return the case that *evidence* makes of a gradient, one line for each of the entries *flat*.

    Args:
        probe: Of the function; its `evaluate` may be a `Recorder` that was used for these entries first.
        errors: Shape ``(errors, *value.shape)``.
        claims: Shape ``(errors, *x.shape)``, float64.
        evidence: Held against *claims* along the entries.
        flat: The flat indices of the entries.
    """
    numeric, doubt = np.zeros((len(claims), probe.x.size)), np.zeros((len(claims), probe.x.size))
    known = np.zeros(probe.x.size, dtype=bool)
    found = np.zeros(evidence.numeric.shape) if evidence.doubt is None else evidence.doubt
    numeric[:, flat], doubt[:, flat] = evidence.numeric.T, np.where(np.isfinite(found), found, 0.0).T
    known[flat] = _certain(evidence, found)
    return Case(
        probe.x,
        probe.value,
        errors,
        claims,
        numeric.reshape(claims.shape),
        known.reshape(probe.x.shape),
        doubt.reshape(claims.shape),
        evidence.fit,
        jacobian=_jacobian(probe) if flat.size == probe.x.size else None,
        slopes_at=lambda point: _slopes_at(probe, point),
    )


def _certain(evidence: Evidence, doubt: Array) -> Array:
    """Return which lines have certain slopes: none if that is too small a part of them."""
    sizes = np.abs(evidence.numeric)
    scale = np.maximum(sizes, 0.1 * sizes.max(axis=0, initial=0.0))
    smooth = ~(evidence.kinks | evidence.noisy)
    certain = smooth & (doubt <= 3 * evidence.fit * scale).all(axis=1)
    return np.asarray(certain & (certain.sum() > _CERTAIN * certain.size))


def numeric_gradient(probe: Probe) -> Array | None:
    """Return the gradient by differences for the probe's first error tensor, or None where it fails."""
    try:
        return probe.slopes(entry_lines(probe.x, range(probe.x.size))).value[:, 0].reshape(probe.x.shape)
    except GraderError:
        raise
    except Exception:  # noqa: BLE001  student code ran; what it raises here is no part of the finding
        return None


def _jacobian(probe: Probe) -> Array | None:
    """Return how each entry of *x* moves each of the value, from what the recorder kept."""
    recorder = probe.evaluate
    if not isinstance(recorder, Recorder) or probe.value.size > MOST_VALUES:
        return None
    if len(recorder.values) != 4 * probe.x.size:
        return None
    again = replace(probe, evaluate=recorder.again, cotangents=np.eye(probe.value.size))
    return again.slopes(entry_lines(probe.x, range(probe.x.size))).value


def _slopes_at(probe: Probe, point: Array) -> Array | None:
    """Return the slope of an entry-wise function at another point; two evaluations."""
    step = probe.precision.step * np.exp2(np.round(np.log2(np.maximum(1.0, np.abs(point)))))
    try:
        ahead, behind = (
            np.asarray(value, np.float64) for value in probe.evaluate([point + step, point - step])
        )
    except GraderError:
        raise
    except Exception:  # noqa: BLE001  student code ran; what it raises here is no part of the finding
        return None
    good = ahead.shape == behind.shape == point.shape
    return (ahead - behind) / (2 * step) if good else None


def sides_taken(probe: Probe, claims: Array, evidence: Evidence, flat: Array) -> list[str]:
    """
    Return which side's slope the gradient takes at each kink: ``left``, ``right``, or ``""`` if neither.

    Two evaluations for each kink. *claims* has the shape ``(errors, x.size)``.
    """
    lines = entry_lines(probe.x, [int(i) for i in flat[evidence.kinks]])
    try:
        return [_side(probe, line, claims[:, i]) for line, i in zip(lines, flat[evidence.kinks], strict=True)]
    except GraderError:
        raise
    except Exception:  # noqa: BLE001  student code ran; what it raises here is no part of the finding
        return []


def _side(probe: Probe, line: Line, claimed: Array) -> str:
    """Return the side whose slope along *line* is the one claimed for every error tensor."""
    step = probe.precision.step * line.scale
    values = probe.evaluate([line.point(probe.x, step), line.point(probe.x, -step)])
    ahead, behind = (np.asarray(value, np.float64).ravel() - probe.value.ravel() for value in values)
    right, left = probe.cotangents @ ahead / step, probe.cotangents @ behind / -step
    close = (3e-2 if probe.precision is FLOAT32 else 1e-3) * np.maximum(np.abs(right), np.abs(left))
    for name, slope in (("right", right), ("left", left)):
        if (np.abs(claimed - slope) <= close).all() and (np.abs(right - left) > 10 * close).any():
            return name
    return ""
