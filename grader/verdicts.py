"""Turn what a check raised into a verdict and a message. Pure: no pytest, no processes."""

from __future__ import annotations

import sysconfig
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import CheckFailed, GraderError
from grader.faults import StudentFault
from grader.pipeline import passes_on
from grader.records import Verdict
from grader.wire import WireError

_LIBRARIES = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
_OURS = (GraderError, WireError, OSError, MemoryError)


@dataclass(frozen=True)
class Judgement:
    """A verdict with its reason."""

    verdict: Verdict
    message: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def judge_exception(error: BaseException | None, answers: int) -> Judgement:
    """
    Return the verdict of a check that raised *error*, or ended without one.

    Args:
        error: What left the check's body, or None.
        answers: How often the submission's code was asked and something came back. A check that
            never asked cannot pass, and its exceptions are ours; one that did ask and then stumbled
            over what came back has found a fault of the submission. An exception out of the
            grader's own code is always ours: that code must withstand whatever comes back.
    """
    match error:
        case None if answers > 0:
            return Judgement(Verdict.PASSED)
        case None:
            return Judgement(Verdict.INTERNAL, "the check ended without asking the submission anything")
        case StudentFault():
            return Judgement(error.verdict, error.message, error.details)
        case CheckFailed() if answers > 0:
            return Judgement(Verdict.FAILED, error.message, error.details)
    name, text = type(error).__name__, str(error)
    if isinstance(error, AssertionError) and answers > 0:
        return Judgement(Verdict.FAILED, text.partition("\n")[0] or "an assertion of the check does not hold")
    if (
        isinstance(error, Exception)
        and not isinstance(error, _OURS)
        and answers > 0
        and not _raised_here(error)
    ):
        message = f"the check could not use what your code returned: {name}: {text}"
        return Judgement(Verdict.ERROR, message, {"exception": name})
    return Judgement(Verdict.INTERNAL, f"{name}: {text}")


def _raised_here(error: BaseException) -> bool:
    """Tell whether *error* left code of this package, or a library that it called, before any other code."""
    for frame, _ in reversed(list(traceback.walk_tb(error.__traceback__))):
        if passes_on(frame.f_code):
            continue
        file = Path(frame.f_code.co_filename)
        if file.parent == Path(__file__).parent:
            return True
        if not any(file.is_relative_to(library) for library in _LIBRARIES):
            return False
    return False
