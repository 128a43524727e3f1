"""Recognise one factor between two arrays, or between the steps that led to them. Pure NumPy."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from grader.pairs import RATE, SIZES, Array, Pair, Pattern

_HANDED = "a number that was handed over"
_FLIPPED = " and the sign is flipped"
_STEP = "the step is "
_ROOTS = tuple(f"the square root of {name}" for name in SIZES[:2])
_NAMES = (*SIZES, RATE, *(f"half {name}" for name in SIZES), *_ROOTS, _HANDED, "2")
_SMALLEST = 1e-100  # a factor beyond this explains nothing, and its inverse may overflow
_LONE_RTOL = 1e-6
_LOGARITHMS = {"a logarithm to base 10 instead of e": 10.0, "a logarithm to base 2 instead of e": 2.0}
_BESSEL = "n - 1 instead of n in a mean"
_RATE_IN_STEP = {
    f"divided by {RATE}": "the learning rate is missing from the step",
    f"multiplied by {RATE}": "the learning rate counts twice in the step",
}

_FACTORS = frozenset(
    {f"{how} by {name}" for how in ("multiplied", "divided") for name in _NAMES}
    | {"too large by one factor", "too small by one factor"}
)
_STEPS = frozenset({_STEP + kind for kind in _FACTORS - _RATE_IN_STEP.keys()} | set(_RATE_IN_STEP.values()))
_UNSIGNED = _FACTORS | _STEPS | _LOGARITHMS.keys() | {_BESSEL}
KINDS = (
    _UNSIGNED
    | {kind + _FLIPPED for kind in _UNSIGNED}
    | {
        "the sign is flipped",
        "the step has the wrong sign",
        "the step alone",
        "the update was applied twice",
        "added to what was there before",
    }
)
"""What these patterns are called."""


def negated(pair: Pair) -> Pattern | None:
    """Recognise a flipped sign."""
    return Pattern("the sign is flipped", "the sign is flipped") if pair.fits(-pair.expected) else None


def scaled(pair: Pair) -> Pattern | None:
    """
    Recognise one factor in all entries.

    Where all entries have one size, any number is a multiple of the expected one: only a factor that has a
    name, a whole number or the inverse of one is told then.
    """
    lone = not pair.rich
    if lone:
        pair = replace(pair, rtol=min(pair.rtol, _LONE_RTOL))
    ratio = _ratio(pair.actual, pair.expected)
    if not (_SMALLEST < abs(ratio) < 1 / _SMALLEST and pair.fits(ratio * pair.expected)):
        return None
    if (named := _named(pair, ratio)) and pair.proves(pair.expected):
        return named
    size = max(abs(ratio), 1 / abs(ratio))
    whole = size > 1.5 and abs(size - round(size)) <= _LONE_RTOL * size
    if not (whole if lone else pair.proves(pair.expected, spare=1)):
        return None
    return _signed(f"too {'large' if abs(ratio) > 1 else 'small'} by one factor", _times(abs(ratio)), ratio)


def stepped(pair: Pair) -> Pattern | None:
    """Recognise a wrong step from what was there before: against its sign, twice, or by a factor."""
    for before in pair.clues.before:
        if before.shape != pair.expected.shape or not pair.actual.any():  # nothing is no step
            continue
        noise = 1e-14 * float(np.abs(before).max(initial=0.0))
        step = Pair(pair.actual - before, pair.expected - before, pair.rtol, pair.clues, noise)
        if found := _wrong_step(step) or _step_alone(pair, step.expected):
            return found
    return None


def _wrong_step(step: Pair) -> Pattern | None:
    found = scaled(step)
    if found and found.kind in _RATE_IN_STEP:  # a rate of 1/2 that is missing looks like a second step
        return _of_step(found)
    if step.fits(-step.expected):
        return Pattern("the step has the wrong sign", "the step goes the wrong way: its sign is flipped")
    if step.fits(2 * step.expected):
        return Pattern("the update was applied twice", "the update was applied twice")
    return _of_step(found) if found else None


def _step_alone(pair: Pair, step: Array) -> Pattern | None:
    """Recognise a step, of either sign, that came in place of what it leads to."""
    if pair.explained_by(step) or pair.explained_by(-step):
        return Pattern("the step alone", "the step alone, without what was there before")
    return None


def accumulated(pair: Pair) -> Pattern | None:
    """Recognise what was added to the result of an earlier call instead of replacing it."""
    for earlier in pair.clues.earlier:
        fits = earlier.shape == pair.expected.shape and pair.fits(pair.expected + earlier)
        if fits and earlier.size > 1 and pair.proves(earlier):
            words = "added to what the call before gave, instead of replacing it"
            return Pattern("added to what was there before", words)
    return None


def _ratio(actual: Array, expected: Array) -> float:
    """Return the factor that fits the entries best, by least squares; 0 where there is none."""
    largest = float(np.abs(expected).max(initial=0.0))
    if not _SMALLEST < largest < 1 / _SMALLEST:
        return 0.0
    first = int(np.abs(expected).argmax())
    few = np.s_[:: max(1, expected.size // 16)]
    guess = float(actual.flat[first]) / float(expected.flat[first])
    gap = np.abs(actual.ravel()[few] - guess * expected.ravel()[few])
    if not gap.max() <= 1e-2 * abs(guess) * largest:
        return 0.0  # in a few entries already there is no common factor
    unit = expected / largest
    with np.errstate(over="ignore", invalid="ignore"):
        ratio = float(np.vdot(unit, actual / largest) / np.vdot(unit, unit))
    return ratio if math.isfinite(ratio) else 0.0


def _named(pair: Pair, ratio: float) -> Pattern | None:
    """Return the pattern of a factor that means something here, or None."""
    size, rtol = abs(ratio), max(pair.rtol, 1e-9)
    found = [
        (name, multiplied)
        for name, number in _candidates(pair)
        for multiplied in (True, False)
        if abs((size if multiplied else 1 / size) - number) <= rtol * number
    ]
    if found:
        multiplied = found[0][1]
        return _of_names([name for name, how in found if how is multiplied], ratio, multiplied)
    for kind, base in _LOGARITHMS.items():
        if abs(1 / size - math.log(base)) <= rtol:
            return _signed(kind, f"{_times(size)}: {kind}?", ratio)
    rows = float(pair.expected.shape[0]) if pair.expected.ndim == 2 else 0.0
    for n in (rows, *(number for name, number in pair.clues.constants.items() if name in SIZES)):
        if n > 2 and any(abs(size ** (2 * power) - (n - 1) / n) <= 2 * rtol for power in (1, -1, 0.5, -0.5)):
            return _signed(_BESSEL, f"{_times(size)}: n - 1 instead of n = {n:.0f}, or the reverse?", ratio)
    return None


def _candidates(pair: Pair) -> Iterator[tuple[str, float]]:
    """Give the numbers that a factor may be, by their words; 1 explains nothing."""
    constants = [(name, abs(float(number))) for name, number in pair.clues.constants.items()]
    named = [(name, number) for name, number in constants if name in {*SIZES, RATE}]
    halves = [(f"half {name}", number / 2) for name, number in named if name in SIZES]
    roots = [(f"the square root of {name}", math.sqrt(number)) for name, number in named if name in SIZES[:2]]
    others = [item for item in constants if item not in named]
    for name, number in (*named, ("2", 2.0), *halves, *roots, *others):
        if _SMALLEST < number < 1 / _SMALLEST and abs(number - 1) > 1e-3:
            yield name, number


def _of_names(names: list[str], ratio: float, multiplied: bool) -> Pattern:
    """Return the pattern of a factor that is called by each of *names*; the first one is told."""
    first, others = names[0], [name for name in names[1:] if name in {*SIZES, RATE, "2"}]
    told = first if first in _NAMES else _HANDED
    how, words = "multiplied" if multiplied else "divided", _times(abs(ratio))
    if first != "2":
        unlikely = multiplied and told not in {RATE, _HANDED}
        words += f": {'not divided' if unlikely else how} by {' or '.join([first, *others])}?"
    return _signed(f"{how} by {told}", words, ratio)


def _signed(kind: str, words: str, ratio: float) -> Pattern:
    """Return the pattern, saying also where the factor is negative."""
    if ratio > 0:
        return Pattern(kind, words)
    size, colon, rest = words.partition(":")
    return Pattern(kind + _FLIPPED, size + _FLIPPED + colon + rest)


def _times(size: float) -> str:
    return f"{max(size, 1 / size):.6g} times too {'large' if size > 1 else 'small'}"


def _of_step(found: Pattern) -> Pattern | None:
    """Return what is wrong with a step, from what is wrong with a value; no step is a logarithm."""
    kind, flipped, _ = found.kind.partition(_FLIPPED)
    if kind in _RATE_IN_STEP:
        told = _RATE_IN_STEP[kind]
        words = f"{_STEP}{found.words.partition(':')[0]}: {told.partition(' from ')[0].partition(' in ')[0]}?"
        return Pattern(told + flipped, words)
    return None if kind in {*_LOGARITHMS, _BESSEL} else Pattern(_STEP + kind + flipped, _STEP + found.words)
