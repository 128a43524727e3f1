"""
The same checks in the form of each peer, and how it grades one submission by its own commands.

A peer is a record of functions on a room: `prepare` writes what an instructor writes, once; `hand_in` what a
student hands in; `command` is what grades it; `passed` reads from what came of it how many checks passed.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

Environment = Mapping[str, str]
STUDENTS = 5
"""So many submissions nbgrader grades in one run, over which its start is spread."""


@dataclass(frozen=True)
class Suite:
    """
    Checks to run: functions of a module, each of which takes what has the solution's classes as attributes.

    Args:
        module: Its name, to import it by.
        names: Those of the functions.
    """

    module: str
    names: Sequence[str]


@dataclass(frozen=True)
class Room:
    """
    Where a peer works.

    Args:
        folder: Its own; below it `course` and `submission`.
        programs: Those of its environment.
        suite: What to check.
    """

    folder: Path
    programs: Path
    suite: Suite

    @property
    def course(self) -> Path:
        """What the instructor has written."""
        return self.folder / "course"

    @property
    def submission(self) -> Path:
        """What the student has handed in."""
        return self.folder / "submission"

    @property
    def output(self) -> Path:
        """What the command has printed."""
        return self.folder / "output.txt"


@dataclass(frozen=True)
class Peer:
    """
    A grader to compare with.

    Args:
        name: As its authors write it.
        packages: What to install; the first is the grader itself, the last two are for the checks.
        place: The folder in which its command is run.
        at_once: How many submissions its command grades.
    """

    name: str
    packages: Sequence[str]
    prepare: Callable[[Room, Environment], None]
    hand_in: Callable[[Room, str], None]
    command: Callable[[Room], list[str]]
    place: Callable[[Room], Path]
    passed: Callable[[Room], int]
    at_once: int = 1


def _hand_in_file(room: Room, source: str) -> None:
    (room.submission / "layers.py").write_text(source, encoding="utf-8")


def _prepare_pytest(room: Room, environment: Environment) -> None:  # noqa: ARG001  as others
    module = room.suite.module
    tests = [f"\n\ndef test_{name}():\n    {module}.{name}(layers)\n" for name in room.suite.names]
    _write(room.course / "test_all.py", f"import layers\nimport {module}\n{''.join(tests)}")


def _pytest_passed(room: Room) -> int:
    found = re.search(r"(\d+) passed", room.output.read_text(encoding="utf-8"))
    return int(found.group(1)) if found else 0


PYTEST = Peer(
    "pytest",
    ("pytest", "numpy", "msgpack"),
    _prepare_pytest,
    _hand_in_file,
    lambda room: [str(room.programs / "python"), "-m", "pytest", "-q", str(room.course / "test_all.py")],
    lambda room: room.submission,
    _pytest_passed,
)

_GRADESCOPE = """\
import unittest

from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

import layers
import {module}


class TestAll(unittest.TestCase):
{tests}

if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestAll)
    with open("results.json", "w") as stream:
        JSONTestRunner(visibility="visible", stream=stream).run(suite)
"""


def _prepare_gradescope(room: Room, environment: Environment) -> None:  # noqa: ARG001  as others
    module = room.suite.module
    tests = [
        f"    @weight(1)\n    def test_{name}(self):\n        {module}.{name}(layers)\n"
        for name in room.suite.names
    ]
    text = _GRADESCOPE.format(module=module, tests="\n".join(tests))
    _write(room.course / "run_tests.py", text)


def _gradescope_passed(room: Room) -> int:
    results = json.loads((room.submission / "results.json").read_text(encoding="utf-8"))
    return sum(test["score"] == test["max_score"] for test in results["tests"])


GRADESCOPE = Peer(
    "gradescope-utils",
    ("gradescope-utils", "numpy", "msgpack"),
    _prepare_gradescope,
    _hand_in_file,
    lambda room: [str(room.programs / "python"), str(room.course / "run_tests.py")],
    lambda room: room.submission,
    _gradescope_passed,
)


def _prepare_check50(room: Room, environment: Environment) -> None:  # noqa: ARG001  as others
    module = room.suite.module
    _write(room.course / ".cs50.yaml", "check50:\n  checks: __init__.py\n")
    checks = [
        f'\n\n@check50.check()\ndef {name}():\n    """{name}"""\n'
        f'    {module}.{name}(check50.py.import_("layers.py"))\n'
        for name in room.suite.names
    ]
    text = f"import check50\nimport check50.py\nimport {module}\n{''.join(checks)}"
    _write(room.course / "__init__.py", text)


def _check50_passed(room: Room) -> int:
    results = json.loads((room.folder / "results.json").read_text(encoding="utf-8"))
    return sum(bool(result["passed"]) for result in results["results"])


CHECK50 = Peer(
    "check50",
    ("check50", "numpy", "msgpack"),
    _prepare_check50,
    _hand_in_file,
    lambda room: [
        *(str(room.programs / "check50"), "--dev", "--log-level", "warning", "-o", "json"),
        *("--output-file", str(room.folder / "results.json"), str(room.course)),
    ],
    lambda room: room.submission,
    _check50_passed,
)

_OTTER = """\
import types

from otter.test_files import test_case

import {module}

OK_FORMAT = False

name = "{name}"
points = 1


@test_case(points=1, hidden=False)
def test_{name}(env):
    {module}.{name}(types.SimpleNamespace(**env))
"""


def _prepare_otter(room: Room, environment: Environment) -> None:
    for name in room.suite.names:
        _write(room.course / f"tests/{name}.py", _OTTER.format(module=room.suite.module, name=name))
    command = [str(room.programs / "otter"), "generate", "-t", "tests", "-o", "autograder.zip"]
    subprocess.run(command, cwd=room.course, check=True, capture_output=True, env=environment)


def _otter_passed(room: Room) -> int:
    results = json.loads((room.folder / "results.json").read_text(encoding="utf-8"))
    tests = [test for test in results["tests"] if test["name"] in room.suite.names]
    return sum(test["score"] == test["max_score"] for test in tests)


OTTER = Peer(
    "Otter-Grader",
    ("otter-grader", "ipykernel", "numpy", "msgpack"),
    _prepare_otter,
    _hand_in_file,
    lambda room: [
        *(str(room.programs / "otter"), "run", "-a", str(room.course / "autograder.zip")),
        *("-o", str(room.folder), "--no-logo", str(room.submission / "layers.py")),
    ],
    lambda room: room.submission,
    _otter_passed,
)


def _notebook(solution: str, suite: Suite) -> str:
    """Return a notebook of one cell for the solution and one for each check, with nbgrader's metadata."""

    def cell(name: str, source: str, **kind: object) -> dict[str, object]:
        about = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": True}
        return {
            "cell_type": "code",
            "execution_count": None,
            "outputs": [],
            "metadata": {"nbgrader": about | {"task": False} | kind},
            "source": source,
        }

    cells = [
        cell("solution", solution, solution=True, locked=False),
        cell(
            "layers", f"import types\n\nimport {suite.module}\n\nlayers = types.SimpleNamespace(**globals())"
        ),
        *(cell(name, f"{suite.module}.{name}(layers)", grade=True, points=1) for name in suite.names),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}}
    return json.dumps(whole | {"cells": [each | {"id": f"cell-{n}"} for n, each in enumerate(cells)]})


def _prepare_nbgrader(room: Room, environment: Environment) -> None:
    _write(room.course / "nbgrader_config.py", 'c = get_config()\nc.CourseDirectory.course_id = "ten"\n')
    solution = "### BEGIN SOLUTION\nimport numpy as np\n### END SOLUTION\n"
    _write(room.course / "source/ten/ten.ipynb", _notebook(solution, room.suite))
    command = [str(room.programs / "nbgrader"), "generate_assignment", "ten"]
    subprocess.run(command, cwd=room.course, check=True, capture_output=True, env=environment)


def _hand_in_notebooks(room: Room, source: str) -> None:
    for number in range(STUDENTS):
        _write(room.course / f"submitted/s{number}/ten/ten.ipynb", _notebook(source, room.suite))


def _nbgrader_passed(room: Room) -> int:
    """Return how many checks passed for the student with the fewest."""
    with closing(sqlite3.connect(room.course / "gradebook.db")) as book:
        rows = book.execute("select notebook_id, sum(auto_score) from grade group by notebook_id").fetchall()
    return int(min(score or 0 for _, score in rows)) if len(rows) == STUDENTS else 0


NBGRADER = Peer(
    "nbgrader",
    ("nbgrader", "ipykernel", "numpy", "msgpack"),
    _prepare_nbgrader,
    _hand_in_notebooks,
    lambda room: [str(room.programs / "nbgrader"), "autograde", "ten", "--force"],
    lambda room: room.course,
    _nbgrader_passed,
    at_once=STUDENTS,
)

ALL = (GRADESCOPE, PYTEST, CHECK50, NBGRADER, OTTER)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
