"""
Import a submission's modules from their sources in memory. Knows no files, no judge.

A file of the submission is never found on disk: nothing that a submission plants beside its
modules can be loaded. An import of something that is not there and is not used (`pandas`, an
editor's litter) is replaced by a stand-in that complains only when it is used.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import importlib.machinery
import importlib.util
import linecache
import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from types import CodeType, FrameType, ModuleType
from typing import Any

from grader.facade import file_module
from grader.forgiving import STAND_IN, forgive, nothing_to_forgive

_NOT_FOR_STUDENTS = frozenset({"grader"})
_ALWAYS = (frozenset(sys.stdlib_module_names) | {"numpy"}) - _NOT_FOR_STUDENTS
_RESERVED = _ALWAYS | _NOT_FOR_STUDENTS
_BUILD_FACTS = "_sysconfigdata_"  # the rest of the name depends on the machine


class ForbiddenImport(ModuleNotFoundError):
    """An import of what is not there when graded; the text says where it is and what is there."""


class Absent:
    """Stands for a name whose import failed; each use raises *error* anew."""

    def __init__(self, error: ImportError) -> None:
        self.__dict__["_error"] = error

    def __getattr__(self, attribute: str) -> Any:
        error = self.__dict__["_error"]
        raise type(error)(error.msg, name=error.name)

    def __call__(self, *_: object, **__: object) -> Any:
        """Complain as well."""
        return self.__getattr__("__call__")

    __iter__ = __getitem__ = __setitem__ = __contains__ = __enter__ = __exit__ = __instancecheck__ = __call__


def load_libraries(libraries: Collection[str], paths: Sequence[str]) -> None:
    """
    Import *libraries* from the folders *paths*, so that they are there when those are no longer searched.

    Belongs before `guard_imports`: a library may bring what student code must not import by itself.
    """
    sys.path.extend(paths)
    try:
        for name in libraries:
            importlib.import_module(name)
    finally:
        del sys.path[len(sys.path) - len(paths) :]
        for path in paths:
            sys.path_importer_cache.pop(path, None)


def guard_imports(allowed: Collection[str], own: Collection[str]) -> None:
    """
    Refuse from now on, and for ever, to import anything but what is there when graded.

    The names of the standard library, NumPy, *allowed* libraries and the submission's *own* files and
    folders are let pass, whatever is done to `sys.path` or `sys.meta_path`: a hook of the interpreter
    that nothing can remove sees each import of a module that is not loaded yet.
    """
    more = frozenset(allowed) | (frozenset(own) - _NOT_FOR_STUDENTS)

    def refuse(name: str) -> None:
        top = name.partition(".")[0]
        if top not in _ALWAYS and top not in more and not top.startswith(_BUILD_FACTS):
            raise _forbidden(name, _place(sys._getframe(2)), allowed)

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "import":
            refuse(arguments[0])

    sys.addaudithook(audit)
    sys.meta_path.insert(0, _Guard(refuse))


class _Guard:
    """Finds nothing, and refuses what `importlib.import_module` would import without telling the hook."""

    def __init__(self, refuse: Callable[[str], None]) -> None:
        self._refuse = refuse

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002  the signature is importlib's
        target: ModuleType | None = None,  # noqa: ARG002  the same
    ) -> None:
        """Refuse an import; whoever only asks whether a module is there is told that it is not."""
        if sys._getframe(2).f_code.co_name.startswith("_find_and_load"):
            self._refuse(fullname)


class SubmissionFinder:
    """
    Finds and loads modules among *files*, a mapping from relative path to source.

    It has no base of `importlib.abc`, which loads archives and temporary files for every fork to carry along.

    *folder* is put before each path in tracebacks: the place on the student's own disk, or nothing.
    Names of the standard library, of NumPy and of *allowed* libraries are left to Python, so that a file
    called `random.py` replaces nothing. *compiled* holds the code of modules that were compiled before.
    Without *allowed*, whatever is installed can be imported: on a student's own machine.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        folder: str = "",
        compiled: Mapping[str, CodeType] | None = None,
        allowed: Collection[str] | None = None,
    ) -> None:
        self._files = dict(files)
        self._compiled = dict(compiled or {})
        self._folder = folder
        self._allowed = allowed
        self._reserved = _RESERVED | frozenset(allowed) if allowed else _RESERVED
        self.own_names = own_names(files) - self._reserved
        self.filenames = {folder + path: path for path in files}
        self._before: dict[str, ModuleType] = {}
        self._specs: dict[str, importlib.machinery.ModuleSpec | None] = {}
        self._packages = {path.rpartition("/")[0] for path in files if "/" in path}
        self._packages |= {
            "/".join(folder.split("/")[:depth]) for folder in self._packages for depth in range(1, 9)
        }

    def install(self) -> None:
        """Make the submission importable, before everything else that is not Python's own."""
        self._before = dict(sys.modules)
        function, arguments = self.installation()
        function(*arguments)

    def installation(self) -> tuple[Callable[..., None], tuple[Any, ...]]:
        """Return the function, with its arguments, that does so for good; what it needs is made ahead."""
        self._specs = {name: self._spec(name) for name in map(module_name, self._files)}
        return sys.meta_path.insert, (0, self)

    def uninstall(self) -> None:
        """Forget the submission: its modules, its sources and this finder."""
        sys.meta_path.remove(self)
        new = [each for each in sys.modules.items() if self._before.get(each[0]) is not each[1]]
        for name, module in new:
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
        return self._specs.pop(fullname, None) or self._spec(fullname)

    def _spec(self, fullname: str) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in self._reserved:
            return None
        stem = fullname.replace(".", "/")
        origin = next((p for p in (f"{stem}.py", f"{stem}/__init__.py") if p in self._files), None)
        if origin is None and stem not in self._packages:
            return None
        is_package = origin is None or origin.endswith("/__init__.py")
        loader: Any = self
        return importlib.machinery.ModuleSpec(fullname, loader, origin=origin, is_package=is_package)

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
            if nothing_to_forgive(source, self._importable):
                return compile(source, filename, "exec", dont_inherit=True)
            tree = ast.parse(source, filename=filename)
            forgive(tree, self._importable)
            return compile(tree, filename, "exec", dont_inherit=True)
        except (RecursionError, MemoryError) as error:
            raise _unreadable(filename, "it is nested too deeply") from error

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """Leave it to Python to make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code in its own namespace."""
        spec = module.__spec__
        filename = self._folder + ((spec.origin if spec else None) or module.__name__)
        module.__dict__["__file__"] = filename
        module.__dict__[STAND_IN] = functools.partial(self._absent, self.filenames.get(filename, filename))
        code = self.get_code(module.__name__)
        linecache.cache[filename] = (lambda: self.get_source(module.__name__) or "",)
        exec(code, module.__dict__)  # noqa: S102  this is what the worker is for

    def _filename(self, fullname: str) -> str:
        spec = self.find_spec(fullname, None)
        return self._folder + ((spec.origin if spec else None) or fullname)

    def _absent(self, file: str, name: str, line: int, error: ImportError | None = None) -> Absent:
        """Return the stand-in for what *file* imports at *line*, which failed by *error* or is forbidden."""
        place = f"{file}, line {line}"
        if error is not None:
            return Absent(ImportError(f"{place} imports {name}: {error}", name=name))
        return Absent(_forbidden(name, place, self._allowed or ()))

    def _importable(self, name: str) -> bool:
        """Return whether to try the import of *name*, which may fail nevertheless."""
        top = name.partition(".")[0]
        if top in self.own_names or top in _ALWAYS:
            return True
        if self._allowed is not None:
            return top in self._allowed
        try:
            return importlib.util.find_spec(top) is not None
        except (ImportError, ValueError):
            return False


def own_names(files: Collection[str]) -> frozenset[str]:
    """Return the top names under which the submission's *files* can be imported."""
    return frozenset(path.partition("/")[0].removesuffix(".py") for path in files)


def module_name(path: str) -> str:
    """Return the name under which the submission's file at *path* is imported."""
    return file_module(path)


def compile_all(files: Mapping[str, bytes], allowed: Collection[str] | None = None) -> dict[str, CodeType]:
    """
    Return the code of those *files* that compile, by module name.

    Belongs into a process of its own: a hostile source can end the compiler. *allowed* is as it is for
    `SubmissionFinder`.
    """
    finder, found = SubmissionFinder(files, allowed=allowed), {}
    for path in files:
        name = module_name(path)
        with contextlib.suppress(SyntaxError, ValueError):
            if finder.find_spec(name, None) is not None:
                found[name] = finder.get_code(name)
    return found


def _unreadable(filename: str, reason: str) -> SyntaxError:
    return SyntaxError(f"the file cannot be read: {reason}", (filename, 1, 0, ""))


def _forbidden(name: str, place: str, allowed: Collection[str]) -> ForbiddenImport:
    there = ", ".join(["the standard library", "NumPy", *sorted(allowed)])
    return ForbiddenImport(
        f"{place} imports {name}, which is not there when graded: {there} and the files that you hand in are",
        name=name,
    )


def _place(frame: FrameType | None) -> str:
    """Return file and line of the import that *frame* is busy with."""
    while frame is not None and frame.f_code.co_filename.startswith(("<frozen importlib", os.sep)):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}, line {frame.f_lineno}" if frame else "a library"
