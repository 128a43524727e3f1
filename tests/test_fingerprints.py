"""Choosing the stretches by which copies are found."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.codetokens import CodeTokens
from grader.fingerprints import LENGTH, WINDOW, all_hashes, fingerprints


def tokens(numbers) -> CodeTokens:
    """Return tokens of which each is on a line of its own."""
    return CodeTokens(np.array(numbers, np.uint64), np.arange(1, len(numbers) + 1, dtype=np.int32))


@settings(deadline=None)  # the library takes long to import
@given(
    st.lists(st.integers(0, 9), max_size=60), st.lists(st.integers(0, 9), max_size=60), st.integers(0, 2**32)
)
def test_a_long_enough_agreement_is_never_missed(before, after, seed):
    """Two texts that share a stretch of LENGTH + WINDOW - 1 tokens share a chosen one, wherever it is."""
    shared = np.random.default_rng(seed).integers(0, 2**60, LENGTH + WINDOW - 1).tolist()

    left, right = fingerprints(tokens(before + shared)), fingerprints(tokens(shared + after))

    assert set(left.hashes.tolist()) & set(right.hashes.tolist())


@settings(deadline=None)  # the library takes long to import
@given(st.lists(st.integers(0, 3), max_size=80))
def test_what_is_chosen_is_there(numbers):
    """Each hash is that of the stretch that starts where it is said to; each place comes once, in order."""
    text = tokens(numbers)

    chosen = fingerprints(text)

    assert chosen.hashes.tolist() == all_hashes(text)[chosen.starts].tolist()
    assert chosen.starts.tolist() == sorted(set(chosen.starts.tolist()))
    assert chosen.first_lines.tolist() == [start + 1 for start in chosen.starts]
    assert chosen.last_lines.tolist() == [start + LENGTH for start in chosen.starts]
    assert chosen.tokens == len(numbers)


def test_the_order_of_tokens_matters():
    """A stretch turned round is another one."""
    numbers = list(range(LENGTH))

    assert all_hashes(tokens(numbers)) != all_hashes(tokens(numbers[::-1]))


def test_fewer_are_chosen_than_there_are():
    """That is what makes a large class affordable."""
    numbers = np.random.default_rng(0).integers(0, 2**60, 2_000)

    chosen = fingerprints(tokens(numbers))

    assert len(chosen.hashes) < 0.4 * len(numbers)


def test_a_short_text_has_none():
    """Shorter than a stretch there is nothing to compare."""
    chosen = fingerprints(tokens(range(LENGTH - 1)))

    assert (len(chosen.hashes), len(chosen.first_lines), len(chosen.last_lines)) == (0, 0, 0)
