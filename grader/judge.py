"""
Have one submission examined and collect what was found, failing closed.

Starts the examiner in a fresh process, follows its events, and reads outcomes from the JSON
report that ends them. A planned check without an outcome is `internal`, whatever the reason; an
examiner that stays silent for longer than any check may take is ended.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal

from pydantic import TypeAdapter

from grader import config as configuration
from grader.errors import ConfigError, InternalFault
from grader.examiner import Job
from grader.intake import Submission
from grader.lane import Terms
from grader.records import (
    CheckFinished,
    CheckStarted,
    Event,
    Kind,
    Outcome,
    PlannedCheck,
    TrainingProgress,
    Verdict,
    Visibility,
)

Follow = Callable[[Event, int], None]

_KEEP_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "GRADER_DATA", "XDG_CACHE_HOME", "SYSTEMROOT")
_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_MAX_TAIL = 2000
_STOP_S = 1.5
_EXIT_S = 5.0
_MARGIN_S = 60.0
_READ_BYTES = 1 << 16
_OUTCOME = TypeAdapter(Outcome)


@dataclass
class Examination:
    """What was planned, what came of it, how it was confined, and seconds that are nobody's verdict."""

    plan: list[PlannedCheck] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    timing: dict[str, Any] = field(default_factory=dict)
    isolation: str = ""


@dataclass(frozen=True)
class Order:
    """
    What to examine and by which rules.

    Args:
        assignment: Its folder.
        submission: As taken in.
        secret: Gives the secret that seeds all inputs; called once the assignment has shown no fault.
        scope: All checks, or the visible ones that a student runs.
        dataset: In place of the one that `config.yaml` names.
        terms: How the submission is confined.
    """

    assignment: Path
    submission: Submission
    secret: Callable[[], bytes]
    scope: Literal["all", "visible"] = "all"
    dataset: str | None = None
    terms: Terms = field(default_factory=Terms)


def examine(order: Order, follow: Follow) -> Examination:
    """
    Run the checks of *order* and return what they found.

    Args:
        order: What to examine.
        follow: Called with each event of the progress and the number of planned checks.

    Raises:
        ConfigError: A file of checks cannot be collected; the text names file and fault.
        InternalFault: The examiner ended before it had a plan.
    """
    with tempfile.TemporaryDirectory(prefix="judge-", ignore_cleanup_errors=True) as folder:
        reading, writing = os.pipe()
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "grader.examiner", str(writing)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[writing],
            cwd=folder,
            env={**_environment(), "TMPDIR": folder},
            start_new_session=True,
        )
        os.close(writing)
        try:
            return _follow(process, reading, order, follow)
        finally:
            _end(process)
            os.close(reading)


def _follow(process: subprocess.Popen[bytes], reading: int, order: Order, follow: Follow) -> Examination:
    assert process.stdin is not None
    assert process.stdout is not None
    tail = _Tail(process.stdout)
    # An examiner that does not read must not hold up the one who waits for it.
    threading.Thread(target=_send, args=(process.stdin, _job(order).encode()), daemon=True).start()
    found, faults, tests = Examination(), [], []
    planned, patience_s = False, _patience_s(order.assignment)
    for message in _messages(reading, patience_s):
        match message:
            case {"refused": str(reason)}:
                raise InternalFault(reason)
            case {"isolation": str(isolation)}:
                found.isolation = isolation
            case {"fault": str(fault)}:
                faults.append(fault)
            case {"plan": list(checks)}:
                found.plan, planned = [_planned(check) for check in checks], True
                if found.plan and not faults:
                    _send(process.stdin, base64.b64encode(order.secret()))
                _close(process.stdin)
            case {"event": str(name), **rest}:
                fields = {str(key): value for key, value in rest.items()}
                follow(_event(name, fields), len(found.plan))
            case {"tests": list(entries)}:
                tests = entries
    ending = _ending(process, patience_s)
    if faults:
        raise ConfigError(faults[0])
    if not planned:
        raise _no_plan(ending, tail.text())
    if not found.plan:
        raise ConfigError("no checks in exercises/checks or reference/checks")
    collect(found, tests, ending)
    return found


def _patience_s(assignment: Path) -> float:
    """Return how long the examiner may say nothing: longer than any check of *assignment* takes."""
    config = configuration.load(assignment)
    return max(config.limits_for(kind).check_wall_s for kind in Kind) + _MARGIN_S


def _messages(reading: int, patience_s: float) -> Iterator[Any]:
    """Yield the examiner's messages until it ends or is silent; a line that broke off in the middle is none."""
    unread = bytearray()
    while select.select([reading], [], [], patience_s)[0] and (data := os.read(reading, _READ_BYTES)):
        unread += data
        if b"\n" not in data:
            continue
        *lines, unread = unread.split(b"\n")
        for line in lines:
            with contextlib.suppress(ValueError):
                yield json.loads(line)


def _ending(process: subprocess.Popen[bytes], patience_s: float) -> str:
    """Return in words how the examiner ended; one that is silent and stays is killed."""
    try:
        return f"the judge's process ended with code {process.wait(_EXIT_S)}"
    except subprocess.TimeoutExpired:
        process.kill()
        return f"the judge's process was killed: it neither ended nor said anything within {patience_s:g} s"


def _send(stream: IO[bytes], line: bytes) -> None:
    """Write a line to the examiner; if it has ended already, its exit code will tell."""
    with contextlib.suppress(BrokenPipeError, ValueError):  # ended, and closed on our side too
        stream.write(line + b"\n")
        stream.flush()


def _close(stream: IO[bytes] | None) -> None:
    """Close *stream*; what the examiner has not read, it does not need."""
    with contextlib.suppress(BrokenPipeError):
        if stream is not None:
            stream.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the examiner, giving it time to end its worker and to remove its folders."""
    process.terminate()
    try:
        process.wait(timeout=_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _close(process.stdin)
    _close(process.stdout)


def collect(found: Examination, tests: Sequence[Any], ending: str) -> None:
    """
    Enter outcomes in *found*, failing closed: what is not there positively, and once, is internal.

    Args:
        found: Has a plan and gets outcomes and seconds.
        tests: The entries of the JSON report.
        ending: How the examiner ended, for the messages.
    """
    outcomes: dict[str, list[Outcome]] = {check.id: [] for check in found.plan}
    for test in tests:
        outcome = _outcome(test)
        if outcome is not None and outcome.id in outcomes:
            outcomes[outcome.id].append(outcome)
    seconds: dict[str, float] = {}
    for check_id, entries in outcomes.items():
        if len(entries) != 1:
            message = f"this check was planned and gave {len(entries) or 'no'} outcomes; {ending}"
            found.outcomes[check_id] = Outcome(check_id, Verdict.INTERNAL, 0.0, message)
            continue
        found.timing.update(entries[0].details.pop("timing", {}))
        found.outcomes[check_id] = entries[0]
        seconds[check_id] = round(entries[0].wall_s, 4)
    found.timing["checks_s"] = seconds


def _outcome(test: Any) -> Outcome | None:
    """Return the outcome in one entry of the JSON report; a pass must be a pass in every stage."""
    try:
        outcome = _OUTCOME.validate_python(test["metadata"]["outcome"])
        stages = [test.get(stage, {}).get("outcome") for stage in ("setup", "call", "teardown")]
        whole = test["outcome"]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if outcome.verdict is Verdict.PASSED and [whole, *stages] != ["passed"] * 4:
        message = f"pytest reports {whole!r} for a check that recorded a pass"
        return Outcome(outcome.id, Verdict.INTERNAL, 0.0, message)
    return outcome


def _no_plan(ending: str, tail: str) -> Exception:
    for line in reversed(tail.splitlines()):
        if line.startswith("ERROR: "):
            return ConfigError(line.removeprefix("ERROR: "))
    return InternalFault(f"{ending} before it had a plan: {tail[-_MAX_TAIL:]}")


def _job(order: Order) -> str:
    submission = order.submission
    return Job(
        assignment=order.assignment.resolve(),
        dataset=order.dataset,
        files={path: base64.b64encode(content) for path, content in submission.files.items()},
        missing=submission.missing,
        scope=order.scope,
        terms=order.terms,
    ).model_dump_json()


def _planned(fields: Mapping[str, Any]) -> PlannedCheck:
    kinds = {"kind": Kind(fields["kind"]), "visibility": Visibility(fields["visibility"])}
    return PlannedCheck(**{**fields, **kinds})


def _event(name: str, fields: Mapping[str, Any]) -> Event:
    if name == CheckFinished.__name__:
        return CheckFinished(fields["id"], Verdict(fields["verdict"]))
    if name == CheckStarted.__name__:
        return CheckStarted(fields["id"])
    return TrainingProgress(**fields)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEEP_VARIABLES if name in os.environ}
    own = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    return kept | own | _THREADS


class _Tail:
    """The last of what the examiner prints, read while it runs so that it never blocks."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._kept = b""
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(ValueError):  # closed meanwhile
            while data := stream.read1(1 << 16):  # type: ignore[attr-defined]
                self._kept = (self._kept + data)[-20_000:]

    def text(self) -> str:
        self._thread.join(timeout=5.0)
        return self._kept.decode("utf-8", "replace")
