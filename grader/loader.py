"""
Import a submission's modules from their sources in memory. Knows no files, no judge.

A file of the submission is never found on disk: nothing that a submission plants beside its
modules can be loaded. An import of something that is not there and is not used (`pandas`, an
editor's litter) is replaced by a stand-in that complains only when it is used.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import sys
from collections.abc import Mapping, Sequence
from types import CodeType, ModuleType
from typing import Any


class Absent:
    """Stands for a name whose import failed; the first use raises the ImportError."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, attribute: str) -> Any:
        name = self.__dict__["_name"]
        raise ImportError(
            f"{name} cannot be imported here: a file of your own has to be handed in too, and of libraries "
            "NumPy is all that the exercises use"
        )

    def __call__(self, *_: object, **__: object) -> Any:
        """Complain as well."""
        return self.__getattr__("__call__")


class SubmissionFinder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """
    Finds and loads modules among *files*, a mapping from relative path to source.

    *folder* is put before each path in tracebacks: the place on the student's own disk, or nothing.
    Names of the standard library and of NumPy are left to Python, so that a file called
    `random.py` replaces nothing. *compiled* holds the code of modules that were compiled before.
    """

    def __init__(
        self, files: Mapping[str, bytes], folder: str = "", compiled: Mapping[str, CodeType] | None = None
    ) -> None:
        self._files = dict(files)
        self._compiled = dict(compiled or {})
        self._folder = folder
        self.filenames = {folder + path: path for path in files}
        self._packages = {path.rpartition("/")[0] for path in files if "/" in path}
        self._packages |= {
            "/".join(folder.split("/")[:depth]) for folder in self._packages for depth in range(1, 9)
        }

    def install(self) -> None:
        """Make the submission importable, before everything else that is not Python's own."""
        sys.meta_path.insert(0, self)

    def uninstall(self) -> None:
        """Forget the submission: its modules, its sources and this finder."""
        sys.meta_path.remove(self)
        for name, module in list(sys.modules.items()):
            if getattr(getattr(module, "__spec__", None), "loader", None) is self:
                del sys.modules[name]
        for filename in self.filenames:
            linecache.cache.pop(filename, None)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002  the signature is importlib's
        target: ModuleType | None = None,  # noqa: ARG002  the same
    ) -> importlib.machinery.ModuleSpec | None:
        """Name the file that holds module *fullname*, or None to leave it to Python."""
        top = fullname.partition(".")[0]
        if top in sys.stdlib_module_names or top in ("numpy", "grader"):
            return None
        stem = fullname.replace(".", "/")
        origin = next((p for p in (f"{stem}.py", f"{stem}/__init__.py") if p in self._files), None)
        if origin is None and stem not in self._packages:
            return None
        is_package = origin is None or origin.endswith("/__init__.py")
        return importlib.util.spec_from_loader(fullname, self, origin=origin, is_package=is_package)

    def get_source(self, fullname: str) -> str | None:
        """Return the text of module *fullname*; empty for a package without `__init__.py`."""
        spec = self.find_spec(fullname, None)
        if spec is None or spec.origin is None:
            return ""
        try:
            return importlib.util.decode_source(self._files[spec.origin])
        except (SyntaxError, UnicodeDecodeError) as error:
            raise _unreadable(self._folder + spec.origin, "it is not text in UTF-8") from error

    def get_code(self, fullname: str) -> CodeType:
        """Compile module *fullname*, with imports that cannot succeed turned into stand-ins."""
        if fullname in self._compiled:
            return self._compiled[fullname]
        source = self.get_source(fullname) or ""
        filename = self._filename(fullname)
        if "\0" in source:
            raise _unreadable(filename, "it contains a NUL byte")
        try:
            tree = ast.parse(source, filename=filename)
            tree.body = [self._tolerant(node) for node in tree.body]
            return compile(tree, filename, "exec", dont_inherit=True)
        except (RecursionError, MemoryError) as error:
            raise _unreadable(filename, "it is nested too deeply") from error

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code in its own namespace."""
        module.__dict__["__absent__"] = Absent
        filename = module.__dict__["__file__"] = self._filename(module.__name__)
        code = self.get_code(module.__name__)
        linecache.cache[filename] = (lambda: self.get_source(module.__name__) or "",)
        exec(code, module.__dict__)  # noqa: S102  this is what the worker is for

    def _filename(self, fullname: str) -> str:
        spec = self.find_spec(fullname, None)
        return self._folder + ((spec.origin if spec else None) or fullname)

    def _tolerant(self, node: ast.stmt) -> ast.stmt:
        """Return *node*, or where it imports what is not there, statements that bind stand-ins instead."""
        if isinstance(node, ast.ImportFrom) and not node.level and node.names[0].name != "*":
            absent = [] if self._importable(node.module or "") else node.names
            stand_ins = [(alias.asname or alias.name, node.module or "") for alias in absent]
        elif isinstance(node, ast.Import):
            absent = [alias for alias in node.names if not self._importable(alias.name)]
            stand_ins = [(alias.asname or alias.name.partition(".")[0], alias.name) for alias in absent]
        else:
            return node
        if not absent:
            return node
        body = ast.parse("; ".join(f"{bound} = __absent__({name!r})" for bound, name in stand_ins)).body
        if present := [alias for alias in node.names if alias not in absent]:
            body.insert(0, ast.Import(names=present))
        replacement = ast.If(test=ast.Constant(value=True), body=body, orelse=[])
        return ast.fix_missing_locations(ast.copy_location(replacement, node))

    def _importable(self, name: str) -> bool:
        if self.find_spec(name, None) is not None:
            return True
        try:
            return importlib.util.find_spec(name.partition(".")[0]) is not None
        except (ImportError, ValueError):
            return False


def compile_all(files: Mapping[str, bytes]) -> dict[str, CodeType]:
    """
    Return the code of those *files* that compile, by module name.

    Belongs into a process of its own: a hostile source can end the compiler.
    """
    finder, found = SubmissionFinder(files), {}
    for path in files:
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        with contextlib.suppress(SyntaxError, ValueError):
            if finder.find_spec(name, None) is not None:
                found[name] = finder.get_code(name)
    return found


def _unreadable(filename: str, reason: str) -> SyntaxError:
    return SyntaxError(f"the file cannot be read: {reason}", (filename, 1, 0, ""))
