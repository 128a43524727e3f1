"""
Name results by all that they depend on, so that what was found once need not be found again.

Two results of equal keys are equal. What decides points and not verdicts (titles, points, visibility) is
in no key of a check.
"""

from __future__ import annotations

import ast
import contextlib
import json
import platform
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np

from grader import config as configuration
from grader import mnist, seeds
from grader.checksource import CheckPlace, check_digests
from grader.config import Config
from grader.misconceptions import FOLDER as MISTAKES
from grader.records import Outcome, PlannedCheck, Spot, Verdict
from grader.seat import Course
from grader.seeds import framed_sha256

DOUBTED = frozenset({Verdict.FAILED, Verdict.ERROR, Verdict.TIMEOUT})
"""The verdicts of checks that are looked at again: is it the check's fault, is it a known mistake?"""

_NOT_OF_CHECKS = ("title", "tasks", "checks", "visibility", "release", "notebooks", "submission", "late")
_CHECKS = ("exercises/checks", "reference/checks")


@dataclass(frozen=True)
class Keys:
    """
    What results are named by.

    Args:
        context: All that holds for every check: grader, Python, libraries, reference, data, secret, limits.
        checks: By id: the check, all that it uses in its file, and the checks that it needs.
        mistakes: The misconceptions.
        report: All that makes a report out of outcomes.
    """

    context: str
    checks: Mapping[str, str]
    mistakes: str
    report: str

    def of_review(self, outcomes: Mapping[str, Outcome]) -> str:
        """Return the key of what a second look finds, from what was failed and which checks were passed."""
        passed = sorted(check for check, outcome in outcomes.items() if outcome.verdict is Verdict.PASSED)
        failed = [
            f"{self.checks[check]} {outcomes[check].verdict}" for check in sorted(doubtful(outcomes.values()))
        ]
        return _digest([self.mistakes, *passed, "", *failed])


def doubtful(outcomes: Iterable[Outcome]) -> list[str]:
    """Return the ids of the checks that are looked at again; what is not written yet says it all itself."""
    return [
        outcome.id
        for outcome in outcomes
        if outcome.verdict in DOUBTED and outcome.details.get("not_implemented") is not True
    ]


def keys_of(course: Course, config: Config, plan: Sequence[PlannedCheck], spots: Mapping[str, Spot]) -> Keys:
    """
    Return what results of *course* are named by.

    Args:
        course: The assignment and what its inputs come from.
        config: Of the assignment.
        plan: Its checks.
        spots: Where each of them stands.
    """
    assignment = course.assignment
    context = _digest(
        [
            grader_digest(),
            platform.python_version(),
            np.__version__,
            json.dumps(_of_checks(config), sort_keys=True),
            course.dataset or config.accuracy.dataset,
            mnist.EMBEDDED_SHA256,
            course.isolation,
            course.scope,
            seeds.seed_id(course.secret),
            *_versions(config.imports.allowed),
            *_texts(assignment, _solutions(assignment)),
            *_texts(assignment, _beside_checks(assignment)),
        ]
    )
    places = {spot.path for spot in spots.values()}
    digests = check_digests(
        {str(path): path.read_bytes() for path in places},
        {check.id: CheckPlace(str(spots[check.id].path), _function(check.id)) for check in plan},
    )
    needs = {check.id: check.needs for check in plan}
    plans = [json.dumps(asdict(check), sort_keys=True, default=str) for check in plan]
    return Keys(
        context,
        {check.id: _digest(digests[each] for each in _closure(check.id, needs)) for check in plan},
        _digest(_texts(assignment, _python_files(assignment / MISTAKES))),
        _digest(
            [
                context,
                configuration.digest(assignment),
                *plans,
                *_texts(assignment, _skeletons(assignment, config)),
            ]
        ),
    )


def files_of(assignment: Path, config: Config) -> list[Path]:
    """Return all files of *assignment* that decide what becomes of a submission."""
    folders = (assignment / "reference", assignment / "exercises" / "checks")
    found = {path for folder in folders for path in _all_files(folder)}
    return sorted({assignment / configuration.CONFIG_FILE, *found, *_skeletons(assignment, config)})


@cache
def grader_digest() -> str:
    """Return a digest of the grader's own source: what it was when this process began."""
    folder = Path(__file__).parent
    return _digest(_texts(folder, sorted([*folder.glob("*.py"), *folder.glob("*.ini")])))


def _versions(libraries: Collection[str]) -> list[str]:
    """Return what of each of *libraries* that submissions may import is installed here."""
    homes = metadata.packages_distributions() if libraries else {}
    named = [(library, name) for library in sorted(libraries) for name in sorted(set(homes.get(library, ())))]
    return [f"{library} {name} {metadata.version(name)}" for library, name in named]


def _of_checks(config: Config) -> dict[str, object]:
    values: dict[str, object] = config.model_dump(mode="json")
    return {key: value for key, value in values.items() if key not in _NOT_OF_CHECKS}


def _function(check_id: str) -> str:
    """Return the name of a check's function without `test_`: an id is ``task/name[case]``."""
    return check_id.partition("/")[2].partition("[")[0]


def _closure(check: str, needs: Mapping[str, Sequence[str]]) -> list[str]:
    """Return *check* and all that it needs, directly or not."""
    found, waiting = {check: None}, [check]
    while waiting:
        for need in needs.get(waiting.pop(), ()):
            if need in needs and need not in found:
                found[need] = None
                waiting.append(need)
    return list(found)


def _python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if path.is_file())


def _all_files(folder: Path) -> list[Path]:
    """Return all files in *folder* that a check may read, data as well, but no leftovers of programs."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not _is_litter(path, folder))


def _is_litter(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    return "__pycache__" in parts or any(part.startswith(".") for part in parts) or path.name.endswith("~")


def _solutions(assignment: Path) -> list[Path]:
    """Return the files of the reference but for those whose changes count one by one."""
    folder = assignment / "reference"
    apart = {"checks", "misconceptions"}
    return [path for path in _all_files(folder) if apart.isdisjoint(path.relative_to(folder).parts[:-1])]


def _skeletons(assignment: Path, config: Config) -> list[Path]:
    """Return the files that students were given: they tell which cell of a notebook belongs to which file."""
    places = (assignment / "exercises" / file for file in sorted(config.modules.values()))
    return [path for path in places if path.is_file()]


def _beside_checks(assignment: Path) -> list[Path]:
    """Return the files beside those of checks, which any of them may use."""
    files = [path for folder in _CHECKS for path in _all_files(assignment / folder)]
    imported = _imported(path for path in files if path.suffix == ".py")
    checks = {path for path in files if path.match("test_*.py") and path.stem not in imported}
    return [path for path in files if path not in checks]


def _imported(paths: Iterable[Path]) -> set[str]:
    """Return all words by which *paths* may import others: a file of checks may be among these."""
    found: set[str] = set()
    for path in paths:
        with contextlib.suppress(SyntaxError, ValueError):  # then nothing has run it
            for node in ast.walk(ast.parse(path.read_bytes())):
                match node:
                    case (
                        ast.alias(name=str(name))
                        | ast.ImportFrom(module=str(name))
                        | ast.Constant(value=str(name))
                    ):
                        found.update(name.split("."))
    return found


def _texts(folder: Path, paths: Iterable[Path]) -> list[str]:
    return [
        text
        for path in paths
        for text in (
            path.relative_to(folder).as_posix(),
            path.read_bytes().decode("utf-8", "surrogateescape"),
        )
    ]


def _digest(parts: Iterable[str]) -> str:
    return framed_sha256(part.encode("utf-8", "surrogateescape") for part in parts).hex()
