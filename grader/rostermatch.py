"""Say whose each hand-in is, by what platforms call people and by names; what is unclear stays so."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from grader.handins import Handin
from grader.platformnames import name_key, name_keys
from grader.roster import Roster, RosterEntry
from grader.source import shown

_Index = Mapping[str, list[RosterEntry]]


@dataclass
class Matched:
    """Hand-ins with what the roster says of them, the entries without one, and what was not clear."""

    handins: list[Handin] = field(default_factory=list)
    absent: tuple[RosterEntry, ...] = ()
    notes: list[str] = field(default_factory=list)


def match(handins: Iterable[Handin], roster: Roster) -> Matched:
    """
    Return *handins* with student, name and group of the *roster* where exactly one entry fits.

    Numbers and logins of platforms go before e-mail addresses, these before names. A hand-in named like a
    group is one of each of its members. One that fits several entries or none keeps its own name.
    """
    known = _Known(roster)
    matched = Matched()
    seen: set[str] = set()
    for handin in handins:
        members = known.members(handin)
        entries = list(members) or known.of(handin)
        if members:
            told = f"is of a group; each of its {len(members)} members gets a report"
            matched.notes.append(f"{shown(handin.id)}: {told}")
            matched.handins += [_of_member(handin, entry) for entry in members]
        elif len(entries) == 1:
            matched.handins.append(_named(handin, entries[0]))
        else:
            matched.handins.append(handin)
            matched.notes.append(_unclear(handin, entries, roster.name))
        seen |= {entry.student for entry in entries}
    matched.absent = tuple(entry for entry in roster.entries if entry.student not in seen)
    return matched


def _of_member(handin: Handin, entry: RosterEntry) -> Handin:
    """Return the hand-in of one member of a group; what the platform calls the group names no student."""
    return _named(dataclasses.replace(handin, id=f"{handin.id}_{entry.student}", ids={}), entry)


def _named(handin: Handin, entry: RosterEntry) -> Handin:
    return dataclasses.replace(
        handin,
        student=entry.student,
        name=entry.name or handin.name,
        group=entry.group or handin.group,
        ids={**entry.ids, **handin.ids},
    )


def _unclear(handin: Handin, entries: list[RosterEntry], roster: str) -> str:
    if entries:
        names = " or ".join(shown(entry.student) for entry in entries[:4])
        return f"{shown(handin.id)}: could be of {names}; it is graded under its own name"
    return f"{shown(handin.id)}: is of nobody in {roster}; it is graded under its own name"


class _Known:
    """The roster, by everything that can name a student."""

    def __init__(self, roster: Roster) -> None:
        self._ids: dict[str, dict[str, list[RosterEntry]]] = defaultdict(lambda: defaultdict(list))
        self._names: dict[str, list[RosterEntry]] = defaultdict(list)
        self._groups: dict[str, list[RosterEntry]] = defaultdict(list)
        for entry in roster.entries:
            for kind, value in entry.ids.items():
                self._ids[kind][_plain(value)].append(entry)
            self._ids["student"][_plain(entry.student)].append(entry)
            self._ids["local"][_plain(entry.email.partition("@")[0])].append(entry)
            for key in name_keys(entry.name):
                self._names[key].append(entry)
            if key := name_key(entry.group):
                self._groups[key].append(entry)

    def of(self, handin: Handin) -> list[RosterEntry]:
        """Return the entries that *handin* may be of, by the strongest sign that fits any."""
        for entries in self._signs(handin):
            found = list({entry.student: entry for entry in entries}.values())
            if found:
                return found
        return []

    def _signs(self, handin: Handin) -> Iterable[list[RosterEntry]]:
        for kind in ("canvas", "moodle", "sid", "email", "login", "sis", "github"):
            if value := _plain(handin.ids.get(kind, "")):
                yield self._ids[kind][value] if kind != "sid" else self._any(value, ("student", "sis"))
        label = _plain(handin.id)
        if handin.platform not in {"canvas", "moodle"}:
            yield self._any(label, ("student", "login", "github", "email", "sis", "canvas"))
            yield self._any(label, ("local",))
        elif handin.platform == "canvas":
            yield self._any(_plain(handin.ids.get("canvas", "")), ("student",))
        yield from self._by_name(handin.name or handin.id)

    def _any(self, value: str, kinds: Iterable[str]) -> list[RosterEntry]:
        return [entry for kind in kinds for entry in self._ids[kind].get(value, ())] if value else []

    def _by_name(self, name: str) -> Iterable[list[RosterEntry]]:
        """Yield who may be called *name*; sites of Moodle put the login or the group before it."""
        yield self._names.get(name_key(name), [])
        first, _, rest = name.partition(" ")
        logins = self._any(_plain(first), ("login", "student"))
        yield [entry for entry in logins if entry in self._names.get(name_key(rest), ())]
        for dash in re.finditer("-", name):
            group, person = name[: dash.start()], name[dash.end() :]
            people = self._names.get(name_key(person), [])
            yield [entry for entry in people if name_key(entry.group) in {"", name_key(group)}]

    def members(self, handin: Handin) -> tuple[RosterEntry, ...]:
        """
        Return who is in the group that *handin* is named after, unless a student is called so too.

        The number that Moodle gives with a group's name is not that of a participant.
        """
        key = name_key(handin.name or handin.id)
        if key in self._names or self._any(_plain(handin.id), ("student", "login", "github")):
            return ()
        return tuple(self._groups.get(key, ()))


def _plain(value: str) -> str:
    return value.strip().casefold()
