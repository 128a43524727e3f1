"""
Find out before the forks what checks of many submissions ask for alike, and remember it for all of them.

The source of a class depends on the assignment alone, how the reference trains on the secret as well.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from grader import api, equipment, trajectory
from grader.bench import RECORD, Bench
from grader.classtext import source_of
from grader.errors import ConfigError
from grader.reference import load_reference


def foresee(items: Iterable[Any], bench: Bench) -> None:
    """Have what the checks of the collected *items* will ask for on *bench* remembered in this process."""
    items = list(items)
    for kind in _classes(items):
        with contextlib.suppress(ConfigError):  # one that stays with its check
            source_of(kind)
    for item in items:
        if _uses(item.obj, trajectory.same_trajectory):
            reference = load_reference(bench.assignment, bench.config.layout)
            rng = equipment.rng(bench, item.stash[RECORD])
            trajectory.expected(reference, bench.config.accuracy, rng)


def _classes(items: Iterable[Any]) -> Iterator[type]:
    """Yield the classes at the top of those check files that have any made where the student's code runs."""
    modules: dict[str, ModuleType] = {item.module.__name__: item.module for item in items}
    for name, module in modules.items():
        values = list(vars(module).values())
        if any(value is api.resident for value in values):
            yield from (value for value in values if type(value) is type and value.__module__ == name)


def _uses(function: Any, wanted: object) -> bool:
    """Tell whether the code of *function* names what in its file is *wanted*."""
    names = function.__globals__
    return any(names.get(name) is wanted for name in function.__code__.co_names)
