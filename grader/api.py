"""
What a check author writes with: the `check` decorator, assertions, and ways to hand things over.

Every assertion raises `CheckFailed` with a sentence for the student. Knows neither how a student's
code is run nor what becomes of a failure.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from grader.assertions import brief, expect
from grader.classtext import source_of
from grader.errors import ConfigError
from grader.exports import Exported, Kept
from grader.pipeline import settled
from grader.records import Kind
from grader.remote import Remote

Array = np.ndarray[Any, Any]
Test = TypeVar("Test", bound=Callable[..., None])

DECLARATION = "__grader_declaration__"


@dataclass(frozen=True)
class Declaration:
    """
    What a check's author says of it; *title* is the first line of its docstring.

    *needs* are those of every case, or each case's own by the text in its brackets.
    """

    task: str
    points: float
    hint: str
    kind: Kind
    title: str
    needs: tuple[str, ...] | Mapping[str, tuple[str, ...]] = ()
    uses: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()


def check(
    *,
    task: str,
    points: float,
    hint: str,
    kind: str = "unit",
    needs: Sequence[str] | Mapping[str, Sequence[str]] = (),
    uses: Sequence[str] = (),
    repeats: Sequence[str] = (),
) -> Callable[[Test], Test]:
    """
    Declare a pytest function to be a check.

    Args:
        task: A task of `config.yaml`.
        points: Positive; the check's weight among those of its task, which share the task's points.
        hint: One sentence that helps a student whose submission fails; shown for hidden checks too.
        kind: ``unit``, ``gradient`` or ``accuracy``; chooses the limits.
        needs: Ids of checks whose failure makes this one certain to fail: it is then skipped, and says
            which. Like the title they may name parameters: ``"layers/activation_forward[{name}]"``. Where
            the cases of a check need others, a dict from the text in a case's brackets to its own list.
        repeats: Ids, or shell patterns of ids, of checks that catch the same mistakes and are meant to:
            `grader verify` complains of such pairs otherwise, as each mistake then costs points twice.
        uses: Other tasks whose code the check runs too; when it fails, it says which of them have failed.

    Raises:
        ConfigError: An argument is not one of these, or the function has no docstring, whose first
            line is the title that students read.
    """

    def declare(test: Test) -> Test:
        where = f"{getattr(test, '__code__', None) and test.__code__.co_filename}: {test.__name__}"
        title = (inspect.getdoc(test) or "").partition("\n")[0].strip()
        _demand(_is_text(task), f"{where}: task must be a task's name, got {task!r}")
        _demand(_is_weight(points), f"{where}: points must be a positive number, got {points!r}")
        _demand(_is_text(hint), f"{where}: hint must be a sentence, got {hint!r}")
        _demand(kind in list(Kind), f"{where}: kind must be one of {', '.join(Kind)}, got {kind!r}")
        _demand(bool(title), f"{where}: a check needs a docstring; its first line is what students read")
        _demand(test.__name__.startswith("test_"), f"{where}: a check's name must start with test_")
        cases = needs if isinstance(needs, Mapping) else {"": needs}
        for name, texts in (
            *(("needs", own) for own in cases.values()),
            ("uses", uses),
            ("repeats", repeats),
        ):
            fine = not isinstance(texts, str) and all(map(_is_text, texts))
            _demand(fine, f"{where}: {name} must be a list of names, got {texts!r}")
        own = {case: tuple(texts) for case, texts in cases.items()}
        needed = own if isinstance(needs, Mapping) else own[""]
        declaration = Declaration(
            task, float(points), hint.strip(), Kind(kind), title, needed, tuple(uses), tuple(repeats)
        )
        setattr(test, DECLARATION, declaration)
        return test

    return declare


def hold(value: object) -> Kept:
    """
    Return an array or list that lives where the student's code runs.

    Handed over as an argument, it is the same object at every use, so that `assert_unchanged` sees
    what student code does to it, at once or through a reference that it stored.
    """
    return Kept("hold", np.array(value) if isinstance(value, np.ndarray) else value)


def lend(array: Array) -> Kept:
    """
    Return *array* as `hold` does, without a copy: nobody writes to it, neither the check nor student code.

    Where submissions are examined one after the other, images lie in memory once, for all workers to read.
    """
    return Kept("hold", array)


def generator(seed: int) -> Kept:
    """Return what arrives in student code as ``np.random.default_rng(seed)``, one object at every use."""
    return Kept("generator", seed)


def exported(
    target: object,
    methods: Sequence[str] = (),
    attributes: Sequence[str] = (),
    settable: Sequence[str] = (),
) -> Exported:
    """
    Return *target* in a form that can be handed to student code; it stays with the check.

    Args:
        target: Any object of the check: a double that counts calls, a reference layer.
        methods: Names that student code may call.
        attributes: Names that it may read.
        settable: Names that it may read and set.

    Returns:
        A wrapper whose `copies` are the deep copies that student code makes of *target*, in order.
    """
    return Exported(target, methods, attributes, settable)


def fold(operator: str, start: Remote, items: Sequence[object] | Array) -> Any:
    """
    Return ``((start o items[0]) o items[1]) o …`` computed where the student's code runs.

    Args:
        operator: One of ``+ - * / **``.
        start: A remote object.
        items: Numbers or remote objects; a hundred thousand cost one round trip, least as an array.
    """
    start = settled(start)
    expect(isinstance(start, Remote), f"expected an object to compute with further, got {brief(start)}")
    given = items if isinstance(items, np.ndarray) else list(items)
    return start._session.do(["fold", operator, start, given], f"{start._label} {operator}")


def resident(student: Any, kind: type, *args: object) -> Any:
    """
    Return an object of *kind*, a class of the check's, that lives where the student's code runs.

    Student code uses it without a call back to the judge, many times as fast as what is `exported`,
    and can read all of it: it must know no answer, and what it says of itself is no evidence. Its
    source travels with it.

    Args:
        student: The fixture.
        kind: A class at the top level of a check's file. It uses NumPy as ``np``, Python's own names
            and classes of the same file that it is derived from, nothing else.
        args: For its constructor; copied, but for the student's objects.

    Returns:
        A remote object, as if the student had made it.

    Raises:
        ConfigError: *kind* is no such class.
    """
    operation = ["make", source_of(kind), kind.__name__, list(args)]
    return student._session.do(operation, kind.__name__)


def batches(
    images: Array | Kept,
    labels: Array | Kept,
    order: Array,
    batch_size: int,
    classes: int,
    mean: float,
    deviation: float,
) -> Kept:
    """
    Return a data layer that lives where the student's code runs, so that no batch crosses the wire.

    Args:
        images: Pixels, shape ``(n, features)``; held where several data layers share them.
        labels: Classes, shape ``(n,)``, likewise.
        order: Rows in the order of use, shape ``(steps * batch_size,)``; begins anew at its end.
        batch_size: Rows in a batch.
        classes: Columns of the one-hot labels.
        mean: Subtracted from the pixels.
        deviation: Divides them after that.
    """
    return Kept("batches", images, labels, order, batch_size, classes, mean, deviation)


def returned_type(student: Any) -> str:
    """Return the type of the last value that the student's code gave: ``numpy.matrix``."""
    return str(student._session.last_type)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_weight(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e6


def _demand(condition: bool, message: str) -> None:
    if not condition:
        raise ConfigError(message)
