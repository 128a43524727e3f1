"""Lines know where they come from, and cutting some out closes the gap."""

from __future__ import annotations

import warnings

import pytest

from grader.cutting import Cut, Line, cut, parse, source_of, split, text_of
from grader.errors import ConfigError


@pytest.mark.parametrize("source", ["", "a", "a\n", "\n\na\r\nb\rc\n", "a\x0cb\x1c\u2028c\n\n"])
def test_lines_put_together_are_the_source(source):
    """Whatever ends the lines, and whether the last one ends."""
    assert source_of(split(source)) == source


def test_lines_are_those_that_python_counts():
    """A form feed or a separator ends no line, a single carriage return does."""
    lines = split("a\x0c\u2028b\rc\r\nd")

    assert [(line.text, line.ending, line.origin) for line in lines] == [
        ("a\x0c\u2028b", "\r", 1),
        ("c", "\r\n", 2),
        ("d", "", 3),
    ]
    assert text_of(lines) == "a\x0c\u2028b\nc\nd\n"


@pytest.mark.parametrize(
    "source, cuts, expected",
    [
        ("a\n\nb\n\n\nc\n", [(3, 3)], "a\n\n\nc\n"),
        ("a\n\n\nb\n\nc\n", [(4, 4)], "a\n\n\nc\n"),
        ("a\nb\nc\n", [(2, 2)], "a\nc\n"),
        ("a\n\nb\n\n\nc\n\nd\n", [(3, 3), (6, 6)], "a\n\nd\n"),
        ("\na\n\nb\n", [(2, 2)], "b\n"),
        ("a\n\n\nb\n\n", [(4, 4)], "a\n"),
        ("a\n\nb", [(3, 3)], "a"),
        ("a\n", [(1, 1)], ""),
        ("a\n\n\nb\n", [], "a\n\n\nb\n"),
    ],
    ids=["after", "before", "none", "two", "first", "last", "no newline", "all", "no cut"],
)
def test_the_larger_gap_stays_and_none_at_the_ends(source, cuts, expected):
    """What vanishes leaves the gap that would have been there without it."""
    result = cut(split(source), [Cut(first, last) for first, last in cuts])

    assert source_of(result) == expected


def test_a_replacement_stands_where_the_lines_stood():
    """Gaps around it stay as they are, and cuts may come in any order."""
    lines = split("a\n\nb\nc\n\n\nd\n")

    result = cut(lines, [Cut(7, 7), Cut(3, 4, (Line("x", "\n", 3),))])

    assert source_of(result) == "a\n\nx\n"
    assert [line.origin for line in result] == [1, 2, 3]


def test_a_fault_is_told_with_the_line_of_the_source():
    """Lines were cut out before it, and Python's words name lines as well."""
    lines = split("a = 1\n\ndef f():\nb = 1\n")[2:]

    with pytest.raises(ConfigError) as caught:
        parse(lines, "reference/x.py")

    assert str(caught.value) == (
        "reference/x.py:4: does not compile: expected an indented block after function definition on line 3"
    )


@pytest.mark.parametrize("source", ["return 1\n", "def f():\n    break\n", "x = '\x00'\n"])
def test_what_only_the_compiler_refuses_is_told(source):
    """A syntax tree alone does not show that `return` stands outside functions."""
    with pytest.raises(ConfigError, match=r"^x\.py:\d: does not compile: "):
        parse(split(source), "x.py")


def test_the_style_of_a_reference_warns_nobody():
    """Python tells of such strings to the one who runs them."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        tree = parse(split("x = '\\d' is 1\n"), "x.py")

    assert len(tree.body) == 1
