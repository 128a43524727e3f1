"""
Have pytest collect the checks of an assignment, and nothing else that lies near them.

Pytest's own ways run each `__init__.py` and `conftest.py` above a file; those may be a student's.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from grader.errors import ConfigError
from grader.records import PlannedCheck, Visibility

PLUGIN = "grader.plugin"
UNUSED = (
    *("cacheprovider", "doctest", "faulthandler", "logging", "pastebin", "setuponly", "setupplan"),
    *("stepwise", "threadexception", "unraisableexception"),
)
"""Plugins of pytest's own that no check can ask for; told in time, they are not even loaded."""

_FOLDERS = {"visible": ["exercises/checks"], "all": ["exercises/checks", "reference/checks"]}


def options(assignment: Path, scope: Literal["all", "visible"]) -> list[str]:
    """
    Return pytest's arguments for the checks of *assignment*.

    They need `PLUGIN`, and `CheckFiles`, which loads what lies beside them.
    """
    folders = [assignment / folder for folder in _FOLDERS[scope] if (assignment / folder).is_dir()]
    settings = ["-c", str(Path(__file__).with_name("checks.ini")), "--rootdir", str(assignment)]
    settings += ["--confcutdir", str(assignment)]  # or each folder beside those above it would be looked at
    unused = [word for plugin in UNUSED for word in ("-p", f"no:{plugin}")]
    return [*settings, *unused, "--noconftest", *map(str, folders)]


class CheckFiles:
    """
    A pytest plugin that collects checks.

    Args:
        tell: Called with each fault of the assignment, in one line.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def pytest_configure(self, config: Any) -> None:
        """Load the `conftest.py` beside the checks."""
        for folder in config.args:
            conftest = Path(folder) / "conftest.py"
            if conftest.is_file():
                config.pluginmanager.register(load(conftest), str(conftest))

    def pytest_collect_directory(self, path: Path, parent: Any) -> Any:
        """Take no folder for a package: pytest would run its `__init__.py`."""
        import pytest

        return pytest.Dir.from_parent(parent, path=path)

    def pytest_pycollect_makemodule(self, module_path: Path, parent: Any) -> Any:
        """Have a file of checks loaded by `load`."""
        import pytest

        class CheckFile(pytest.Module):
            def _getobj(self) -> ModuleType:
                return load(self.path)

        return CheckFile.from_parent(parent, path=module_path)

    def pytest_collectreport(self, report: Any) -> None:
        """Tell why a file of checks could not be collected; one that skips itself is lost as well."""
        if report.outcome != "passed":
            reason = _reason(report.longrepr)
            self._tell(reason if report.nodeid in reason else f"{report.nodeid}: {reason}")


def load(path: Path) -> ModuleType:
    """
    Import a file of the instructor's by itself, with pytest's rewriting of the assertions in it.

    pytest's own ways run each `__init__.py` above the file too; `exercises/__init__.py` may be a student's.

    Raises:
        ConfigError: It ends Python, or two of its checks have one name.
    """
    name = f"{path.parents[1].name}_{path.parent.name}.{path.stem}"
    spec = _spec(name, path)
    assert spec.loader is not None
    _require_names_of_their_own(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    _import_ours(path)
    before = sys.pycache_prefix, sys.dont_write_bytecode
    sys.pycache_prefix, sys.dont_write_bytecode = os.devnull, True  # none beside it is run or left
    try:
        spec.loader.exec_module(module)
    except SystemExit as error:
        raise ConfigError(f"{path}: SystemExit: {error}") from error
    finally:
        sys.pycache_prefix, sys.dont_write_bytecode = before
    return module


def _spec(name: str, path: Path) -> ModuleSpec:
    """Return how to import a file; pytest takes twice as long for one, so only where it has an assertion."""
    if re.search(rb"\bassert\b", path.read_bytes()) is None:
        found = importlib.util.spec_from_file_location(name, path)
        assert found is not None
        return found
    specs = (finder.find_spec(name, [str(path.parent)]) for finder in sys.meta_path)
    return next(spec for spec in specs if spec is not None and spec.origin == str(path))


def _import_ours(path: Path) -> None:
    """Import what a file wants of the grader, whose own bytecode may be used: compiling takes long."""
    for name in re.findall(rb"^(?:from|import) (grader(?:\.\w+)*)", path.read_bytes(), re.MULTILINE):
        with contextlib.suppress(ImportError):  # which the file itself will meet
            importlib.import_module(name.decode())


def _require_names_of_their_own(path: Path) -> None:
    """
    Refuse two checks of one name: the second would silently take the place of the first.

    Raises:
        ConfigError: The text names file, function and lines.
    """
    source = path.read_bytes()
    names = re.findall(rb"^(?:async )?def +(test\w*)", source, re.MULTILINE)
    if len(set(names)) == len(names):
        return  # nearly always; a tree is worth its time only where it must tell code from text
    lines: dict[str, int] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            if node.name in lines:
                where = f"lines {lines[node.name]} and {node.lineno}"
                raise ConfigError(f"{path}: two checks are called {node.name} ({where}); names must differ")
            lines[node.name] = node.lineno


def planned_items(items: Sequence[Any], tell: Callable[[str], None]) -> list[PlannedCheck] | None:
    """
    Return the checks that collected *items* are, or None where planning has stopped at a fault.

    Args:
        items: What pytest has collected.
        tell: Called with each fault; a test that is no check would be lost, so it is one.
    """
    from grader.api import DECLARATION
    from grader.bench import RECORD

    places: dict[PlannedCheck, Path] = {}
    for item in items:
        if RECORD in item.stash:
            places[item.stash[RECORD].planned] = item.path
        elif hasattr(getattr(item, "function", None), DECLARATION):
            return None  # which pytest tells
        else:
            tell(f"{item.nodeid} lacks the decorator check")
    by_id = {check.id: check for check in places}
    for check, path in places.items():
        for need in check.needs:
            fault = _fault_of_need(check, by_id.get(need))
            if fault:
                tell(f"{path}: {check.id} needs {need}, {fault}")
    return list(places)


def _fault_of_need(check: PlannedCheck, needed: PlannedCheck | None) -> str:
    """Return why *check* cannot need *needed*, or nothing where it can."""
    if needed is None:
        return "which is no check here"
    if check.visibility is Visibility.VISIBLE and needed.visibility is not Visibility.VISIBLE:
        return "which students may not see"
    return ""


def _reason(longrepr: Any) -> str:
    """Return the error itself, in one line, out of what pytest has to say of a collection that failed."""
    if isinstance(longrepr, tuple):
        return str(longrepr[-1])
    lines = str(longrepr).splitlines()
    errors = [line[1:].strip() for line in lines if line.startswith("E ")] or lines
    place = re.search(r"line \d+$", next((line for line in errors if line.startswith("File ")), ""))
    reason = errors[-1].removeprefix("grader.errors.ConfigError: ")
    return f"{reason} ({place.group()})" if place else reason
