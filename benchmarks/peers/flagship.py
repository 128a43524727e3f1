"""
The checks of this repository's assignment on plain objects: no wall, no wire, for graders that have none.

Each check is an attribute, `flagship.NAME(solution)`, with one name for each case: its own function from the
files under `exercises/checks` and `reference/checks`, called with the solution's and the reference's classes
as they are. `mnist` is left out: its checks train inside the worker.
"""

from __future__ import annotations

import copy
import functools
import importlib.util
import itertools
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("layers", "optimizer", "loss", "network", "data", "graph")
_COURSE = SimpleNamespace(conventions=SimpleNamespace(initial_weights=(-0.1, 0.1)))


def __getattr__(name: str) -> Callable[[Any], None]:
    try:
        return checks()[name]
    except KeyError:
        raise AttributeError(name) from None


@functools.cache
def checks() -> dict[str, functools.partial[None]]:
    """Return all checks by name, cases of a check as `name_0`, `name_1`."""
    _stand_in()
    found: dict[str, functools.partial[None]] = {}
    for folder, module in itertools.product(("exercises", "reference"), MODULES):
        path = ROOT / folder / "checks" / f"test_{module}.py"
        for name, function in vars(_load(path, f"{folder}_{path.stem}")).items():
            if name.startswith("test_"):
                own = f"{folder[0]}_{module}_{name.removeprefix('test_')}"
                cases = list(_cases(function))
                for number, case in enumerate(cases):
                    full = own if len(cases) == 1 else f"{own}_{number}"
                    found[full] = functools.partial(_run, function, case, full)
    return found


def usable() -> tuple[list[str], list[str]]:
    """
    Run all checks on the reference.

    Returns:
        The names of those that pass; the ids, without the case, of those of which a case does not, as they
        need more than plain objects. None of the cases of these is among the names.
    """
    solution = SimpleNamespace()
    for name in MODULES:
        vars(solution).update(vars(getattr(_reference(), name)))
    failed = set()
    for check in checks().values():
        try:
            check(solution)
        except Exception:  # noqa: BLE001  whatever a check that misses the wall may raise
            failed.add(check.args[0])
    names = [name for name, check in checks().items() if check.args[0] not in failed]
    return names, sorted(f"{_task(each)}/{each.__name__.removeprefix('test_')}" for each in failed)


def _task(function: Any) -> str:
    from grader.api import DECLARATION

    task: str = getattr(function, DECLARATION).task
    return task


def _run(function: Callable[..., None], case: dict[str, Any], name: str, solution: Any) -> None:
    code = function.__code__
    seed = list(name.encode())
    fixtures: dict[str, Callable[[], Any]] = {
        "student": lambda: SimpleNamespace(**dict.fromkeys(MODULES, solution)),
        "reference": _reference,
        "rng": lambda: np.random.default_rng(seed),
        "course": lambda: _COURSE,
    }
    names = code.co_varnames[: code.co_argcount]
    function(**{each: case[each] if each in case else fixtures[each]() for each in names})


@functools.cache
def _reference() -> SimpleNamespace:
    modules = {name: _load(ROOT / f"reference/{name}.py", f"reference_{name}") for name in MODULES}
    return SimpleNamespace(**modules)


def _cases(function: Any) -> Iterator[dict[str, Any]]:
    """Yield the arguments of each case that `pytest.mark.parametrize` gives."""
    marks = [mark for mark in getattr(function, "pytestmark", []) if mark.name == "parametrize"]
    each = []
    for mark in marks:
        names, values = mark.args[:2]
        names = re.split(r",\s*", names) if isinstance(names, str) else names
        each.append([dict(zip(names, value if len(names) > 1 else [value], strict=True)) for value in values])
    for parts in itertools.product(*each):
        yield {name: value for part in parts for name, value in part.items()}


def _load(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _stand_in() -> None:
    """Put plain forms in the place of what hands values through the wall, and of pytest if it is not used."""
    import grader

    for plain in (assert_raises, assert_unchanged, exported, fold, generator, hold, resident):
        setattr(grader, plain.__name__, plain)
    if "pytest" not in sys.modules:
        sys.modules["pytest"] = stub = ModuleType("pytest")
        stub.mark = SimpleNamespace(parametrize=_parametrize)  # type: ignore[attr-defined]


def _parametrize(*args: Any, **_ids: Any) -> Callable[[Any], Any]:
    def marked(function: Any) -> Any:
        mark = SimpleNamespace(name="parametrize", args=args)
        function.pytestmark = [*getattr(function, "pytestmark", []), mark]
        return function

    return marked


def assert_raises(exception_name: str, function: Callable[..., Any], *args: object) -> None:
    """Fail unless ``function(*args)`` raises an exception of that name."""
    try:
        function(*args)
    except Exception as error:
        if exception_name in (base.__name__ for base in type(error).__mro__):
            return
        raise
    raise AssertionError(f"expected a {exception_name}")


def hold(value: Any) -> Any:
    """Return a copy of *value* that `assert_unchanged` knows."""
    held = copy.deepcopy(value)
    _BEFORE[id(held)] = held, copy.deepcopy(value)
    return held


_BEFORE: dict[int, tuple[Any, Any]] = {}


def assert_unchanged(held: Any, name: str = "input_tensor") -> None:
    """Fail if *held*, from `hold`, is not what it was."""
    np.testing.assert_array_equal(held, _BEFORE[id(held)][1], err_msg=name)


def generator(seed: int) -> np.random.Generator:
    """Return a generator."""
    return np.random.default_rng(seed)


def resident(student: Any, kind: Callable[..., Any], *args: object) -> Any:  # noqa: ARG001  as ours
    """Return an object of *kind*, with arrays of its own."""
    return kind(*(arg.copy() if isinstance(arg, np.ndarray) else arg for arg in args))


def fold(operator: str, start: Any, items: Any) -> Any:
    """Return ``((start o items[0]) o items[1]) o …``."""
    import operator as operators

    names = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "**": "pow"}
    return functools.reduce(getattr(operators, names[operator]), items, start)


def exported(target: Any, methods: Any = (), attributes: Any = (), settable: Any = ()) -> Any:  # noqa: ARG001  as ours
    """Return *target* itself, of a class that keeps the deep copies of it, in order, as `copies`."""
    kind = type(target)
    target.__class__ = type(kind.__name__, (kind,), {"copies": [], "__deepcopy__": _copied})
    return target


def _copied(own: Any, memo: Any) -> Any:
    twin = object.__new__(type(own))
    vars(twin).update(copy.deepcopy(vars(own), memo))
    own.copies.append(twin)
    return twin
