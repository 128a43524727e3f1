"""Show which digits a network takes for which, as a table with shades. Pure: counts to markup."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

SHADES = 5


def confusion_table(counts: Sequence[Sequence[int]]) -> Markup | None:
    """
    Return the table of *counts*, or None where it is no square of counts with anything in it.

    The diagonal, what is right, and the rest have colours of their own; a shade tells the share of its row,
    and for mistakes grows quickly, since there are few.

    Args:
        counts: Shape ``(10, 10)``: row the label, column the prediction.
    """
    from markupsafe import Markup

    size = len(counts)
    if not size or any(len(row) != size for row in counts) or not any(map(any, counts)):
        return None
    head = Markup().join(Markup('<th scope="col">{}</th>').format(digit) for digit in range(size))
    rows = Markup().join(_row(digit, row) for digit, row in enumerate(counts))
    return Markup(
        '<p class="soft small">{}</p>'
        '<div class="scroll" tabindex="0" role="group" aria-label="Confusion matrix">'
        '<table class="confusion"><caption class="quiet">Confusion matrix</caption>'
        '<thead><tr><th scope="col">'
        '<span class="quiet">label</span></th>{}<th scope="col">right</th></tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(_caption(counts), head, rows)


def pairs(counts: Sequence[Sequence[int]]) -> list[tuple[int, int, int]]:
    """Return ``(label, prediction, count)`` of the mistakes, the most frequent first."""
    found = [
        (label, predicted, count)
        for label, row in enumerate(counts)
        for predicted, count in enumerate(row)
        if count and label != predicted
    ]
    return sorted(found, key=lambda pair: -pair[2])


def _row(label: int, row: Sequence[int]) -> Markup:
    from markupsafe import Markup

    total = sum(row)
    cells = Markup().join(
        Markup('<td class="{}">{}</td>').format(_shade(count, total, right=label == predicted), count or "·")
        for predicted, count in enumerate(row)
    )
    share = f"{row[label] / total:.1%}" if total else "–"
    return Markup('<tr><th scope="row">{}</th>{}<td class="share">{}</td></tr>').format(label, cells, share)


def _shade(count: int, total: int, *, right: bool) -> str:
    if not count:
        return "diagonal" if right else "none"
    share = count / total
    if right:
        return f"diagonal d{max(1, math.ceil(share * SHADES))}"
    return f"m{min(SHADES, max(1, math.ceil(math.sqrt(share) * SHADES)))}"


def _caption(counts: Sequence[Sequence[int]]) -> str:
    most = pairs(counts)[:3]
    told = ", ".join(f"{label} for {predicted} ({count} times)" for label, predicted, count in most)
    head = "Rows: the digit that it is; columns: what your network says."
    return f"{head} Most often it takes {told}." if told else f"{head} It makes no mistake."
