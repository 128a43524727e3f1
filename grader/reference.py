"""Load the reference solutions into the judge. Knows nothing of checks and submissions."""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path, PurePosixPath
from types import ModuleType, SimpleNamespace
from typing import Any

from grader.courselayout import Layout
from grader.errors import ConfigError
from grader.facade import Names, file_module
from grader.loader import SubmissionFinder
from grader.selection import belongs


def reference_files(assignment: Path) -> dict[str, bytes]:
    """Return the solutions of the *assignment* folder by their path in ``reference/``, checks left out."""
    folder = assignment / "reference"
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.py")}
    return {
        name: paths[name].read_bytes()
        for name in sorted(paths)
        if belongs(PurePosixPath(name).parts) and paths[name].is_file()
    }


def load_reference(assignment: Path, layout: Layout | None = None) -> SimpleNamespace:
    """
    Return the modules of ``reference/`` as attributes; they are loaded once per process.

    They are each file at the top under its own name, and what *layout* has under names of its own.

    Raises:
        ConfigError: There is no such folder, a file in it cannot be imported, or a name is not there.
    """
    return _solutions(assignment).seen_through(layout)


@cache
def _solutions(assignment: Path) -> _Solutions:
    files = reference_files(assignment)
    if not files:
        raise ConfigError(f"{assignment / 'reference'}: no reference solutions; hidden checks need them")
    return _Solutions(assignment / "reference", files)


class _Solutions(SubmissionFinder):
    """
    The files of a reference, which import each other as those of a submission do, and meet none of them.

    Their modules are importable only while one of them runs an import; nothing of them stays behind.
    """

    def __init__(self, folder: Path, files: Mapping[str, bytes]) -> None:
        super().__init__(files, f"{folder}/")
        self._modules: dict[str, ModuleType] = {}
        self._builtins = {**vars(builtins), "__import__": self._import}
        self._views: dict[str, SimpleNamespace] = {}
        with self._inside():
            self._by_file = {path: self._loaded(folder / path, path) for path in files}

    def seen_through(self, layout: Layout | None) -> SimpleNamespace:
        plans = {name: plan for name in layout.modules if (plan := layout.plan(name))} if layout else {}
        if repr(plans) not in self._views:
            tops = {file_module(path): module for path, module in self._by_file.items() if "/" not in path}
            with self._inside():
                named = {name: self._named(name, plan) for name, plan in plans.items()}
            self._views[repr(plans)] = SimpleNamespace(**(tops | named))
        return self._views[repr(plans)]

    def _named(self, module: str, plan: Mapping[str, Any]) -> Names:
        """Return what checks see as *module*, all of its names looked up."""
        names = Names(plan, self._by_file)
        for name in plan["names"]:
            try:
                getattr(names, name)
            except Exception as error:
                text = f"config.yaml: names.{module}.{name}: is not in reference/: {error}"
                raise ConfigError(text) from error
        return names

    def _loaded(self, path: Path, name: str) -> ModuleType:
        try:
            return importlib.import_module(file_module(name))
        except Exception as error:
            raise ConfigError(f"{path}: cannot be imported: {type(error).__name__}: {error}") from error

    @contextmanager
    def _inside(self) -> Iterator[None]:
        """Make the reference importable, in place of what has the same names, for the block."""
        if self in sys.meta_path:
            yield
            return
        hidden = self._taken_out()
        sys.modules.update(self._modules)
        self.install()
        try:
            yield
        finally:
            sys.meta_path.remove(self)
            self._modules |= self._taken_out()
            sys.modules.update(hidden)

    def _taken_out(self) -> dict[str, ModuleType]:
        names = [name for name in sys.modules if name.partition(".")[0] in self.own_names]
        return {name: sys.modules.pop(name) for name in names}

    def _import(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002  the names are Python's
        locals: Mapping[str, object] | None = None,  # noqa: A002  the same
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """Import for a module of the reference, also when that is only called."""
        if level == 0 and name.partition(".")[0] not in self.own_names:
            return builtins.__import__(name, globals, locals, fromlist, level)
        with self._inside():
            return builtins.__import__(name, globals, locals, fromlist, level)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code with an import of its own."""
        module.__dict__["__builtins__"] = self._builtins
        super().exec_module(module)

    def _importable(self, name: str) -> bool:  # noqa: ARG002  as in a submission
        """Try every import: one that fails is a fault of the reference."""
        return True
