"""Plan checks: what pytest has collected and their authors declare, in an order in which they can run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from grader.api import DECLARATION, Declaration
from grader.bench import Bench
from grader.errors import ConfigError
from grader.records import PlannedCheck

FOLDERS = {"exercises": "exercises/checks", "reference": "reference/checks"}


def leave_out(
    items: Sequence[pytest.Item], bench_of: Callable[[Path], Bench]
) -> tuple[list[pytest.Item], list[str]]:
    """
    Return those *items* that `checks.skip` of `config.yaml` keeps, and its patterns that no check fits.

    Args:
        items: What pytest has collected, checks and other tests.
        bench_of: Gives the bench on which the checks of a file run.
    """
    kept: list[pytest.Item] = []
    unused: dict[str, None] = {}
    used: set[str] = set()
    for item in items:
        declaration = getattr(getattr(item, "function", None), DECLARATION, None)
        fitting: set[str] = set()
        if declaration is not None:
            skip, identity = bench_of(item.path).config.checks.skip, _identity(item, declaration)
            fitting = {pattern for pattern in skip if fnmatchcase(identity, pattern)}
            unused |= dict.fromkeys(skip)
        used |= fitting
        if not fitting:
            kept.append(item)
    return kept, [pattern for pattern in unused if pattern not in used]


def plan_all(
    items: Sequence[pytest.Item], bench_of: Callable[[Path], Bench]
) -> dict[pytest.Item, PlannedCheck]:
    """
    Return what the checks among *items* are.

    Args:
        items: What pytest has collected, checks and other tests.
        bench_of: Gives the bench on which the checks of a file run.

    Raises:
        ConfigError: Two checks have one name, or as in `plan`.
    """
    plans: dict[pytest.Item, PlannedCheck] = {}
    homes: dict[str, Path] = {}
    for item in items:
        declaration = getattr(getattr(item, "function", None), DECLARATION, None)
        if declaration is None:
            continue
        planned = plans[item] = plan(item, declaration, bench_of(item.path))
        if planned.id in homes:
            raise ConfigError(f"{item.path}: {planned.id} is also in {homes[planned.id]}; names must differ")
        homes[planned.id] = item.path
    return plans


def in_order(items: list[pytest.Item], plans: Mapping[pytest.Item, PlannedCheck]) -> list[pytest.Item]:
    """
    Return *items* as they come, but each behind those that it needs.

    Raises:
        ConfigError: Checks need each other.
    """
    by_id = {planned.id: item for item, planned in plans.items()}
    ordered: dict[pytest.Item, None] = {}

    def put(item: pytest.Item, waiting: tuple[pytest.Item, ...]) -> None:
        if item in waiting:
            raise ConfigError(_circle(waiting[waiting.index(item) :], plans))
        for need in plans[item].needs if item in plans and item not in ordered else ():
            if need in by_id:
                put(by_id[need], (*waiting, item))
        ordered[item] = None

    for item in items:
        put(item, ())
    return list(ordered)


def _circle(items: Sequence[pytest.Item], plans: Mapping[pytest.Item, PlannedCheck]) -> str:
    """Return what to say of *items*, each of which needs the next, and the last the first."""
    names = [plans[item].id for item in items]
    needed = [f"{name} in {item.path}" for name, item in zip(names[1:], items[1:], strict=True)]
    return f"{items[0].path}: {' needs '.join([names[0], *needed, names[0]])}; none of them could ever run"


def plan(item: pytest.Item, declaration: Declaration, bench: Bench) -> PlannedCheck:
    """
    Return the check that *item* is.

    Raises:
        ConfigError: Its task is not in `config.yaml`, its file is in neither folder of checks, its
            title names a parameter that it does not have, or it is visible and asks for the reference.
    """
    where = f"{item.path.name}: {item.name}"
    tasks = bench.config.tasks
    if declaration.task not in tasks:
        raise ConfigError(
            f"{item.path}: {item.name}: unknown task {declaration.task!r}, known: {', '.join(tasks)}"
        )
    folder = next((f for f, path in FOLDERS.items() if (bench.assignment / path) in item.path.parents), None)
    if folder is None:
        raise ConfigError(
            f"{item.path}: checks belong in {' or '.join(FOLDERS.values())} of {bench.assignment}"
        )
    if folder == "exercises" and "reference" in getattr(item, "fixturenames", ()):
        raise ConfigError(
            f"{where}: a visible check cannot ask for the reference, which students do not have"
        )
    callspec = getattr(item, "callspec", None)
    known = dict.fromkeys([*tasks, *bench.config.layout.modules])  # a module may be without a task
    for name in declaration.uses:
        if name not in known:
            raise ConfigError(f"{where}: uses the unknown task {name!r}, known: {', '.join(known)}")
    low, high = bench.config.conventions.initial_weights
    params = {"initial_weights": f"[{low:g}, {high:g}]"} | (callspec.params if callspec else {})
    title = _filled("title", declaration.title, params, where)
    needs = [_filled("need", need, params, where) for need in _needs_of(declaration, callspec, where)]
    identity = _identity(item, declaration)
    return PlannedCheck(
        id=identity,
        task=declaration.task,
        title=title,
        kind=declaration.kind,
        visibility=bench.config.visibility_of(
            identity, "exercises" if folder == "exercises" else "reference"
        ),
        points=declaration.points,
        hint=declaration.hint,
        needs=tuple(need for need in needs if not bench.config.checks.leaves_out(need)),
        uses=declaration.uses,
        repeats=declaration.repeats,
    )


def _identity(item: pytest.Item, declaration: Declaration) -> str:
    """Return ``task/name[case]``."""
    callspec = getattr(item, "callspec", None)
    name = getattr(item, "originalname", item.name).removeprefix("test_")
    return f"{declaration.task}/{name}{f'[{callspec.id}]' if callspec else ''}"


def _needs_of(declaration: Declaration, callspec: Any, where: str) -> Sequence[str]:
    """Return what a case needs, or a check without cases."""
    if not isinstance(declaration.needs, Mapping):
        return declaration.needs
    case = callspec.id if callspec else ""
    if case not in declaration.needs:
        raise ConfigError(f"{where}: needs says nothing of the case {case!r}: {', '.join(declaration.needs)}")
    return declaration.needs[case]


def _filled(what: str, text: str, params: Mapping[str, Any], where: str) -> str:
    """Return *text* with the parameters of a check in the places that name them."""
    try:
        return text.format(**params)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ConfigError(f"{where}: the {what} {text!r} names an unknown parameter {error}") from error
