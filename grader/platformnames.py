"""
Take apart the names that learning platforms give to what students hand in. Pure text: opens nothing.

Whatever stands behind the platform's own part was chosen by a student, so that the leftmost reading counts:
a file called `5_6_layers.py` must not make its author user 5.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

_CANVAS = re.compile(
    r"(?:(?P<name>(?!anon_|LATE_).*?)_)?(?:(?P<late>LATE)_)?(?P<user>[0-9]+|anon_[A-Za-z0-9]+)_"
    r"(?P<number>[0-9]+)_(?P<file>.+)",
    re.DOTALL,
)
_CANVAS_ENTRY = re.compile(
    r"(?:(?P<name>(?!anon_|LATE_).*?)_)?(?:(?P<late>LATE)_)?(?P<user>[0-9]+|anon_[A-Za-z0-9]+)_"
    r"(?P<file>(?:text|link)\.html)",
    re.DOTALL,
)
_MOODLE = re.compile(
    r"(?P<name>.+?)(?:_(?P<number>[0-9]+))?_assignsubmission_(?P<type>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
)
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_AGAIN = re.compile(rf"(?P<stem>.+?)-(?:[0-9]+|{_UUID})(?P<suffix>(?:\.\w+)+)")


@dataclass(frozen=True)
class CanvasName:
    """
    One file of a Canvas download.

    Args:
        name: As Canvas writes it, `doesmithann`; empty where it is hidden.
        late: Whether Canvas calls the submission late.
        user: Canvas's number of the user, or `anon_…`.
        number: Of the attachment; of two, the later one has the greater. None for what was typed into Canvas.
        file: What the student called it, with the suffix that Canvas adds to a second one.
    """

    name: str
    late: bool
    user: str
    number: int | None
    file: str


@dataclass(frozen=True)
class MoodleName:
    """
    One folder or file of a Moodle download.

    Args:
        name: Of the person or the group, or the word for `Participant` where marking is blind.
        number: Of the participant in this assignment, or of the group; empty for those without a group.
        type: `file`, or what else was handed in: `onlinetext`.
        file: What the student called it; empty for a folder.
    """

    name: str
    number: str
    type: str
    file: str


def canvas_name(name: str) -> CanvasName | None:
    """Take apart the name of a file of a Canvas download; None where it is none."""
    found = _CANVAS.fullmatch(name) or _CANVAS_ENTRY.fullmatch(name)
    if not found:
        return None
    parts = found.groupdict()
    number = int(parts["number"]) if parts.get("number") and len(parts["number"]) < 20 else None
    if number is None and parts.get("number"):
        return None
    return CanvasName(parts["name"] or "", bool(parts["late"]), parts["user"], number, parts["file"])


def moodle_name(name: str) -> MoodleName | None:
    """Take apart the name of a folder or file of a Moodle download; None where it is none."""
    found = _MOODLE.fullmatch(name)
    if not found:
        return None
    return MoodleName(found["name"], found["number"] or "", found["type"], found["file"] or "")


def original_name(file: str, expected: Collection[str]) -> str:
    """
    Return what *file* was called before Canvas found another one of that name: `layers.py` for `layers-1.py`.

    Only where the result is *expected*, since a student may have called a file `part-1.py`. After eight
    of one name, Canvas adds a UUID in place of a number.
    """
    if file in expected or not (found := _AGAIN.fullmatch(file)):
        return file
    original = found["stem"] + found["suffix"]
    return original if original in expected else file


def clone_prefix(folders: Collection[str], assignment: str, parent: str) -> str:
    """
    Return what stands before the user in the names of the clones of a class: `exercise-1-`, or nothing.

    Args:
        folders: Names of all clones.
        assignment: The name in the configuration.
        parent: Name of the folder that they lie in; GitHub's own command calls it `exercise-1-submissions`.
    """
    for known in (assignment, parent.removesuffix("-submissions")):
        if known and all(folder.startswith(f"{known}-") and folder != f"{known}-" for folder in folders):
            return f"{known}-"
    if len(folders) < 2:
        return ""
    words = zip(*(folder.split("-")[:-1] for folder in folders), strict=False)
    same = list(itertools.takewhile(lambda column: len(set(column)) == 1, words))
    return "".join(f"{column[0]}-" for column in same)


def name_key(text: str) -> str:
    """
    Return *text* so that two ways of writing one name are equal: letters, marks and digits alone.

    Marks belong to the letters of Thai or Devanagari, and Canvas keeps them as well.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LMN")


def name_keys(text: str) -> frozenset[str]:
    """
    Return the keys of a person's name in all orders that platforms write: `Ann Doe`, `Doe, Ann`, `doeann`.

    Which of three words belong to the family cannot be known, so each rotation of the words is one.
    """
    words = [key for word in re.split(r"[\s,]+", text) if (key := name_key(word))]
    return frozenset("".join(words[at:] + words[:at]) for at in range(len(words)))
