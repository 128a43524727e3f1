"""Compare a claimed gradient with finite differences. Pure NumPy: no files, no processes, no global state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.casework import Recorder, case_of, numeric_gradient, sides_taken
from grader.claims import (
    Again,
    Ahead,
    Backward,
    Forward,
    Misshapen,
    Stop,
    Subject,
    claimed_gradients,
    error_tensors,
    value_at,
)
from grader.compare import Array, as_float, rounding
from grader.diagnosis import diagnose, of_shape
from grader.differences import (
    FLOAT32,
    FLOAT64,
    Evaluate,
    Precision,
    Probe,
    Unsteady,
)
from grader.evidence import Evidence, Tolerance, examine
from grader.glance import LINES, plainly_right
from grader.gradreport import (
    GradientReport,
    GradientVerdict,
    not_wrong,
    wrong_directions,
    wrong_entries,
)
from grader.lines import Line, entry_lines, power_of_two, random_lines

EVERY_ENTRY = 200
"""Up to this size every entry is checked, 4 evaluations each; above it 8 directions find as much for 32."""

ROUNDED = 13
"""A value that has fewer decimals, at a point that has more, is one that forward rounded."""

_GRAIN, _GRAINS = 2e-8, 16
_JUMP = 2.0**-28

DIRECTIONS = 8
SAMPLED_ENTRIES = 24


def gradcheck(  # noqa: PLR0913  options of the check authors' API, by keyword
    forward: Forward,
    backward: Backward,
    x: Array,
    *,
    rng: np.random.Generator,
    name: str = "input_tensor",
    rtol: float = 1e-6,
    cotangents: int = 3,
    evaluate: Evaluate | None = None,
    earlier: Sequence[Array] = (),
    ahead: Ahead | None = None,
) -> GradientReport:
    """
    Return whether *backward* is the gradient of *forward* at *x*, and if not, where and how.

    Differences at two step sizes are extrapolated; only where both agree is there evidence. What
    differs is estimated again at many steps, so that kinks and noise cost nothing, but a pass needs
    a majority of certain slopes. Random error tensors, as softmax has a gradient of zero for one of
    ones. A function that computes in float32 is judged by what float32 can show.

    Args:
        forward: Maps an array like *x* to an array or a number.
        backward: Called right after ``forward(x)`` with an error tensor like the value of *forward*
            (``1.0`` for a number, ones for an array of one entry, as losses ignore it); gives the
            gradient, like *x*.
        x: Any shape, float64, finite; not changed.
        rng: Draws the error tensors and directions; nothing else is random.
        name: What *x* is to students, such as ``"weights"``.
        rtol: Of an entry; directions through large arrays are held to a hundredth of it.
        cotangents: How many error tensors; their cost is one backward each, no forwards.
        evaluate: Gives the values of *forward* at a list of points, by default one by one; the place
            to pipeline calls to another process. The last point is *x* itself: it must give its value again.
        earlier: Arrays like *x* that earlier calls of the same functions returned, so that a gradient
            left over from one of them can be told as such.
        ahead: Gives the answers to calls of both functions in one go, where it can.

    Raises:
        ValueError: *x* is not a finite float64 array with entries, or an option is out of range.

    Source: CS231n notes, "Gradient checks"; Richardson's extrapolation.
    """
    _validate(x, rtol, cotangents)
    subject = Subject(forward, backward, x, name, ahead)
    evaluate = again = Again(evaluate or _one_by_one(forward), subject)
    try:
        value = value_at(subject)
        errors = error_tensors(value, cotangents, rng)
        try:
            claims = claimed_gradients(subject, value, errors, earlier)
        except Misshapen as stop:
            return _shape_told(stop, x, value, evaluate)
        matter = _Matter(name, x, value, errors, claims, rtol, tuple(earlier))
        report = _judge(matter, evaluate, rng)
        again.require_repeatable(value)
        return report
    except Stop as stop:
        return stop.report
    except Unsteady as unsteady:
        return GradientReport(GradientVerdict.UNREPEATABLE, f"{name}: forward returned {unsteady}")


def _shape_told(stop: Misshapen, x: Array, value: Array, evaluate: Evaluate) -> GradientReport:
    """Return the report of a gradient of the wrong shape, with what it is where its numbers show it."""
    precision = _own_precision(value)
    probe = Probe(evaluate, x, as_float(value), stop.error.reshape(1, -1), precision)
    numeric = numeric_gradient(probe) if x.size <= EVERY_ENTRY else None
    fit = 10 * max(rounding(stop.claim.dtype)[0], precision.rtol, 1e-6)
    return stop.told(of_shape(as_float(stop.claim), x.shape, numeric, fit))


@dataclass(frozen=True)
class _Matter:
    """What is to be judged: the value of a function at *x*, and the gradients claimed for *errors*."""

    name: str
    x: Array
    value: Array
    errors: Sequence[Array]
    claims: Sequence[Array]
    rtol: float
    earlier: tuple[Array, ...] = ()

    def slopes(self, lines: Sequence[Line]) -> Array:
        """Return the slopes that the gradients claim; shape ``(lines, cotangents)``."""
        claims = [as_float(claim) for claim in self.claims]
        return np.array([[line.slope(claim) for claim in claims] for line in lines])

    def for_entries(self, precision: Precision) -> Tolerance:
        """Return how far an entry may be off."""
        relative, scale = rounding(self.claims[0].dtype)
        relative = max(relative, self.rtol, precision.rtol)
        return Tolerance(relative, max(scale, 1e-3 * relative, precision.scale), min(100 * relative, 1e-2))

    def for_directions(self, precision: Precision) -> Tolerance:
        """Return how far the slope along a direction may be off, whose many entries' errors average out."""
        relative = max(rounding(self.claims[0].dtype)[1], 0.01 * self.rtol, precision.scale)
        return Tolerance(relative, relative, min(100 * relative, 1e-2))


def _judge(matter: _Matter, evaluate: Evaluate, rng: np.random.Generator) -> GradientReport:
    """Judge in the precision of the value; where it may be coarser than it looks, in that one as well."""
    own = _own_precision(matter.value)
    flat = np.stack([error.ravel() for error in matter.errors])
    probe = Probe(evaluate, matter.x, as_float(matter.value), flat, own)
    if plainly_right(probe, matter.claims, matter.rtol, rng):
        return GradientReport(GradientVerdict.MATCH, checked=LINES)
    first = _look(matter, probe, rng)
    if first.passed or own is FLOAT32:
        return first
    digits = _decimals(evaluate, matter)
    shown = digits is None and first.verdict is GradientVerdict.WRONG
    if shown and not _is_float32_within(matter.value) and not _is_grainy(evaluate, matter):
        return first
    second = _look(matter, replace(probe, precision=_coarser(matter.value, digits)), rng)
    return second if second.passed or digits is not None else first


def _look(matter: _Matter, probe: Probe, rng: np.random.Generator) -> GradientReport:
    small = matter.x.size <= EVERY_ENTRY
    return _by_entries(matter, probe) if small else _by_directions(matter, probe, rng)


def _is_float32_within(value: Array) -> bool:
    """Tell whether every entry of a float64 value has a float32's few digits."""
    with np.errstate(over="ignore"):
        return np.array_equal(value.astype(np.float32), value)


def _is_grainy(evaluate: Evaluate, matter: _Matter) -> bool:
    """
    Tell whether forward computes with fewer digits than float64, in some of its parts at least.

    Along steps shorter than those between two numbers of float32, what float32 rounds stands still and
    jumps; a function of float64 goes on as straight as its curvature lets it.
    """
    points = [matter.x * (1 + k * _GRAIN) for k in range(_GRAINS)]
    values = np.array(evaluate(points), dtype=np.float64)
    jumps = np.abs(np.diff(values, n=2, axis=0)).max()
    return bool(jumps > _JUMP * np.abs(values).max())


def _decimals(evaluate: Evaluate, matter: _Matter) -> int | None:
    """Return to how many decimals forward rounds, or None; asked at a point whose own decimals are many."""
    value = np.asarray(evaluate([matter.x * (1 + 1e-6 / 3) + 1e-6 / 7])[0], dtype=np.float64)
    finest = 64 * np.spacing(np.abs(value).max())
    rounded = (k for k in range(ROUNDED) if 10.0**-k > finest and np.array_equal(np.round(value, k), value))
    return next(rounded, None) if value.any() else None


def _coarser(value: Array, digits: int | None) -> Precision:
    """Return the precision of float32, or of values rounded to a number of decimals if that is less."""
    largest = float(np.abs(value).max())
    if digits is None or not largest:
        return FLOAT32
    return replace(FLOAT32, name=f"{digits} decimals", eps=max(FLOAT32.eps, 10.0**-digits / (4 * largest)))


def _own_precision(value: Array) -> Precision:
    return FLOAT32 if value.dtype == np.float32 else FLOAT64


def _by_entries(matter: _Matter, probe: Probe) -> GradientReport:
    """Judge every entry."""
    flat = np.arange(matter.x.size)
    probe = replace(probe, evaluate=Recorder(probe.evaluate))
    evidence = _examine_entries(matter, probe, flat)
    if evidence.wrong.any():
        return _explained(matter, probe, flat, evidence)
    return not_wrong(matter.name, evidence, "entries")


def _by_directions(matter: _Matter, probe: Probe, rng: np.random.Generator) -> GradientReport:
    """
    Judge random directions; on a failure look for entries that show it.

    An error in any entry shows along nearly every direction. Where few are wrong, or none tells, as
    in a whole network, whose kinks they cross, sampled entries decide.
    """
    lines = random_lines(matter.x, DIRECTIONS, rng)
    evidence = examine(probe, lines, matter.slopes(lines), matter.for_directions(probe.precision))
    wrong = bool(evidence.wrong.any())
    if not wrong and (evidence.conclusive or not evidence.moved):
        return not_wrong(matter.name, evidence, "random directions")
    flat = rng.choice(matter.x.size, SAMPLED_ENTRIES, replace=False)
    if wrong:
        flat = np.union1d(flat, _search(matter, probe, rng))
    entries = _examine_entries(matter, probe, flat)
    if entries.wrong.any():
        return _explained(matter, probe, flat, entries)
    if 2 * evidence.wrong_lines.sum() > DIRECTIONS:
        return wrong_directions(matter.name, evidence)
    return not_wrong(matter.name, entries, "entries")


def _examine_entries(matter: _Matter, probe: Probe, flat: Array) -> Evidence:
    """Hold some entries of the gradient against differences."""
    lines = entry_lines(matter.x, [int(i) for i in flat])
    return examine(probe, lines, matter.slopes(lines), matter.for_entries(probe.precision))


def _explained(matter: _Matter, probe: Probe, flat: Array, evidence: Evidence) -> GradientReport:
    """Return the report of wrong entries, with what the gradient is instead and how it takes kinks."""
    errors, claims = np.stack(matter.errors), np.stack([as_float(claim) for claim in matter.claims])
    case = case_of(probe, as_float(errors), claims, evidence, flat)
    diagnosis = diagnose(replace(case, earlier=matter.earlier))
    sides = sides_taken(probe, claims.reshape(len(claims), -1), evidence, flat)
    return wrong_entries(matter.name, matter.x, flat, evidence, diagnosis, sides)


def _search(matter: _Matter, probe: Probe, rng: np.random.Generator) -> int:
    """
    Return the flat index of an entry that is probably wrong.

    Halves the entries again and again, keeping the half along which the slope is further off: a
    single wrong one of 100,000 is found in 17 rounds of 8 evaluations.
    """
    direction = rng.choice([-1.0, 1.0], matter.x.size) * rng.uniform(0.5, 1.5, matter.x.size)
    low, high = 0, matter.x.size
    while high - low > 1:
        middle = (low + high) // 2
        halves = []
        for start, end in ((low, middle), (middle, high)):
            part = np.zeros(matter.x.size)
            part[start:end] = direction[start:end]
            halves.append(Line(power_of_two((end - start) ** -0.25), direction=part.reshape(matter.x.shape)))
        off = np.abs(probe.slopes(halves).value - matter.slopes(halves)).max(axis=1)
        low, high = (low, middle) if off[0] > off[1] else (middle, high)
    return low


def _validate(x: Array, rtol: float, cotangents: int) -> None:
    """Refuse what only the author of a check can have got wrong."""
    if getattr(x, "dtype", None) != np.float64:
        raise ValueError(f"x must be a float64 array, got {getattr(x, 'dtype', type(x).__name__)}")
    if not x.size or not np.isfinite(x).all():
        raise ValueError(f"x must have entries, all finite; its shape is {x.shape}")
    if not 0 < rtol < 1 or cotangents < 1:
        raise ValueError(f"need 0 < rtol < 1 and cotangents >= 1, got {rtol!r} and {cotangents!r}")


def _one_by_one(forward: Forward) -> Evaluate:
    """Return the plain way to evaluate; values are copied, as a layer may reuse its buffer."""
    return lambda points: [np.array(forward(point)) for point in points]
