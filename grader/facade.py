"""
Find what the checks ask for under the names and in the files that a course has for it.

Stands between the checks and the solutions, beside a student's code in a worker as beside the reference in
the judge; nothing is judged by what it says.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from grader.views import Class, Conversion, LayerView, LossView, View, view

_MOST_NAMES = 8


class NotSubmitted(Exception):
    """No file of the submission can hold what was asked for; the text names the first that could."""


class NameMissing(AttributeError):
    """The file is there, but not the name; the text says which names it has."""


def file_module(path: str) -> str:
    """Return the name under which the file at *path*, relative to the submission, is imported."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class Names:
    """
    What a check calls ``student.layers``: names out of any files, each looked for when it is first used.

    Args:
        plan: What `grader.courselayout.Layout.plan` gives.
        present: The files that are there.
    """

    def __init__(self, plan: Mapping[str, Any], present: Collection[str]) -> None:
        self._plan, self._present = plan, frozenset(present)
        self._found: dict[str, Any] = {}
        self._home = None if plan["names"] or not plan["home"] else _imported(plan["home"])

    def callables(self) -> tuple[str, ...]:
        """Return the names that can be called, as far as that is known."""
        inside = vars(self._home).items() if self._home is not None else ()
        return (*self._plan["names"], *(name for name, value in inside if callable(value)))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._plan["names"]:
            return self._in_facade(name, getattr(self._whole_file(name), name))
        if name not in self._found:
            self._found[name] = self._in_facade(name, self._looked_up(name))
        return self._found[name]

    def _in_facade(self, name: str, value: Any) -> Any:
        """Return *value*, or what stands for it where its instances are kept by another convention."""
        weights, losses = self._plan["weights"], self._plan["losses"]
        if name in weights["of"]:
            conversion = Conversion(weights["transposed"], weights["bias_first"])
            kind: type[View] = LayerView
        else:
            conversion, kind = Conversion(divisors=tuple(losses.get(name, ("sum", "sum")))), LossView
        differs = conversion.moves_weights or len(set(conversion.divisors)) > 1
        return Class(value, partial(view, kind, conversion=conversion)) if differs else value

    def _whole_file(self, name: str) -> Any:
        """Return the module that has all names but the mapped ones, *name* among them."""
        file = self._plan["home"]
        if not file:
            module = self._plan["module"]
            known = ", ".join(f"{module}.{each}" for each in self._plan["names"])
            raise NameMissing(f"config.yaml: names: {module}.{name} is not there; known: {known}")
        if file not in self._present:
            raise NotSubmitted(f"{file} was not submitted")
        if self._home is None:
            self._home = _imported(file)
        return self._home

    def _looked_up(self, name: str) -> Any:
        """Return the first that is there of the places at which *name* may be; or raise the first's error."""
        places = self._plan["names"][name]
        there = [place for place in places if place[0] in self._present]
        if not there:
            raise NotSubmitted(f"{places[0][0]} was not submitted")
        errors: list[BaseException] = []
        for file, own in there:
            try:
                module = _imported(file)
            except Exception as error:  # noqa: BLE001  a student's module may raise anything
                errors.append(error)
                continue
            if hasattr(module, own):
                return getattr(module, own)
            errors.append(NameMissing(_no_such_name(file, own, module)))
        raise errors[0]


def _no_such_name(file: str, wanted: str, module: Any) -> str:
    """Return that *file* has no name *wanted*, and which it has."""
    import difflib  # in every fork otherwise

    own = [name for name, value in vars(module).items() if _is_own(name, value, module)]
    near = difflib.get_close_matches(wanted.lower(), [name.lower() for name in own], n=1)
    meant = [name for name in own if name.lower() in near]
    more = ", ..." if len(own) > _MOST_NAMES else ""
    has = f"; it has {', '.join(own[:_MOST_NAMES])}{more}" if own else "; it defines nothing"
    return f"{file} has no {wanted!r}{has}{f'; rename {meant[0]!r}?' if meant else ''}"


def _is_own(name: str, value: object, module: Any) -> bool:
    return not name.startswith("_") and getattr(value, "__module__", None) == module.__name__


def _imported(file: str) -> Any:
    """
    Import *file*, whatever becomes of the packages around it.

    A package whose `__init__.py` fails, since it imports another file that is broken, is taken without it:
    one broken file costs its own names only.
    """
    name = file_module(file)
    outer = name.split(".")[:-1]
    for package in (".".join(outer[:depth]) for depth in range(1, len(outer) + 1)):
        try:
            importlib.import_module(package)
        except Exception:
            spec = importlib.util.find_spec(package)
            if spec is None:
                raise
            sys.modules[package] = importlib.util.module_from_spec(spec)
    return importlib.import_module(name)
