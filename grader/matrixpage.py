"""Show on a terminal which check catches which misconception, and how far the runs for that are."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import IO

from grader.matrix import Matrix
from grader.page import is_lively
from grader.verify import Proof

_COLUMNS = 110


class RunsView:
    """A line that counts runs, drawn again and again on a terminal and not at all elsewhere."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._lively = stream, is_lively(stream)

    def __call__(self, done: int, runs: int) -> None:
        """Draw the line for *done* of all *runs*; the last one removes it."""
        if self._lively:
            text = f"rehearsing: {done} of {runs} runs" if done < runs else ""
            self._stream.write(f"\r\x1b[2K{text}")
            self._stream.flush()


def faults(matrix: Matrix, proofs: Sequence[Proof]) -> list[str]:
    """Return all that is wrong with an assignment, one line each."""
    return [*(fault for proof in proofs for fault in proof.faults), *matrix.faults()]


def told(matrix: Matrix, proofs: Sequence[Proof], secrets: int, *, as_json: bool) -> str:
    """Return the whole result of a proof: for people a table, what is wrong and the scores."""
    if as_json:
        scores = {proof.folder: proof.report.score for proof in proofs}
        return json.dumps({"faults": faults(matrix, proofs), "scores": scores, **matrix.as_json()}, indent=1)
    scored = [_score(proof) for proof in proofs]
    return "\n".join([*table(matrix), *faults(matrix, proofs), *scored, summary(matrix, secrets)])


def _score(proof: Proof) -> str:
    earned, whole = proof.report.score, proof.report.max_score
    return f"{proof.folder}: {'no score' if earned is None else earned} of {whole} points"


def table(matrix: Matrix) -> Iterator[str]:
    """Yield the lines of a table: each misconception with its checks, then what each check is good for."""
    for file in dict.fromkeys(each.file for each in matrix.misconceptions):
        rows = [each for each in matrix.misconceptions if each.file == file]
        yield f"{file}: {_several(len(rows), 'misconception')}, and the checks that catch each"
        for each in rows:
            yield from _row(each.name, matrix.caught(each))
        yield ""
    if not matrix.misconceptions:
        return
    yield "checks, and how many misconceptions each catches"
    kills = matrix.kills()
    for task in dict.fromkeys(check.task for check in matrix.checks):
        counts = [
            f"{name.partition('/')[2]} {len(kills[name])}" for name in kills if name.startswith(f"{task}/")
        ]
        yield from _row(task, counts)
    yield ""


def summary(matrix: Matrix, secrets: int) -> str:
    """Return the size of the proof in a sentence."""
    mistakes = _several(len(matrix.misconceptions), "misconception")
    checks, inputs = _several(len(matrix.checks), "check"), _several(secrets, "secret")
    runs = max(map(len, matrix.reference.values()), default=0)
    return f"{mistakes} against {checks} with {inputs}; the reference with {runs}"


def _several(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _row(head: str, items: list[str]) -> Iterator[str]:
    yield from textwrap.wrap(
        f"{head}: {', '.join(items) or 'none'}",
        _COLUMNS,
        initial_indent="  ",
        subsequent_indent="      ",
        break_long_words=False,
        break_on_hyphens=False,
    )
