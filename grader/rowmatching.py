"""Find out which row of a platform's table is about which student. Knows no file format; changes nothing."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.grades import Grade


@dataclass(frozen=True)
class Key:
    """
    One way to tell who a row is about.

    Args:
        title: What it is called in messages.
        of_row: What the row, given by its number, says; nothing where it says nothing.
        of_grade: What the same student may be called there.
        sure: What the student is certainly called there: where a row says otherwise, it is about someone
            else, and no weaker key may join the two.
    """

    title: str
    of_row: Callable[[int], str]
    of_grade: Callable[[Grade], Collection[str]]
    sure: Callable[[Grade], Collection[str]] = lambda _: ()


@dataclass(frozen=True)
class Matching:
    """*grades* by the numbers of their rows, and *notes* on what could have been one or the other."""

    grades: Mapping[int, Grade]
    notes: tuple[str, ...]


def label(grade: Grade) -> str:
    """Return how a message names the student of *grade*."""
    return f"{grade.name} ({grade.student})" if grade.name and grade.name != grade.student else grade.student


def plain(text: str) -> str:
    """Return an id or an address so that letter case, width and spaces around it make no difference."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def name_forms(name: str) -> frozenset[str]:
    """
    Return the forms of a person's *name* that count as the same, in any script.

    `Doe-Smith, Ann` is `Ann Doe-Smith` and what Canvas makes of it for file names, `doesmithann`.
    """
    last, comma, first = name.partition(",")
    orders = [name, f"{first} {last}"] if comma else [name]
    return frozenset(filter(None, map(_letters, orders)))


def _letters(text: str) -> str:
    """Return the letters, marks and digits of *text*: marks are vowels in many scripts."""
    whole = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in whole if unicodedata.category(sign)[0] in "LMN")


def called(*names: str, student: bool = False) -> Callable[[Grade], frozenset[str]]:
    """Return what gives of a grade the ids called *names*, and by which the gradebook knows the *student*."""

    def ids(grade: Grade) -> frozenset[str]:
        found = {plain(grade.ids.get(name, "")) for name in names} | (
            {plain(grade.student)} if student else set()
        )
        return frozenset(found - {""})

    return ids


def names_of(grade: Grade) -> frozenset[str]:
    """Return the forms of the person's name; of what the gradebook says where there is no name."""
    return name_forms(grade.name or grade.student)


def match(rows: Iterable[int], grades: Sequence[Grade], keys: Sequence[Key]) -> Matching:
    """
    Return which of *rows* is about whom, by the first of *keys* that tells.

    Never guesses: where a key fits several students, or one student fits several rows, nobody is matched
    by it and a note says so.
    """
    left = list(rows)
    found: dict[int, Grade] = {}
    notes: list[tuple[int, str]] = []
    for number, key in enumerate(keys):
        taken = {id(grade) for grade in found.values()}
        claims = _claims(left, [grade for grade in grades if id(grade) not in taken], key, keys[:number])
        takers = Counter(id(grade) for candidates in claims.values() for grade in candidates)
        for row, candidates in claims.items():
            if len(candidates) == 1 and takers[id(candidates[0])] == 1:
                found[row] = candidates[0]
            else:
                names = ", ".join(sorted(map(label, candidates)))
                notes.append(
                    (row, f"{key.title} {key.of_row(row)!r} does not tell who of several is meant: {names}")
                )
        left = [row for row in left if row not in found]
    unsettled = dict.fromkeys(note for row, note in notes if row not in found)
    return Matching(found, tuple(unsettled))


def _claims(
    rows: Sequence[int], grades: Sequence[Grade], key: Key, stronger: Sequence[Key]
) -> Mapping[int, list[Grade]]:
    """Return for each row that *key* says something of which *grades* it could be about."""
    by_value: dict[str, list[Grade]] = defaultdict(list)
    for grade in grades:
        for value in key.of_grade(grade):
            by_value[value].append(grade)
    claims = {}
    for row in rows:
        said = name_forms(key.of_row(row)) if key.of_grade is names_of else {plain(key.of_row(row))} - {""}
        several = {id(grade): grade for value in said for grade in by_value.get(value, ())}
        fitting = [grade for grade in several.values() if not _contradicted(row, grade, stronger)]
        if fitting:
            claims[row] = fitting
    return claims


def _contradicted(row: int, grade: Grade, stronger: Sequence[Key]) -> bool:
    return any(
        (said := plain(key.of_row(row))) and (known := key.sure(grade)) and said not in known
        for key in stronger
    )
