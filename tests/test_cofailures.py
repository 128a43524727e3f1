"""Specify which checks are said to fail together."""

from __future__ import annotations

import random

from grader.cofailures import Outcomes, together

CLASS = frozenset(range(10))


def outcomes(ran=CLASS, **failed):
    """Return the outcomes of checks that all of *ran* came to."""
    return [Outcomes(name, frozenset(ran), frozenset(who)) for name, who in failed.items()]


def test_checks_that_the_same_students_fail_are_a_group():
    """The group names who fails all of it, and how many fail some of it."""
    (found,) = together(outcomes(a={1, 2, 3, 4}, b={1, 2, 3}, c={7, 8, 9}))

    assert (found.checks, found.both, found.either, found.share) == (("a", "b"), {1, 2, 3}, 4, 0.75)


def test_two_students_are_an_accident():
    """A pair needs three who fail both."""
    assert together(outcomes(a={1, 2}, b={1, 2})) == []


def test_what_half_share_is_no_group():
    """Of those who fail one, at least six in ten must fail the other."""
    assert together(outcomes(a={1, 2, 3, 4}, b={1, 2, 3, 5, 6})) == []


def test_each_two_of_a_group_fail_together():
    """A chain of alike checks whose ends are not alike is no one group."""
    found = together(
        outcomes(a={1, 2, 3, 4, 5}, b={2, 3, 4, 5, 6}, c={3, 4, 5, 6, 7, 8}),
    )

    assert [group.checks for group in found] == [("a", "b")]


def test_who_never_came_to_a_check_says_nothing_of_it():
    """A check skipped for another's failure is no failure of its own."""
    first = Outcomes("first", CLASS, frozenset({1, 2, 3, 4}))
    behind = Outcomes("behind", CLASS - {1, 2, 3, 4}, frozenset({5, 6, 7}))

    assert together([first, behind]) == []


def test_what_only_a_chain_of_needs_joins_is_no_news():
    """Cases of one check, and checks of which one needs the other, are not told as a finding."""
    checks = outcomes(a={1, 2, 3}, b={1, 2, 3}, c={1, 2, 3})

    assert together(checks, [("a", "b"), ("b", "c")]) == []
    assert [group.checks for group in together(checks, [("a", "b")])] == [("a", "b", "c")]


def test_the_largest_group_is_told_first():
    """By students, then by checks."""
    found = together(outcomes(a={1, 2, 3}, b={1, 2, 3}, c={4, 5, 6, 7}, d={4, 5, 6, 7}))

    assert [group.checks for group in found] == [("c", "d"), ("a", "b")]


def test_nobody_fails():
    """No failure, no group."""
    assert together(outcomes(a=(), b=())) == []
    assert together([]) == []


def test_the_order_of_students_does_not_matter():
    """Numbering the students another way gives the same groups."""
    chance = random.Random(4)
    failed = {f"c{n}": chance.sample(range(40), 8 + n % 3) for n in range(12)}
    failed |= {f"d{n}": failed["c0"] for n in range(3)}
    other = list(range(40))
    chance.shuffle(other)

    one = together(outcomes(range(40), **failed))
    two = together(outcomes(range(40), **{name: [other[n] for n in who] for name, who in failed.items()}))

    assert [(group.checks, len(group.both)) for group in one] == [
        (group.checks, len(group.both)) for group in two
    ]
    assert one[0].checks == ("c0", "d0", "d1", "d2")
