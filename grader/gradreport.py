"""What a gradient check found, as data and in words for students. Computes nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from grader import pictures
from grader.compare import Array, Shape, number_texts, position
from grader.diagnosis import Diagnosis
from grader.evidence import Evidence


class GradientVerdict(StrEnum):
    """What a gradient check found; only `MATCH` is a pass, and it needs positive evidence."""

    MATCH = "match"
    WRONG = "wrong"
    INCONCLUSIVE = "inconclusive"
    TRIVIAL = "trivial"
    UNREPEATABLE = "unrepeatable"
    WRONG_TYPE = "wrong type"
    WRONG_SHAPE = "wrong shape"
    NOT_FINITE = "not finite"


@dataclass(frozen=True)
class WrongEntry:
    """One entry of a gradient: what the submission claims (*analytic*), what differences say (*numeric*)."""

    index: Shape
    analytic: float
    numeric: float

    @property
    def ratio(self) -> float | None:
        """Return the factor between both slopes, or None where there is none that a float holds."""
        ratio = self.analytic / self.numeric if self.numeric else math.inf
        return ratio if math.isfinite(ratio) else None


@dataclass(frozen=True)
class GradientReport:
    """
    What a gradient check found.

    Attributes:
        verdict: Only `MATCH` is a pass.
        message: For students; empty on a pass.
        checked: Slopes looked at: entries, or random directions through a large parameter.
        wrong: How many of them differ from the numeric slope.
        kinks: How many lie at a kink, where no slope is right or wrong.
        noisy: How many are drowned in noise.
        worst: The entry that is most wrong, where one was found.
        cotangent: Which of the random error tensors showed it, from 0.
        details: JSON values behind the message.
    """

    verdict: GradientVerdict
    message: str = ""
    checked: int = 0
    wrong: int = 0
    kinks: int = 0
    noisy: int = 0
    worst: WrongEntry | None = None
    cotangent: int | None = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Tell whether the gradient was shown to be right."""
        return self.verdict is GradientVerdict.MATCH


def wrong_entries(
    name: str,
    x: Array,
    flat: Array,
    evidence: Evidence,
    diagnosis: Diagnosis | None = None,
    sides: Sequence[str] = (),
) -> GradientReport:
    """
    Return the report of a gradient that is wrong in some entries.

    Args:
        name: What the gradient is with respect to.
        x: The point, for its shape.
        flat: The flat indices of the entries that *evidence* is about; a sample if fewer than those of *x*.
        evidence: One line for each of them; at least one is wrong.
        diagnosis: What the gradient is instead.
        sides: The side whose slope it takes at each kink.
    """
    line, cotangent = _worst(evidence)
    worst = _entry(evidence, line, cotangent, _index(flat[line], x))
    pattern = diagnosis or Diagnosis("", "")
    count, sampled = int(evidence.wrong_lines.sum()), " sampled" if flat.size < x.size else ""
    which = f"{count} of {flat.size}{sampled} entries {'is' if count == 1 else 'are'} wrong"
    where = f"; worst at {position(worst.index)}" if worst.index else ""
    message = f"gradient of {name}: {which}{where}: {_numbers(worst, pattern.words)}"
    message += _left_out(evidence, sides)
    details = {
        "index": list(worst.index),
        "numeric": worst.numeric,
        "analytic": worst.analytic,
        "ratio": worst.ratio,
        "pattern": pattern.words,
        "pattern_kind": pattern.kind,
        "cotangent": cotangent,
        "wrong_at": [list(_index(entry, x)) for entry in flat[evidence.wrong_lines][:64]],
    }
    details |= _picture(name, x, flat, evidence, cotangent)
    return _report(GradientVerdict.WRONG, message, evidence, details, worst, cotangent)


def _picture(name: str, x: Array, flat: Array, evidence: Evidence, cotangent: int) -> dict[str, Any]:
    """Return both slopes of each entry that counts, for the error tensor that showed it."""
    counts = ~(evidence.kinks | evidence.noisy)
    slopes = np.stack([evidence.numeric[:, cotangent], evidence.claimed[:, cotangent]], axis=1)[counts]
    index = [_index(entry, x) for entry in flat[counts]]
    return pictures.of_gradient(name, x.shape, index, slopes, evidence.wrong_lines[counts])


def _left_out(evidence: Evidence, sides: Sequence[str]) -> str:
    """Return what is said of entries at kinks and in noise: that they do not count."""
    parts, kinks, noisy = [], int(evidence.kinks.sum()), int(evidence.noisy.sum())
    if kinks:
        taken = set(sides) if len(sides) == kinks else {""}
        which = f"on the {min(taken)}" if len(taken) == 1 else "of one side"
        taste = "" if "" in taken else f" (the slope {which} is as good as the other there)"
        parts.append(f"; {kinks} at kinks of the function {_were(kinks)} left out{taste}")
    if noisy:
        parts.append(f"; {noisy} in which forward is too noisy to tell {_were(noisy)} left out")
    return "".join(parts)


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def wrong_directions(name: str, evidence: Evidence) -> GradientReport:
    """Return the report of a gradient that is wrong along random directions, though in no entry tried."""
    line, cotangent = _worst(evidence)
    along = _entry(evidence, line, cotangent, ())
    count = f"{int(evidence.wrong_lines.sum())} of {evidence.kinks.size} random directions"
    message = f"gradient of {name}: wrong slope along {count}; worst: {_numbers(along, '')}"
    details: dict[str, Any] = {"numeric": along.numeric, "analytic": along.analytic, "ratio": along.ratio}
    details |= {"pattern": "", "pattern_kind": ""}
    return _report(GradientVerdict.WRONG, message, evidence, details, None, cotangent)


def not_wrong(name: str, evidence: Evidence, what: str) -> GradientReport:
    """Return the report of evidence without a wrong slope; *what* are its lines, such as ``"entries"``."""
    if not evidence.moved:
        message = (
            f"gradient of {name}: forward does not depend on its input, so it has no slope to compare with"
        )
        return _report(GradientVerdict.TRIVIAL, message, evidence)
    if evidence.conclusive:
        return _report(GradientVerdict.MATCH, "", evidence)
    kinks, noisy, size = int(evidence.kinks.sum()), int(evidence.noisy.sum()), evidence.kinks.size
    message = (
        f"gradient of {name}: could not be checked: of {size} {what} forward has a kink at {kinks} "
        f"and is too noisy at {noisy}; does it round, or jump?"
    )
    return _report(GradientVerdict.INCONCLUSIVE, message, evidence)


def _entry(evidence: Evidence, line: int, cotangent: int, index: Shape) -> WrongEntry:
    """Return both slopes of a line; never ``-0.0``, which only puzzles."""
    claimed, numeric = evidence.claimed[line, cotangent], evidence.numeric[line, cotangent]
    return WrongEntry(index, float(claimed) + 0.0, float(numeric) + 0.0)


def _index(flat: int, x: Array) -> Shape:
    return tuple(int(i) for i in np.unravel_index(int(flat), x.shape))


def _worst(evidence: Evidence) -> tuple[int, int]:
    """Return the line and the cotangent that are most wrong."""
    gap = np.where(evidence.wrong, np.abs(evidence.claimed - evidence.numeric), -1.0)
    line, cotangent = np.unravel_index(int(gap.argmax()), gap.shape)
    return int(line), int(cotangent)


def _numbers(worst: WrongEntry, pattern: str) -> str:
    """Return both slopes, their ratio, and what the gradient is instead."""
    numeric, analytic = number_texts(worst.numeric, worst.analytic)
    ratio = f"ratio {number_texts(worst.ratio, 1.0)[0]}" if worst.ratio else ""
    words = ": ".join(filter(None, (ratio, pattern)))
    return f"numeric {numeric}, yours {analytic}" + (f" ({words})" if words else "")


def _report(
    verdict: GradientVerdict,
    message: str,
    evidence: Evidence,
    details: dict[str, Any] | None = None,
    worst: WrongEntry | None = None,
    cotangent: int | None = None,
) -> GradientReport:
    """Return a report with the counts of *evidence*."""
    counts = {
        "checked": evidence.kinks.size,
        "wrong": int(evidence.wrong_lines.sum()),
        "kinks": int(evidence.kinks.sum()),
        "noisy": int(evidence.noisy.sum()),
    }
    return GradientReport(
        verdict, message, **counts, worst=worst, cotangent=cotangent, details=counts | (details or {})
    )
