"""
Choose from a sequence of tokens the few stretches by which copies are found. Knows no source and no student.

Winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003) as the library copydetect does it. Its own tokens and
hashes are not used: they differ from run to run, and the places that it gives are off after a class.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grader.codetokens import CodeTokens

LENGTH = 14
"""Tokens of a stretch: shorter agreements are coincidence."""

WINDOW = 6
"""Of so many stretches in a row at least one is chosen: agreements of 19 tokens are never missed."""

Numbers = npt.NDArray[np.uint64]
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT, _BITS = np.uint64(31), np.uint64(2**52 - 1)


@dataclass(frozen=True)
class Fingerprints:
    """
    The chosen stretches of one file, in its order.

    Args:
        hashes: One for each stretch, below 2**52.
        starts: The token at which each starts, from 0.
        first_lines: On which line each starts, from 1.
        last_lines: On which line its last token starts.
        tokens: How many tokens the file has.
    """

    hashes: Numbers
    starts: npt.NDArray[np.int64]
    first_lines: npt.NDArray[np.int32]
    last_lines: npt.NDArray[np.int32]
    tokens: int


def all_hashes(tokens: CodeTokens) -> Numbers:
    """Return the hash of each stretch of `LENGTH` tokens, chosen or not: for what is to count for nobody."""
    count = len(tokens.codes) - LENGTH + 1
    if count < 1:
        return np.zeros(0, np.uint64)
    mixed = np.zeros(count, np.uint64)
    for offset in range(LENGTH):
        mixed = mixed * _FACTOR + tokens.codes[offset : offset + count]
        mixed ^= mixed >> _SHIFT
    return mixed & _BITS


def fingerprints(tokens: CodeTokens) -> Fingerprints:
    """Return the chosen stretches of a file."""
    from copydetect.utils import winnow  # type: ignore[import-untyped]

    hashes = all_hashes(tokens)
    starts = np.zeros(0, np.int64)
    if len(hashes):
        chosen, starts = winnow(hashes, min(WINDOW, len(hashes)), remove_duplicates=False)
        starts, places = np.unique(starts, return_index=True)
        hashes = chosen[places]
    return Fingerprints(
        hashes.astype(np.uint64),
        starts.astype(np.int64),
        tokens.lines[starts],
        tokens.lines[starts + LENGTH - 1] if len(starts) else tokens.lines[:0],
        len(tokens.codes),
    )
