"""Pairs of submissions that share more than the skeleton and the class explain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.boilerplate import boilerplate
from grader.similarity import MOST_BYTES, compare, similar_pairs

ROOT = Path(__file__).resolve().parents[1]
SOLUTIONS = ROOT / "tests" / "fairness" / "solutions"
Class = dict[str, dict[str, bytes]]


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the Python files below *folder*."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.py"))}


@pytest.fixture(scope="module")
def given() -> list[bytes]:
    """What everybody was given."""
    return boilerplate(ROOT)


@pytest.fixture(scope="module")
def independent() -> Class:
    """Right solutions by many hands."""
    return {folder.name: files_of(folder) for folder in sorted(SOLUTIONS.iterdir()) if folder.is_dir()}


def some(independent: Class, *more: str) -> Class:
    """Return a class of ten, among them those named in *more*."""
    return {name: independent[name] for name in [*sorted(independent)[:10], *more]}


def with_copy(independent: Class, change) -> Class:
    """Return a class in which `copyist` has what `slots` has, changed file by file."""
    original = independent["slots"]
    return some(independent, "slots") | {
        "copyist": {path: change(content.decode()).encode() for path, content in original.items()}
    }


def renamed(text: str) -> str:
    """Rename what is the author's own."""
    names = sorted(set(re.findall(r"\b_?[a-z][a-z_]{2,}(?= = )", text)))
    for number, name in enumerate(names):
        text = re.sub(rf"(?<!\.)\b{name}\b", f"q{number}", text)
    return text


def reordered(text: str) -> str:
    """Turn the order of classes and functions at the top level round."""
    parts = re.split(r"(?m)^(?=class |def |@)", text)
    return "".join([parts[0], *reversed(parts[1:])])


def commented(text: str) -> str:
    """Put other comments, blank lines and docstrings in."""
    text = re.sub(r"(?m)#.*$", "# my own idea", text)
    return re.sub(r"(?m)^( *)(return .*)$", r"\1# give it back\n\n\1\2  # here", text)


@pytest.mark.parametrize(
    "change", [str, renamed, reordered, commented, lambda text: commented(renamed(reordered(text)))]
)
def test_a_disguised_copy_is_found(change, independent, given):
    """Other names, another order, other comments: one pair stands out, with both places."""
    pairs = similar_pairs(with_copy(independent, change), given)

    assert [(pair.left, pair.right) for pair in pairs] == [("copyist", "slots")]
    assert min(pairs[0].left_share, pairs[0].right_share) > 0.6
    assert pairs[0].passages[0].left.file == pairs[0].passages[0].right.file


def test_the_places_say_the_same(independent, given):
    """The lines that are named hold the same code."""
    submissions = with_copy(independent, lambda text: "# a head\n\n" + text)

    (pair,) = similar_pairs(submissions, given)

    for passage in pair.passages:
        left = submissions["copyist"][passage.left.file].decode().splitlines()
        right = submissions["slots"][passage.right.file].decode().splitlines()
        here = left[passage.left.first_line - 1 : passage.left.last_line]
        assert here == right[passage.right.first_line - 1 : passage.right.last_line]
        assert passage.left.first_line == passage.right.first_line + 2


def test_one_copied_file_among_own_ones_is_found(independent, given):
    """A long passage stands out, however much else is one's own."""
    submissions = some(independent, "slots")
    submissions["copyist"] = independent["type_hints"] | {"helpers.py": independent["slots"]["layers.py"]}

    (pair,) = similar_pairs(submissions, given)

    assert (pair.left, pair.right) == ("copyist", "slots")
    assert pair.passages[0].left.file == "helpers.py"


def test_independent_solutions_are_not_flagged(independent, given):
    """Fifty-five right solutions of the same tasks: not one pair stands out."""
    found = compare(independent, given)

    assert len(independent) >= 55
    assert found.pairs == ()


def test_the_skeleton_and_the_reference_are_nobody_s(given):
    """Who hands in what was given, or what the reference says, has copied from nobody."""
    skeleton = {path.name: path.read_bytes() for path in (ROOT / "exercises").glob("*.py")}
    reference = {path.name: path.read_bytes() for path in (ROOT / "reference").glob("*.py")}

    assert similar_pairs({"a": skeleton, "b": skeleton, "c": reference, "d": reference}, given) == []


def test_what_many_have_the_class_explains(independent, given):
    """A function from the lecture, in eight of twenty submissions, flags nobody."""
    lecture = independent["slots"]["layers.py"]
    names = sorted(set(independent) - {"slots"})[:20]
    submissions = {
        name: independent[name] | ({"lecture.py": lecture} if number < 8 else {})
        for number, name in enumerate(names)
    }

    assert similar_pairs(submissions, given) == []


def test_the_more_have_a_file_the_less_it_says(independent, given):
    """The same two stand out less where three others of the class have what they share."""
    names = sorted(set(independent) - {"type_hints"})[:50]

    def score(holders: int) -> float:
        shared = {"shared.py": independent["type_hints"]["layers.py"]}
        submissions = {
            name: independent[name] | (shared if number < holders else {})
            for number, name in enumerate(names)
        }
        pairs = similar_pairs(submissions, given)
        return next(pair.score for pair in pairs if (pair.left, pair.right) == (names[0], names[1]))

    assert score(5) < 0.8 * score(2)


def test_a_pair_is_told_even_in_a_class_of_two(independent, given):
    """Without a class to compare with, what they share is enough."""
    pairs = similar_pairs({"a": independent["slots"], "b": independent["slots"]}, given)

    assert [(pair.left, pair.right, pair.left_share, pair.right_share) for pair in pairs] == [
        ("a", "b", 1.0, 1.0)
    ]


def test_what_is_shared_is_measured_on_each_side(independent, given):
    """All of the smaller one, and little of the larger one."""
    submissions = some(independent)
    submissions["small"] = {"layers.py": independent["type_hints"]["layers.py"]}
    submissions["large"] = independent["type_hints"] | {"own.py": independent["metaprogramming"]["layers.py"]}

    (pair,) = similar_pairs(submissions, given)

    assert (pair.left, pair.right) == ("large", "small")
    assert pair.right_share == 1.0
    assert 0.2 < pair.left_share < 0.5
    assert 0 < pair.lines <= submissions["small"]["layers.py"].count(b"\n")


def test_the_most_unusual_pair_comes_first(independent, given):
    """And the order of the class makes no difference."""
    submissions = some(independent, "slots", "other_names")
    submissions["half"] = independent["slots"] | {"own.py": independent["metaprogramming"]["layers.py"]}
    submissions["whole"] = independent["other_names"]

    pairs = similar_pairs(submissions, given)

    assert [(pair.left, pair.right) for pair in pairs] == [("other_names", "whole"), ("half", "slots")]
    assert pairs == similar_pairs(dict(reversed(submissions.items())), given)


def test_what_cannot_be_compared_is_told(independent):
    """By submission and file."""
    submissions = {
        "a": {"big.py": b"x = 1\n" * 30_000},
        "b": {f"part{number}.py": b"y = 2\n" * 15_000 for number in range(MOST_BYTES // 90_000 + 1)},
    }

    assert compare(submissions).notes == (
        "a: big.py: larger than 100 kB: not compared",
        "b: part4.py and what follows: over 400 kB together: not compared",
    )


@pytest.mark.parametrize(
    "submissions", [{}, {"a": {}}, {"a": {}, "b": {"x.py": b""}}, {"a": {"x.py": b"\0\xff"}}]
)
def test_there_may_be_nothing_to_compare(submissions):
    """An empty class, an empty file and bytes that are no text are no fault."""
    assert similar_pairs(submissions) == []
