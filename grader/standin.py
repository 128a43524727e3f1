"""Stand in a worker for objects of the judge, and pass each use of them on. Knows not how that is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader import wire


class StandIn:
    """
    The student's view of an object of the judge: only the exported names work.

    Other attributes may be set and read back; they stay here. A copy, deep or shallow, is a copy
    of the judge's object.
    """

    def __init__(self, export: wire.Export, ask: Callable[[list[object]], Any]) -> None:
        self.__dict__.update(_export=export, _ask=ask)

    def __getattr__(self, name: str) -> Any:
        export, ask = self.__dict__["_export"], self.__dict__["_ask"]
        if name in export.methods:
            return lambda *args, **keywords: ask(["call", export.id, name, list(args), keywords])
        if name in export.attributes or name in export.settable:
            return ask(["get", export.id, name])
        raise AttributeError(f"the object that was handed in has no attribute {name!r}")

    def __setattr__(self, name: str, value: object) -> None:
        export, ask = self.__dict__["_export"], self.__dict__["_ask"]
        if name in export.settable:
            ask(["set", export.id, name, value])
        else:
            self.__dict__[name] = value

    def __copy__(self) -> Any:
        return self.__dict__["_ask"](["copy", self.__dict__["_export"].id])

    def __deepcopy__(self, memo: dict[int, object]) -> Any:
        return self.__copy__()
