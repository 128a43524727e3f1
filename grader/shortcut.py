"""
Run a plain check as pytest does, past the hooks that have nothing to do for it.

Plain is a check that asks for nothing but what the grader gives and for its own parameters, and that no
mark and no plugin of the assignment's changes. Any other goes pytest's own way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

import pytest
from _pytest.outcomes import Exit, Skipped
from _pytest.python import async_fail

from grader import equipment
from grader.bench import RECORD, RECORDS, Bench, NotRun, Record, unmet

_HOOKS = (
    *("runtest_protocol", "runtest_setup", "runtest_call", "runtest_teardown", "runtest_makereport"),
    *("runtest_logreport", "runtest_logstart", "runtest_logfinish", "fixture_setup", "pyfunc_call"),
)
_KNOWN = ("_pytest.", "grader.", "__main__.", "pytest_jsonreport.", "pytest_metadata.")
_ENDS = (KeyboardInterrupt, Exit)


def plain(items: Iterable[Any]) -> set[Any]:
    """Return those of the collected *items* that `perform` can run."""
    items = list(items)
    if not items or strangers(items[0].config.pluginmanager, _HOOKS):
        return set()
    return {item for item in items if _is_plain(item)}


def perform(
    item: Any,
    record: Record,
    bench: Bench,
    begin: Callable[[], object] = bool,
    end: Callable[[], object] = bool,
    ends: tuple[type[BaseException], ...] = _ENDS,
) -> dict[str, str]:
    """
    Run a plain check and conclude its *record*; it need not run where its transcript tells how it ends.

    Args:
        item: pytest's.
        record: Of the check, as yet without a verdict.
        bench: Where it runs.
        begin: Called when it begins, unless it is left out as one that it needs has failed.
        end: Called after all that the check had was closed.
        ends: Exceptions that are no outcome of a check.

    Returns:
        pytest's word for each stage that there was: `setup`, `call` and `teardown`.
    """
    words, given = dict[str, str](), dict[str, Any]()
    with ExitStack() as opened:
        opened.callback(end)

        def prepare() -> None:
            if bench.skips and (needed := unmet(record, item.config.stash[RECORDS])) is not None:
                raise NotRun(needed)
            begin()
            given.update(_given(item, record, bench, opened))

        error = raised(prepare, ends)
        words["setup"] = _word(error)
        if error is None:
            error = None if record.has_answered else raised(lambda: _call(item, given), ends)
            words["call"] = _word(error)
        record.conclude(error)
        error = raised(opened.close, ends)
        words["teardown"] = _word(error)
        if error is not None:
            record.conclude(error)
    return words


def raised(stage: Callable[[], object], ends: tuple[type[BaseException], ...]) -> BaseException | None:
    """Return what *stage* of a check raised, or None; those of *ends* are raised."""
    try:
        stage()
    except ends:
        raise
    except BaseException as error:  # noqa: BLE001  a check's outcomes are exceptions of any kind
        return error
    return None


def whole(words: dict[str, str]) -> str:
    """Return the word of pytest's report for a check whose stages have these *words*."""
    if "failed" in (words["setup"], words["teardown"]):
        return "error"
    return words.get("call", words["setup"])


def _given(item: Any, record: Record, bench: Bench, opened: ExitStack) -> dict[str, Any]:
    """Return the arguments of a check, made in the order in which pytest makes them."""
    cases = item.callspec.params if hasattr(item, "callspec") else {}
    given: dict[str, Any] = {}
    if record.transcript is not None:  # first, as nothing else may be needed
        given["student"] = opened.enter_context(equipment.student(bench, record))
        if record.has_answered:
            return given
    for name in item.fixturenames:
        if name == "request" or name in given:
            continue
        if name in cases:
            given[name] = cases[name]
        elif name == "student":
            given[name] = opened.enter_context(equipment.student(bench, record))
        else:
            given[name] = equipment.MAKERS[name](bench, record)
    return given


def _call(item: Any, given: dict[str, Any]) -> None:
    found = item.obj(**given)
    if hasattr(found, "__await__") or hasattr(found, "__aiter__"):
        async_fail(item.nodeid)


def _word(error: BaseException | None) -> str:
    if error is None:
        return "passed"
    return "skipped" if isinstance(error, Skipped) else "failed"


def strangers(plugins: Any, names: Iterable[str]) -> bool:
    """Tell whether a plugin of the assignment has a hook of these *names*, which lack their `pytest_`."""
    hooks = [getattr(plugins.hook, f"pytest_{name}") for name in names]
    owners = [found.function.__module__ for hook in hooks for found in hook.get_hookimpls()]
    return not all(f"{owner}.".startswith(_KNOWN) for owner in owners)


def _is_plain(item: Any) -> bool:
    """Tell whether a check has no mark but for its cases, and asks for nothing that is another's."""
    if type(item) is not pytest.Function or item.cls is not None or RECORD not in item.stash:
        return False
    if any(mark.name != "parametrize" for mark in item.iter_markers()):
        return False
    asked, definitions = set(item._fixtureinfo.argnames), item._fixtureinfo.name2fixturedefs
    ours = all(_is_ours(name, definitions.get(name, ())) for name in asked)
    return ours and set(item.fixturenames) <= asked | {"request"}  # what the grader's own fixtures ask for


def _is_ours(name: str, definitions: Any) -> bool:
    """Tell whether *name* is a case's value, or made by the grader's own fixture of that name."""
    if len(definitions) != 1:
        return False
    owner, func = definitions[0].func.__module__, definitions[0].func.__name__
    if owner == "grader.plugin":
        return name == "student" or name in equipment.MAKERS
    return (owner, func) == ("_pytest.python", "get_direct_param_fixture_func")
