"""Find the checks of a class that fail together. Pure: knows names and sets, and no report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

_FEWEST = 3
"""Students who fail both, below whom a pair is an accident."""

_ALIKE = 0.6
"""Jaccard index from which two checks fail together."""


@dataclass(frozen=True)
class Outcomes:
    """
    What became of one check, by the numbers of the students.

    Args:
        name: Of the check.
        ran: Who has a verdict of its own; not who never came to it, as a check failed that it needs.
        failed: Who of those failed.
    """

    name: str
    ran: frozenset[int]
    failed: frozenset[int]


@dataclass(frozen=True)
class Together:
    """
    Checks that fail together.

    Args:
        checks: Two or more, in the order in which they were given.
        both: Students who fail all of them.
        either: Students who fail one at least, of those for whom all have run.
    """

    checks: tuple[str, ...]
    both: frozenset[int]
    either: int

    @property
    def share(self) -> float:
        """Return the Jaccard index: how many of those who fail one fail all."""
        return len(self.both) / self.either if self.either else 0.0


@dataclass(frozen=True)
class _Bits:
    """Sets of students as the bits of integers, which are compared at once."""

    ran: int
    failed: int


def together(checks: Collection[Outcomes], links: Iterable[tuple[str, str]] = ()) -> list[Together]:
    """
    Return the groups of *checks* that fail together, those of the most students first.

    Each two of a group fail together: at least three students fail both, and of those who fail one, at
    least six in ten fail the other as well.

    Args:
        checks: All that ran.
        links: Pairs of which one needs the other. What hangs together by such links alone is no news.
    """
    bits = {each.name: _Bits(_mask(each.ran), _mask(each.failed)) for each in checks}
    order = {name: number for number, name in enumerate(bits)}
    likeness = {
        (one, two): share
        for one, two in combinations((name for name in bits if bits[name].failed), 2)
        if (share := _share(bits[one], bits[two])) >= _ALIKE
    }
    chains = _Chains(links)
    found = []
    for group in _groups(likeness):
        names = tuple(sorted(group, key=order.__getitem__))
        if len({chains.root(name) for name in names}) > 1:
            found.append(_group(names, bits))
    return sorted(found, key=lambda each: (-len(each.both), -len(each.checks), each.checks))


def _group(names: tuple[str, ...], bits: Mapping[str, _Bits]) -> Together:
    ran, both, either = -1, -1, 0
    for name in names:
        ran &= bits[name].ran
        both &= bits[name].failed
        either |= bits[name].failed
    return Together(names, frozenset(_members(both)), (either & ran).bit_count())


def _share(one: _Bits, two: _Bits) -> float:
    both = (one.failed & two.failed).bit_count()
    if both < _FEWEST:
        return 0.0
    return both / ((one.failed | two.failed) & one.ran & two.ran).bit_count()


def _groups(likeness: Mapping[tuple[str, str], float]) -> list[set[str]]:
    """Join the most alike first, and only groups of which each two members are alike."""
    home: dict[str, set[str]] = {}
    for one, two in sorted(likeness, key=lambda pair: (-likeness[pair], pair)):
        left, right = home.setdefault(one, {one}), home.setdefault(two, {two})
        if left is right:
            continue
        if all((a, b) in likeness or (b, a) in likeness for a in left for b in right):
            left |= right
            home |= dict.fromkeys(right, left)
    groups = {id(group): group for group in home.values() if len(group) > 1}
    return list(groups.values())


class _Chains:
    """Which checks are linked with each other, over however many others."""

    def __init__(self, links: Iterable[tuple[str, str]]) -> None:
        self._above: dict[str, str] = {}
        for one, two in links:
            self._above[self.root(one)] = self.root(two)

    def root(self, name: str) -> str:
        """Return the one that stands for all that *name* is linked with."""
        while self._above.get(name, name) != name:
            name = self._above[name]
        return name


def _mask(members: Iterable[int]) -> int:
    mask = 0
    for member in members:
        mask |= 1 << member
    return mask


def _members(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
