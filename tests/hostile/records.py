"""Read the attacks: header, source, and how a submission is composed of attack and base."""

from __future__ import annotations

import importlib.util
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
PLACE = "# --- base ---"
FILE = re.compile(r"^# --- file: (.+) ---\n", re.MULTILINE)
KEYS = frozenset(
    ["base", "verdict", "row", "all", "varies", "alone", "internal", "learns", "forges", "leaves", "connects"]
).union(["on", "refused", "file"])
LEVELS = ("process", "seccomp", "landlock", "bubblewrap")
_LINE = re.compile(r"(?P<key>[a-z]+)(?: at (?P<levels>[a-z, ]+))?: (?P<value>.+)")


@dataclass(frozen=True)
class Attack:
    """
    One attack and what is expected of it.

    Args:
        name: That of its file, or of the function that makes it.
        why: Its sentences.
        header: Key, or key and level, to value.
        make: Writes the submission into an empty folder and returns the path to hand in.
    """

    name: str
    why: str
    header: dict[tuple[str, str], str]
    make: Callable[[Path, str], Path]

    def value(self, key: str, level: str = "") -> str:
        """Return what the header says under *key* at *level*; empty where it says nothing."""
        return self.header.get((key, level), self.header.get((key, ""), ""))

    def yes(self, key: str, level: str = "") -> bool:
        """Tell whether *key* is there at *level* and not denied."""
        return self.value(key, level) not in ("", "no")

    @property
    def minds_levels(self) -> bool:
        """Tell whether something is expected of it at one level that is not at another."""
        return any(level for _, level in self.header)

    @property
    def base(self) -> str:
        """The key of what it is compared with: `small/right`, `mnist/wrong`."""
        return f"{self.value('on') or 'small'}/{self.value('base')}"

    @property
    def rows(self) -> list[str]:
        """The tricks that it covers."""
        return [row.strip() for row in self.value("row").split(";")]


def parse(name: str, docstring: str) -> tuple[str, dict[tuple[str, str], str]]:
    """
    Return the sentences and the header in *docstring*.

    Raises:
        ValueError: A line of the header is wrong; the text names it.
    """
    header: dict[tuple[str, str], str] = {}
    why = []
    for line in map(str.strip, docstring.splitlines()):
        found = _LINE.fullmatch(line)
        if found is None or found["key"] not in KEYS:
            if header and line:
                raise ValueError(f"{name}: {line!r} is no line of a header: {', '.join(sorted(KEYS))}")
            why.append(line)
            continue
        for level in re.split(r"[ ,]+", found["levels"] or ""):
            if level and level not in LEVELS:
                raise ValueError(f"{name}: {line!r} names no level of {', '.join(LEVELS)}")
            header[found["key"], level] = found["value"].strip()
    for key in ("base", "row"):
        if (key, "") not in header:
            raise ValueError(f"{name}: the header has no line {key!r}")
    if header["base", ""] not in ("right", "wrong"):
        raise ValueError(f"{name}: base is right or wrong")
    if not any(key in ("verdict", "refused") for key, _ in header):
        raise ValueError(f"{name}: the header says neither verdict nor refused")
    return " ".join(part for part in why if part), header


def compose(base: str, attack: str) -> str:
    """Return one source: *base*, then *attack*, or *attack* with *base* where it asks for it."""
    before, mark, after = attack.partition(PLACE)
    return before + base + after if mark else f"{base}\n\n{attack}"


@cache
def load() -> dict[str, Attack]:
    """Return all attacks by name."""
    attacks = [*_from_files(), *_from_functions()]
    names = [attack.name for attack in attacks]
    if repeated := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"two attacks are called {', '.join(sorted(repeated))}")
    return {attack.name: attack for attack in sorted(attacks, key=lambda each: each.name)}


def _from_files() -> Iterator[Attack]:
    for path in sorted((HERE / "attacks").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        docstring = re.match(r'r?"""(.*?)"""', source, re.DOTALL)
        if docstring is None:
            raise ValueError(f"{path}: it does not begin with a docstring")
        why, header = parse(path.name, docstring[1])
        yield Attack(path.stem, why, header, _writer(source, header.get(("file", ""), "model.py")))


def _writer(source: str, file: str) -> Callable[[Path, str], Path]:
    def make(folder: Path, base: str) -> Path:
        first, *others = FILE.split(source)
        for name, text in [(file, compose(base, first)), *zip(others[::2], others[1::2], strict=True)]:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return make


def _from_functions() -> Iterator[Attack]:
    path = HERE / "generators.py"
    if not path.exists():
        return
    spec = importlib.util.spec_from_file_location("hostile_generators", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ != spec.name or name.startswith("_"):
            continue
        docstring = inspect.getdoc(function) or ""
        if re.search(r"^row: ", docstring, re.MULTILINE):
            yield Attack(name, *parse(name, docstring), function)
