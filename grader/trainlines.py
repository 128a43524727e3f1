"""Tell of the training on MNIST in short lines: runs, loss curves, what is mistaken for what. Pure text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from grader.schema import AccuracyPart, RunPart

MOST_RUNS = 5
_MOST_PAIRS = 3
_MOST_COLUMNS = 40
_DEAD_ENDS = {
    "not finite": "no weight is a number any more",
    "unchanged": "the training does not change the weights",
}


def run_line(run: RunPart, levels: str, to: str, columns: int) -> tuple[str, str]:
    """
    Return a head and a line for *run*: its seed and accuracy; its loss as a curve with both ends.

    Args:
        run: Of a report; a loss that was no number is shown as ``?``.
        levels: Characters from low to high.
        to: What stands between the first and the last loss.
        columns: Room for both; on little, the accuracy is left out.
    """
    wide = columns >= 70
    head = f"seed {run.seed}  {100 * run.accuracy:.2f} %" if wide else f"seed {run.seed}"
    finite = [loss for loss in run.loss if loss is not None]
    if not finite:
        return head, ""
    ends = f"{finite[0]:.3g} {to} {finite[-1]:.3g}"
    room = columns - len(head) - len(ends) - len("    loss  ") - 1
    return head, f"loss {sparkline(run.loss, levels, max(5, min(_MOST_COLUMNS, room)))} {ends}"


def sparkline(values: Sequence[float | None], levels: str, columns: int) -> str:
    """Return the means of *columns* stretches of *values* as characters of *levels*, ``?`` for no number."""
    step = max(len(values) / max(columns, 1), 1.0)
    stretches = [
        [value for value in values[int(i * step) : int((i + 1) * step)] if value is not None]
        for i in range(round(len(values) / step))
    ]
    means = [math.fsum(stretch) / len(stretch) if stretch else None for stretch in stretches]
    known = [mean for mean in means if mean is not None]
    low, high = min(known), max(known)
    scale = (len(levels) - 1) / (high - low) if high > low else 0.0
    return "".join("?" if mean is None else levels[round((mean - low) * scale)] for mean in means)


def mistaken(accuracy: AccuracyPart) -> str:
    """Return which digits are most often taken for which others; empty where that is not known."""
    pairs = [
        (-count, label, digit)
        for label, row in enumerate(accuracy.confusion or ())
        for digit, count in enumerate(row)
        if count and label != digit
    ]
    told = [f"{label} for {digit} ({-count} times)" for count, label, digit in sorted(pairs)[:_MOST_PAIRS]]
    return f"most often taken: {', '.join(told)}" if told else ""


def endings(accuracy: AccuracyPart) -> list[str]:
    """Return a sentence for each reason why runs were ended early or left out; none where all were whole."""
    told = []
    rule = accuracy.early_stop
    if rule and (runs := [run for run in accuracy.runs if run.stopped == "reached"]):
        right = f"{100 * rule.level:g} % of {rule.validation_images} held-out images were right"
        told.append(f"ended early, {_after(runs)}: {right}, which is enough for all points")
    for reason, words in _DEAD_ENDS.items():
        if runs := [run for run in accuracy.runs if run.stopped == reason]:
            told.append(f"ended early, {_after(runs)}: {words}")
    if accuracy.left_out:
        told.append(f"not trained with {_seeds(accuracy.left_out)}: no points could be earned any more")
    return told


def _after(runs: Sequence[RunPart]) -> str:
    """Return the seeds of *runs*, and after how many iterations they were ended, where that is known."""
    head = _seeds([run.seed for run in runs])
    done = sorted(run.iterations for run in runs)
    if not done[0] or runs[0].planned is None:
        return head
    span = f"{done[0]}" if done[0] == done[-1] else f"{done[0]} to {done[-1]}"
    return f"{head} after {span} of {runs[0].planned} iterations"


def _seeds(seeds: Sequence[int]) -> str:
    return f"{'seed' if len(seeds) == 1 else 'seeds'} {', '.join(map(str, seeds))}"
