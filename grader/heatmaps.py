"""Draw what was expected, what came and the difference as small heat maps. Pure: numbers to markup."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from grader.page import visible_text

if TYPE_CHECKING:
    from markupsafe import Markup

SHADES = 5
"""So many shades on either side of zero."""

MOST_NUMBERS = 64
_NUMBER_COLUMNS = 10
_FOLD = 20
_FEW = 8
_CELL = 14
_CLOSE = 1e-6

Row = Sequence[float]
Block = Sequence[Row]


@dataclass(frozen=True)
class _Scale:
    """Maps a number to one of the shades; *limit* and beyond is the strongest."""

    limit: float

    def shade(self, value: float) -> str:
        """Return the class of a cell: ``n5`` to ``n1``, ``z``, ``p1`` to ``p5``, ``x`` for no number."""
        if math.isnan(value):
            return "x"
        if math.isinf(value):  # also where nothing finite sets a limit
            return f"{'n' if value < 0 else 'p'}{SHADES}"
        part = max(-1.0, min(value / self.limit, 1.0)) if self.limit else 0.0
        step = math.ceil(abs(part) * SHADES - 1e-9) if abs(part) > 0.02 else 0
        return f"{'n' if part < 0 else 'p'}{step}" if step else "z"


def heat_maps(comparison: object, differing: object = None) -> Markup | None:
    """
    Return three heat maps of one comparison side by side, with a legend, or None for no such data.

    Few numbers are written in their cells, in tables that a screen reader can read; many are drawn, with
    the largest difference told in words. Both arrays share a scale; the difference has its own.

    Args:
        comparison: ``{"name", "shape", "expected", "got"}`` with nested lists of numbers or the texts
            ``nan``, ``inf``, ``-inf``.
        differing: How many entries are wrong by the check's own tolerance; without that number each entry
            counts that differs at all.
    """
    from markupsafe import Markup

    arrays = _arrays(comparison)
    if arrays is None:
        return None
    expected, got, shape = arrays
    differences = [_difference(a, b) for a, b in zip(expected, got, strict=True)]
    values = _Scale(_largest(expected) or _largest(got))
    apart = _Scale(_largest(differences))
    maps = (("expected", expected, values), ("got", got, values), ("difference", differences, apart))
    draw = _numbered if _has_room(shape) else _drawn
    figures = Markup().join(
        Markup('<div class="map"><p class="map-name">{}</p>{}</div>').format(
            title, draw(title, list(_blocks(numbers, shape)), scale)
        )
        for title, numbers, scale in maps
    )
    name = comparison.get("name") if isinstance(comparison, Mapping) else ""
    legend = _legend(values.limit, apart.limit) if len(expected) > _FEW else Markup()
    return Markup(
        '<figure class="maps"><figcaption>{}</figcaption><div class="row">{}</div>{}</figure>'
    ).format(_caption(str(name or ""), shape, expected, got, differing), figures, legend)


def number(value: float) -> str:
    """Return *value* with three digits, as short as it can be, with a real minus sign."""
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else "∞" if value > 0 else "−∞"
    whole = 1000 <= abs(value) < 1e5
    text = f"{value:.0f}" if whole else f"{value:.3g}".replace("e+0", "e").replace("e-0", "e-")
    text = text.replace("e+", "e")
    return ("0" if float(text) == 0 else text).replace("-", "−")


def flat(values: object) -> list[float] | None:
    """Return nested lists of numbers and of the texts ``nan``, ``inf``, ``-inf`` as one list; else None."""
    if isinstance(values, list):
        parts = [flat(value) for value in values]
        known = [part for part in parts if part is not None]
        return [one for part in known for one in part] if len(known) == len(parts) else None
    if isinstance(values, bool | int | float):
        return [float(values)]
    return [float(values)] if isinstance(values, str) and values in {"nan", "inf", "-inf"} else None


def shape_of(part: Mapping[str, Any]) -> tuple[int, ...] | None:
    """Return the shape that *part* tells, or None where it is none."""
    shape = part.get("shape")
    if not isinstance(shape, list) or not all(type(size) is int and size > 0 for size in shape):
        return None
    return tuple(shape)


def shape_text(shape: Sequence[int]) -> str:
    """Return ``5 × 3``."""
    return " × ".join(map(str, shape)) if len(shape) > 1 else f"{math.prod(shape)} entries"


def _arrays(comparison: object) -> tuple[list[float], list[float], tuple[int, ...]] | None:
    if not isinstance(comparison, Mapping):
        return None
    expected, got = flat(comparison.get("expected")), flat(comparison.get("got"))
    shape = shape_of(comparison)
    if expected is None or got is None or not shape:
        return None
    return (expected, got, shape) if len(expected) == len(got) == math.prod(shape) else None


def _difference(expected: float, got: float) -> float:
    if expected == got or (math.isnan(expected) and math.isnan(got)):
        return 0.0
    apart = got - expected
    largest = max(abs(expected), abs(got))
    return 0.0 if math.isfinite(largest) and abs(apart) <= _CLOSE * largest else apart


def _largest(numbers: Sequence[float]) -> float:
    return max((abs(value) for value in numbers if math.isfinite(value)), default=0.0)


def _has_room(shape: Sequence[int]) -> bool:
    wide = math.prod(shape) if _is_line(shape) else shape[-1]
    return math.prod(shape) <= MOST_NUMBERS and (wide <= _NUMBER_COLUMNS or _is_line(shape))


def _is_line(shape: Sequence[int]) -> bool:
    return math.prod(shape) == max(shape) and (len(shape) == 1 or (shape[-1] == 1 and max(shape) > 6))


def _blocks(numbers: Sequence[float], shape: Sequence[int]) -> Iterator[Block]:
    """Give the matrices of an array; a long line is folded into rows, in its order."""
    if _is_line(shape):
        columns = min(len(numbers), _FOLD if len(numbers) > MOST_NUMBERS else 8)
        yield [numbers[start : start + columns] for start in range(0, len(numbers), columns)]
        return
    rows, columns = shape[-2], shape[-1]
    lines = [numbers[start : start + columns] for start in range(0, len(numbers), columns)]
    for start, end in pairwise(range(0, len(lines) + 1, rows)):
        yield lines[start:end]


def _numbered(title: str, blocks: Sequence[Block], scale: _Scale) -> Markup:
    """Return the matrices as tables with their numbers; *title* names them for who cannot see them."""
    from markupsafe import Markup

    def cell(value: float) -> Markup:
        shown = "·" if title == "difference" and value == 0 else number(value)
        return Markup('<td class="{}">{}</td>').format(scale.shade(value), shown)

    tables = [
        Markup('<table class="heat"><caption class="quiet">{}</caption><tbody>{}</tbody></table>').format(
            title if len(blocks) == 1 else f"{title}, part {place} of {len(blocks)}",
            Markup().join(
                Markup("<tr>{}</tr>").format(Markup().join(cell(value) for value in row)) for row in block
            ),
        )
        for place, block in enumerate(blocks, 1)
    ]
    return Markup('<div class="scroll" tabindex="0" role="group" aria-label="{}">{}</div>').format(
        title, Markup().join(tables)
    )


def _drawn(title: str, blocks: Sequence[Block], scale: _Scale) -> Markup:
    """Return the matrices below one another as coloured squares, all squares of a shade as one path."""
    from markupsafe import Markup

    squares: dict[str, list[str]] = {}
    top, width = 0, max(len(block[0]) for block in blocks)
    for block in blocks:
        for line, row in enumerate(block):
            for column, value in enumerate(row):
                square = f"M{_CELL * column} {top + _CELL * line}h13v13h-13z"
                squares.setdefault(scale.shade(value), []).append(square)
        top += _CELL * len(block) + 5
    paths = Markup().join(
        Markup('<path class="{}" d="{}"/>').format(shade, "".join(each)) for shade, each in squares.items()
    )
    size = (_CELL * width, top - 5)
    return Markup(
        '<svg class="heat" role="img" aria-label="{}, {} entries as colours" '
        'viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>'
    ).format(title, sum(map(len, squares.values())), *size, *size, paths)


def _caption(
    name: str, shape: Sequence[int], expected: Sequence[float], got: Sequence[float], differing: object
) -> str:
    gaps = [_difference(a, b) for a, b in zip(expected, got, strict=True)]
    wrong = [place for place, gap in enumerate(gaps) if gap != 0]
    head = visible_text(name)[:80] or "the array"
    text = f"{head}, {shape_text(shape)}: "
    if not wrong:
        return text + "no difference in six digits"
    text += f"{differing if type(differing) is int else len(wrong)} of {len(gaps)} differ"
    if len(gaps) <= MOST_NUMBERS:
        return text
    worst = max(wrong, key=lambda place: math.inf if math.isnan(gaps[place]) else abs(gaps[place]))
    return (
        f"{text}, most at {_index(worst, shape)}: "
        f"expected {number(expected[worst])}, got {number(got[worst])}"
    )


def _index(place: int, shape: Sequence[int]) -> str:
    parts: list[int] = []
    for size in reversed(shape):
        place, part = divmod(place, size)
        parts.append(part)
    return f"[{', '.join(map(str, reversed(parts)))}]"


def _legend(values: float, apart: float) -> Markup:
    from markupsafe import Markup

    steps = [f"n{step}" for step in range(SHADES, 0, -1)] + ["z"] + [f"p{s}" for s in range(1, SHADES + 1)]
    keys = Markup().join(
        Markup('<rect class="{}" x="{}" y="0" width="14" height="8"/>').format(step, 14 * place)
        for place, step in enumerate(steps)
    )
    bar = Markup(
        '<svg class="heat" aria-hidden="true" width="154" height="8" viewBox="0 0 154 8">{}</svg>'
    ).format(keys)
    return Markup('<p class="legend"><span>negative</span>{}<span>positive</span><span>{}</span></p>').format(
        bar, f"strongest at ±{number(values)}" + (f"; in the difference at ±{number(apart)}" if apart else "")
    )
