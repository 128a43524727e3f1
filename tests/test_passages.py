"""Which stretches of two submissions belong together."""

from __future__ import annotations

import numpy as np

from grader.codetokens import CodeTokens
from grader.fingerprints import fingerprints
from grader.passages import Document, Passage, Place, document, passages


def text(*parts: int, size: int = 60) -> CodeTokens:
    """Return tokens of which each is on a line of its own: for each of *parts* its *size* random ones."""
    numbers = [np.random.default_rng(part).integers(0, 2**60, size) for part in parts]
    codes = np.concatenate(numbers).astype(np.uint64)
    return CodeTokens(codes, np.arange(1, len(codes) + 1, dtype=np.int32))


def whole(**files: CodeTokens) -> Document:
    """Return files as a document."""
    return document([(f"{name}.py", fingerprints(tokens)) for name, tokens in files.items()])


def shared(left: Document, right: Document) -> tuple[Passage, ...]:
    """Return the passages of what both have."""
    both = np.intersect1d(left.hashes, right.hashes)
    return passages(left.only(np.isin(left.hashes, both)), right.only(np.isin(right.hashes, both)))


def near(place: Place, file: str, first: int, last: int) -> bool:
    """Return whether *place* is there but for the few tokens that winnowing leaves out at the ends."""
    inside = first <= place.first_line <= first + 6 and last - 6 <= place.last_line <= last
    return place.file == file and inside


def test_a_passage_has_a_place_on_both_sides():
    """In which file and on which lines."""
    (found,) = shared(whole(a=text(1, 2, 3)), whole(b=text(9, 2)))

    assert near(found.left, "a.py", 61, 120)
    assert near(found.right, "b.py", 61, 120)
    assert 48 <= found.tokens <= 60


def test_passages_in_another_order_are_found_each():
    """Reordered functions are several passages."""
    found = shared(whole(a=text(1, 2, 3)), whole(b=text(3, 1, 2)))

    assert [near(one.left, "a.py", 1, 120) or near(one.left, "a.py", 121, 180) for one in found] == [
        True,
        True,
    ]
    assert {one.right.first_line > 60 for one in found} == {True, False}


def test_files_are_kept_apart():
    """A passage lies in one file on each side."""
    found = shared(whole(a=text(1), b=text(2)), whole(c=text(1, 2)))

    assert sorted((one.left.file, one.right.file) for one in found) == [("a.py", "c.py"), ("b.py", "c.py")]


def test_a_line_put_in_does_not_break_a_passage():
    """A few tokens may differ within."""
    other = text(1, 2)
    codes = np.insert(other.codes, 60, np.arange(7, dtype=np.uint64))
    changed = CodeTokens(codes, np.arange(1, len(codes) + 1, dtype=np.int32))

    (found,) = shared(whole(a=other), whole(b=changed))

    assert near(found.left, "a.py", 1, 120)
    assert near(found.right, "b.py", 1, 127)


def test_the_longest_comes_first_and_nothing_twice():
    """A stretch that the other side has twice is one passage on this side."""
    found = shared(whole(a=text(1, 2)), whole(b=text(2, 8, 1, 7, 2)))

    assert [one.tokens for one in found] == sorted((one.tokens for one in found), reverse=True)
    assert len(found) == 2


def test_endless_repetition_ends():
    """Two files of one stretch over and over give a few passages, not millions of pairs."""
    same = CodeTokens(np.ones(20_000, np.uint64), np.arange(1, 20_001, dtype=np.int32))

    assert len(shared(whole(a=same), whole(b=same))) <= 4


def test_covered_tokens_count_once():
    """Stretches overlap within a file, and never between files."""
    one, two = whole(a=text(1)), whole(a=text(1), b=text(2))

    assert one.covered() <= 60
    assert two.covered() == one.covered() + whole(b=text(2)).covered()


def test_places_are_written_as_editors_take_them():
    """File and lines; one number where it is one line."""
    assert (str(Place("a.py", 3, 9)), str(Place("a.py", 3, 3))) == ("a.py:3-9", "a.py:3")


def test_nothing_in_common_is_no_passage():
    """Also of empty submissions."""
    assert shared(whole(a=text(1)), whole(b=text(2))) == ()
    assert shared(document([]), document([])) == ()
