"""Render a report for an audience by an allow-list of fields. The only way from a report to a student."""

from __future__ import annotations

import builtins
import re
import signal
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grader.diagnosis import KINDS
from grader.mistakes import MOST_MISTAKES
from grader.records import Audience, Verdict, Visibility
from grader.schema import (
    AccuracyPart,
    CheckPart,
    EnvironmentPart,
    MistakePart,
    Report,
    RunPart,
    TaskPart,
    missing_message,
    uses_message,
)

ALREADY = frozenset({Visibility.VISIBLE})
"""What students may see in full before the due date."""

_NAME = r"[A-Za-z_]\w{0,40}(\.\w{1,40}){0,5}(: [a-z_]{1,20})?"
_CALL = re.compile(f"({_NAME}(, {_NAME}){{0,4}} or )?({_NAME}|one of [0-9]{{1,2}} more)", re.ASCII)
_LIMIT = re.compile(r"[0-9][0-9.e+-]{0,12} (s|MB)( (of|for) [A-Za-z ]{1,40})?", re.ASCII)
_PYTHON_FILE = re.compile(r"[\w./-]{1,100}\.py")
_PATH = re.compile(r"[/\\]|^~")
_LOSS_DIGITS = 4
_CONFIDENCE_DIGITS = 2
_INTERNAL_REASON = "the grader could not grade this submission; that is our fault and costs you nothing"
_INTERNAL_TEXT = "the grader could not run this check; that is our fault and costs you nothing"


def render(report: Report, audience: Audience, revealed: frozenset[Visibility] = ALREADY) -> Report:
    """
    Return *report* as *audience* may read it; the result fits the same schema.

    Staff read everything. Students read in full the checks whose visibility is in *revealed*. Of all
    others they read id, title, kind, verdict, points, hint and misconception, and a message that is
    made here, out of facts in `details` which can hold no input, no expected value and no text that
    student code made up.
    """
    if audience is Audience.STAFF:
        return report
    told = _Told(report, revealed)
    return Report(
        assignment=report.assignment,
        submission=report.submission,
        status=report.status,
        reason=_INTERNAL_REASON if report.reason and report.status == "internal" else report.reason,
        score=report.score,
        max_score=report.max_score,
        tasks=[
            TaskPart(
                name=task.name,
                score=task.score,
                max_score=task.max_score,
                checks=[_check(check, check.visibility in revealed, told) for check in task.checks],
            )
            for task in report.tasks
        ],
        accuracy=report.accuracy and _accuracy(report.accuracy),
        seed_id=report.seed_id,
        timing=_harmless(report.timing),
        environment=_environment(report.environment),
    )


def hidden_message(verdict: Verdict, details: Mapping[str, Any], files: frozenset[str]) -> str:
    """
    Return what a student is told of a hidden check, from the verdict and checked facts alone.

    Args:
        verdict: What became of the check.
        details: Facts of the judge's making; each is used only where its form leaves no room for more:
            `call`, `limit`, `signal`, `exception` (a built-in one), `where` (a line of an own file),
            `not_implemented`, `missing` (a declared file that was not submitted), `near_miss`,
            `measured` (two numbers that the accuracy block holds too), `pattern_kind` (one of a few
            phrases that say what a wrong array is instead, without any number).
        files: The submission's own files.
    """
    call = _matched(_CALL, details.get("call"))
    limit = _matched(_LIMIT, details.get("limit"))
    in_call = f" in {call}" if call else ""
    if verdict is Verdict.FAILED:
        return _failure(call, details, files)
    if verdict is Verdict.ERROR:
        return f"went over the limit of {limit}{in_call}" if limit else _error(call, details, files)
    texts = {
        Verdict.PASSED: "",
        Verdict.TIMEOUT: f"took longer than {limit or 'the time limit'}{in_call}",
        Verdict.MEMORY: f"needed more than {limit or 'the memory there is'}{in_call}",
        Verdict.CRASHED: f"{_ending(details)}{in_call}",
        Verdict.BLOCKED: _blocked(in_call, details, files),
        Verdict.SKIPPED: "not run because a check that it needs has failed",
    }
    return texts.get(verdict, _INTERNAL_TEXT)


class _Told:
    """What the rest of a report says, for messages of hidden checks that refer to it."""

    def __init__(self, report: Report, revealed: frozenset[Visibility]) -> None:
        self.files = frozenset(report.submission.files)
        checks = [check for task in report.tasks for check in task.checks]
        self._titles = {check.id: check.title for check in checks}
        self._tasks = frozenset(task.name for task in report.tasks)
        # A syntax error or an endless loop is told in the same words for both, not as two findings.
        self._same = {
            hidden_message(check.verdict, check.details, self.files): check.message
            for check in checks
            if check.visibility in revealed and _says_it_all(check)
        }

    def message(self, check: CheckPart) -> str:
        """Return what a student is told of a hidden *check*."""
        text = hidden_message(check.verdict, check.details, self.files)
        text = self._same.get(text, text)
        needed, uses = check.details.get("needs"), check.details.get("uses")
        if check.verdict is Verdict.SKIPPED and isinstance(needed, str) and needed in self._titles:
            return f"not run because {self._titles[needed]!r} ({needed}) has failed: mend that first"
        known = [str(task) for task in uses if task in self._tasks] if isinstance(uses, list) else []
        return f"{text}; {uses_message(known)}" if text and known else text


def _says_it_all(check: CheckPart) -> bool:
    """Return whether verdict and facts make the message, so that equal ones are the same finding."""
    if check.verdict is Verdict.ERROR:
        return check.details.get("exception") in {"SyntaxError", "IndentationError", "TabError"}
    return check.verdict in {Verdict.TIMEOUT, Verdict.MEMORY, Verdict.CRASHED}


def _check(check: CheckPart, in_full: bool, told: _Told) -> CheckPart:
    internal = check.verdict is Verdict.INTERNAL  # its message may quote the grader's own files
    shown = in_full and not internal
    return CheckPart(
        id=check.id,
        title=check.title,
        kind=check.kind,
        visibility=check.visibility,
        verdict=check.verdict,
        score=check.score,
        max_score=check.max_score,
        message=check.message if shown else told.message(check),
        hint=check.hint,
        misconception=check.misconception,
        details=check.details if shown else {},
        output=check.output if shown else "",
    )


def _failure(call: str, details: Mapping[str, Any], files: frozenset[str]) -> str:
    missing, near = details.get("missing"), details.get("near_miss")
    if _matched(_PYTHON_FILE, missing) and missing not in files:
        return missing_message({"missing": missing, "near_miss": near if near in files else None})
    if details.get("not_implemented") is True:
        return f"not implemented yet: {call}" if call else "not implemented yet"
    measured = details.get("measured")
    if isinstance(measured, Mapping) and all(
        isinstance(measured.get(k), float) for k in ("mean", "threshold")
    ):
        return f"reached {measured['mean']:.2%} on average; all points from {measured['threshold']:.1%}"
    kind = details.get("pattern_kind")
    found = f"a difference: {kind}" if isinstance(kind, str) and kind in KINDS else "a difference"
    return f"a hidden check found {found}; see the hint"


def _error(call: str, details: Mapping[str, Any], files: frozenset[str]) -> str:
    place = _place(details.get("where"), files)
    name = details.get("exception")
    known = getattr(builtins, name, None) if isinstance(name, str) else None
    if not (isinstance(known, type) and issubclass(known, BaseException)):
        return f"your code raised an error{place or (f' in {call}' if call else '')}"
    if issubclass(known, SyntaxError) and place:
        return f"your code does not compile: {name}{place}"
    if known is AttributeError and call and not place:
        return f"{call} is not there ({name})"
    return f"your code raised {name}{place or (f' in {call}' if call else '')}"


def _place(where: Any, files: frozenset[str]) -> str:
    """Return `` in layers.py, line 41`` for a line of one of *files*; a function's name could be made up."""
    if not isinstance(where, Mapping):
        return ""
    file, line = where.get("file"), where.get("line")
    if not isinstance(file, str) or file not in files or type(line) is not int:
        return ""
    return f" in {file}, line {line}" if 0 < line < 100_000 else ""


def _blocked(in_call: str, details: Mapping[str, Any], files: frozenset[str]) -> str:
    tried = "tried something that graded code may not do"
    if details.get("exception") == "ForbiddenImport":
        tried = "needed an import that is not there when graded"
    return tried + (_place(details.get("where"), files) or in_call)


def _ending(details: Mapping[str, Any]) -> str:
    name = details.get("signal")
    if isinstance(name, str) and name in signal.Signals.__members__:
        return f"the interpreter was ended by signal {name}"
    return "the interpreter ended by itself"


def _accuracy(accuracy: AccuracyPart) -> AccuracyPart:
    """Round what comes from student code: further digits, or mistakes, could carry test images out."""
    mistakes = accuracy.mistakes
    return AccuracyPart(
        dataset=accuracy.dataset,
        threshold=accuracy.threshold,
        floor=accuracy.floor,
        early_stop=accuracy.early_stop,
        left_out=accuracy.left_out,
        runs=[
            RunPart(
                seed=run.seed,
                accuracy=run.accuracy,
                loss=[None if loss is None else float(f"{loss:.{_LOSS_DIGITS}g}") for loss in run.loss],
                iterations=run.iterations,
                planned=run.planned,
                stopped=run.stopped,
                validation=run.validation,
            )
            for run in accuracy.runs
        ],
        mean=accuracy.mean,
        std=accuracy.std,
        confusion=accuracy.confusion,
        mistakes=None if mistakes is None else [_mistake(one) for one in mistakes[:MOST_MISTAKES]],
    )


def _mistake(mistake: MistakePart) -> MistakePart:
    sure = mistake.confidence
    return MistakePart(
        index=mistake.index,
        label=mistake.label,
        predicted=mistake.predicted,
        confidence=None if sure is None else round(sure, _CONFIDENCE_DIGITS),
    )


def _environment(environment: EnvironmentPart) -> EnvironmentPart:
    return EnvironmentPart.model_validate(
        {
            name: _without_paths(getattr(environment, name))
            for name in ("grader", "python", "numpy", "blas", "platform", "isolation")
        }
    )


def _without_paths(value: Any) -> Any:
    """Return *value* with every text that could name a path of the grading machine replaced."""
    if isinstance(value, str):
        return "(withheld)" if _PATH.search(value) else value
    if isinstance(value, Mapping):
        return {key: _without_paths(item) for key, item in value.items() if not _PATH.search(key)}
    return [_without_paths(item) for item in value] if isinstance(value, list) else value


def _harmless(value: Any) -> Any:
    """Return the numbers and times of day in *value*; other text has no place in a timing."""
    if isinstance(value, Mapping):
        return {key: _harmless(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_harmless(item) for item in value]
    return value if not isinstance(value, str) or _is_time(value) else None


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _matched(pattern: re.Pattern[str], value: Any) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else ""
