"""
Find pairs of submissions that share more than the skeleton and the class explain.

A flag for a person to look at, never a verdict: that two people wrote the same says nothing of why. Nothing
of a submission is run or imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil

import numpy as np
import numpy.typing as npt

from grader.codetokens import code_tokens
from grader.fingerprints import LENGTH, Fingerprints, Numbers, all_hashes, fingerprints
from grader.passages import Document, Passage, Place, document, passages

COMMON = 0.1
"""Of the class: what more of it share, and more than `FEW`, the class explains."""

FEW = 4
LEAST_SHARE = 0.4
LEAST_TOKENS = 60
LONG_TOKENS = 200
UNUSUAL = 4.0
MOST_PAIRS = 500
MOST_BYTES = 400_000
_PER_TOKEN = 2 / 7  # chosen stretches for each token: 2 / (window + 1)
_SHARE_SPREAD, _TOKEN_SPREAD = 0.03, 15.0
_LEAST_OWN = 15
_FEW_PAIRS = 10
_BINS = 1_000


@dataclass(frozen=True)
class Pair:
    """
    Two submissions that look alike.

    Args:
        left, right: Their ids, in alphabetical order.
        left_share, right_share: How much of what is a submission's own the other one has too, 0 to 1.
        tokens: How much that is, on the side with less of it.
        lines: On how many lines, on the side with fewer.
        score: How far the pair stands out of all pairs of the class, in robust standard deviations.
        passages: Where, on both sides; the longest first, single stretches left out.
    """

    left: str
    right: str
    left_share: float
    right_share: float
    tokens: int
    lines: int
    score: float
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Comparison:
    """*pairs* that stand out, the most unusual first, and *notes* on what could not be compared."""

    pairs: tuple[Pair, ...]
    notes: tuple[str, ...]


def similar_pairs(
    submissions: Mapping[str, Mapping[str, bytes]], boilerplate: Sequence[bytes] = ()
) -> list[Pair]:
    """Return the pairs of `compare`, the most unusual first."""
    return list(compare(submissions, boilerplate).pairs)


def compare(submissions: Mapping[str, Mapping[str, bytes]], boilerplate: Sequence[bytes] = ()) -> Comparison:
    """
    Return which pairs of a class share more than *boilerplate* and the class explain.

    What is in the boilerplate counts for nobody, nor what more than `COMMON` of the class have, and the
    rest the less the more have it. A pair is listed if it shares `LEAST_SHARE` of the smaller one and
    `LEAST_TOKENS`, or `LONG_TOKENS` whatever the share, and stands out of the class by `UNUSUAL`.

    Args:
        submissions: Python files by id and path; each is asked for once, so that a mapping that reads
            when asked keeps memory low.
        boilerplate: Python files that all were given, or may know: skeletons, reference, visible checks.
    """
    given = np.unique(
        np.concatenate([np.zeros(0, np.uint64), *(all_hashes(code_tokens(b)) for b in boilerplate)])
    )
    notes: list[str] = []
    names = sorted(submissions)
    documents = _documents(names, submissions, notes)
    _keep_own_parts(documents, given)
    flagged = _flagged(documents)
    most = [
        _pair(names[i], names[j], documents[i], documents[j], score) for i, j, score in flagged[:MOST_PAIRS]
    ]
    if len(flagged) > MOST_PAIRS:
        notes.append(f"{len(flagged)} pairs stand out; the {MOST_PAIRS} most unusual ones are listed")
    return Comparison(tuple(most), tuple(notes))


def _documents(
    names: Sequence[str], submissions: Mapping[str, Mapping[str, bytes]], notes: list[str]
) -> list[Document]:
    """Return each submission as a document; asks for each once, and reads a file that many have once."""
    known: dict[bytes, tuple[Fingerprints, str]] = {}
    return [_document(name, submissions[name], known, notes) for name in names]


def _document(
    name: str, files: Mapping[str, bytes], known: dict[bytes, tuple[Fingerprints, str]], notes: list[str]
) -> Document:
    parts, size = [], 0
    for path, content in sorted(files.items()):
        size += len(content)
        if size > MOST_BYTES:
            notes.append(
                f"{name}: {path} and what follows: over {MOST_BYTES // 1000} kB together: not compared"
            )
            break
        key = sha256(content).digest()
        if key not in known:
            tokens = code_tokens(content)
            known[key] = fingerprints(tokens), tokens.note
        prints, note = known[key]
        parts.append((path, prints))
        notes += [f"{name}: {path}: {note}"] if note else []
    return document(parts)


def _keep_own_parts(documents: list[Document], given: Numbers) -> None:
    """Leave of each document, in its place, what is neither *given* nor common in the class."""
    values, counts = np.unique(
        np.concatenate([np.zeros(0, np.uint64), *(np.unique(one.hashes) for one in documents)]),
        return_counts=True,
    )
    common = values[counts > max(FEW, COMMON * len(documents))]
    excluded = np.append(np.union1d(given, common), np.uint64(2**64 - 1))  # no hash is as large
    for number, one in enumerate(documents):
        documents[number] = one.only(excluded[np.searchsorted(excluded, one.hashes)] != one.hashes)


@dataclass(frozen=True)
class _Spread:
    """What is usual: the *middle* of all pairs, and how far pairs usually are from it."""

    middle: float
    width: float

    def above(self, value: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return how far each *value* is above what is usual, in standard deviations."""
        return (value - self.middle) / self.width


def _flagged(documents: Sequence[Document]) -> list[tuple[int, int, float]]:
    """Return the pairs that stand out as numbers of documents, with their scores, the highest first."""
    distinct = [np.unique(one.hashes) for one in documents]
    values, worth = _weights(distinct)
    weights = [worth[np.searchsorted(values, each)] for each in distinct]
    owns = np.array([each.sum() for each in weights])
    shares, tokens = np.zeros(_BINS + 1, np.int64), np.zeros(_BINS + 1, np.int64)
    found = []
    for here, shared in enumerate(_shared(distinct, weights)):
        smaller = np.maximum(np.minimum(owns[here], owns[here + 1 :]), _LEAST_OWN)
        share = np.minimum(shared / smaller, 1.0)
        shares += np.bincount(np.rint(share * _BINS).astype(np.int64), minlength=_BINS + 1)
        size = np.rint(shared / _PER_TOKEN)
        tokens += np.bincount(np.minimum(size, _BINS).astype(np.int64), minlength=_BINS + 1)
        large = np.flatnonzero((share >= LEAST_SHARE) & (size >= LEAST_TOKENS) | (size >= LONG_TOKENS))
        found.append(np.stack([np.full(len(large), here), large + here + 1, share[large], size[large]]))
    left, right, share, size = np.concatenate([np.zeros((4, 0)), *found], axis=1)
    by_share = _spread(shares, 1 / _BINS, _SHARE_SPREAD).above(share) * (share >= LEAST_SHARE)
    by_size = _spread(tokens, 1.0, _TOKEN_SPREAD).above(size) * (size >= LONG_TOKENS)
    score = np.maximum(by_share * (size >= LEAST_TOKENS), by_size)
    order = np.lexsort((right, left, -score))
    return [(int(left[k]), int(right[k]), float(score[k])) for k in order if score[k] >= UNUSUAL]


def _weights(distinct: Sequence[Numbers]) -> tuple[Numbers, npt.NDArray[np.float64]]:
    """
    Return all stretches in order, and how much each counts as a sign that two have a common source.

    1 if two have it, half if five have: the more have it, the more the class explains it.
    """
    values, counts = np.unique(np.concatenate([np.zeros(0, np.uint64), *distinct]), return_counts=True)
    return values, 1 / np.sqrt(np.maximum(counts - 1, 1))


def _shared(
    distinct: Sequence[Numbers], weights: Sequence[npt.NDArray[np.float64]]
) -> Iterator[npt.NDArray[np.float64]]:
    """Yield for each document the weight of what it shares with each later one, from an inverted index."""
    owner = np.repeat(np.arange(len(distinct)), [len(each) for each in distinct])
    hashes = np.concatenate([np.zeros(0, np.uint64), *distinct])
    order = np.argsort(hashes, kind="stable")
    hashes, owner = hashes[order], owner[order]
    for here, own in enumerate(distinct):
        first, last = np.searchsorted(hashes, own, "left"), np.searchsorted(hashes, own, "right")
        several = last - first > 1
        holders = [owner[a:b] for a, b in zip(first[several], last[several], strict=True)]
        weight = np.repeat(weights[here], np.where(several, last - first, 0))
        there = np.concatenate([np.zeros(0, np.int64), *holders])
        yield np.bincount(there, weight, minlength=len(distinct))[here + 1 :].astype(np.float64)


def _spread(histogram: npt.NDArray[np.int64], step: float, least: float) -> _Spread:
    """
    Return what is usual by the middle and the upper quartile of all pairs, which copies do not move.

    A class with too few pairs says nothing of what is usual.
    """
    total = int(histogram.sum())
    if total < _FEW_PAIRS:
        return _Spread(0.0, least)
    reached = np.cumsum(histogram)
    middle, upper = (int(np.searchsorted(reached, ceil(part * total))) * step for part in (0.5, 0.75))
    return _Spread(middle, max((upper - middle) / 0.6745, least))


def _pair(left: str, right: str, here: Document, there: Document, score: float) -> Pair:
    both = np.intersect1d(here.hashes, there.hashes)
    mine, yours = here.only(np.isin(here.hashes, both)), there.only(np.isin(there.hashes, both))
    found = passages(mine, yours)
    told = tuple(passage for passage in found if passage.tokens > LENGTH) or found
    return Pair(
        left,
        right,
        mine.covered() / max(here.covered(), 1),
        yours.covered() / max(there.covered(), 1),
        min(mine.covered(), yours.covered()),
        min(_line_count(passage.left for passage in told), _line_count(passage.right for passage in told)),
        round(score, 1),
        told,
    )


def _line_count(places: Iterable[Place]) -> int:
    return len(
        {(place.file, line) for place in places for line in range(place.first_line, place.last_line + 1)}
    )
