"""Define the report as models, and its JSON and JSON Schema with them. Knows no grading."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from grader.records import Kind, Verdict, Visibility

SCHEMA_VERSION: Literal["1.0"] = "1.0"
Status = Literal["graded", "rejected", "internal"]

_NUMBERS = re.compile(r"\[\n +([-0-9n][-+.0-9eE,nul \n]*)\n +\]")
"""A list of numbers and nulls over several lines; no text can look like it, as none has line breaks."""


class Part(BaseModel):
    """A JSON object of the report; keys that are not listed are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AssignmentPart(Part):
    """What was graded against; reports with equal digests are comparable."""

    name: str
    digest: str = Field(description="SHA-256 over config.yaml, the reference and all checks")


class SubmissionPart(Part):
    """What was handed in."""

    id: str
    digest: str = Field(description="SHA-256 over paths and contents")
    files: list[str] = Field(description="relative paths with '/', sorted")
    submitted_at: str | None = Field(None, description="ISO 8601 with offset; null where unknown")
    late_s: float | None = Field(None, description="seconds after the due date; null where unknown")


class Misconception(Part):
    """A known mistake that the submission behaves like."""

    name: str
    explanation: str


class CheckPart(Part):
    """What became of one check."""

    id: str
    title: str
    kind: Kind
    visibility: Visibility
    verdict: Verdict
    score: float | None = Field(description="points earned; null where the verdict is internal")
    max_score: float
    message: str = Field(description="what was found, empty for a pass")
    hint: str = Field(description="one sentence that helps to act")
    misconception: Misconception | None = None
    details: dict[str, JsonValue] = Field(default_factory=dict, description="numbers behind the message")
    output: str = Field("", description="what the submission printed, bounded")


class TaskPart(Part):
    """One task with its checks, in the order of the configuration."""

    name: str
    score: float | None = Field(description="null where a check of the task is internal")
    max_score: float
    checks: list[CheckPart]


class RunPart(Part):
    """One training run; a loss is null where it was not finite."""

    seed: int
    accuracy: float
    loss: list[float | None] = Field(description="at most 50 means over equal stretches of the training")
    iterations: int
    planned: int | None = Field(None, description="iterations of a run that is not stopped")
    stopped: Literal["reached", "not finite", "unchanged"] | None = Field(
        None,
        description="why the run was stopped: enough validation images were right; its weights were no "
        "numbers any more; its weights did not change; null where it was trained to its end",
    )
    validation: float | None = Field(
        None,
        description="fraction of the validation images right at the end; null where none were asked about",
    )


class EarlyStopPart(Part):
    """When runs are stopped: so much of so many images, which are neither trained on nor tested with."""

    validation_images: int
    level: float


class MistakePart(Part):
    """A test image that was taken for another digit."""

    index: int = Field(description="row of the data set's test images, from 0")
    label: int
    predicted: int
    confidence: float | None = Field(description="two digits; null where the output is no probability")


class AccuracyPart(Part):
    """The training on MNIST: all points at or above the threshold, none at or below the floor."""

    dataset: str
    threshold: float
    floor: float
    early_stop: EarlyStopPart | None = Field(None, description="null where every run is trained to its end")
    runs: list[RunPart]
    left_out: list[int] = Field(
        default_factory=list, description="seeds not trained with, since nothing could be earned any more"
    )
    mean: float
    std: float
    confusion: list[list[int]] | None = Field(
        None,
        description="how often each label (row) was taken for each digit (column), summed over the runs; "
        "null where answers are not those of the layers' own weights",
    )
    mistakes: list[MistakePart] | None = Field(
        None, description="at most 12, the most confident first; null as above"
    )


class EnvironmentPart(Part):
    """What the grading ran on."""

    grader: str
    python: str
    numpy: str
    blas: str
    platform: str
    isolation: str | dict[str, JsonValue]


class Report(Part):
    """The grading of one submission; `timing` and `environment` alone differ between two gradings."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    assignment: AssignmentPart
    submission: SubmissionPart
    status: Status
    reason: str | None = Field(None, description="why nothing was graded; null where something was")
    score: float | None = Field(description="null where the status is not graded")
    max_score: float
    tasks: list[TaskPart]
    accuracy: AccuracyPart | None
    seed_id: str = Field(description="short digest of the secret behind the hidden inputs")
    timing: dict[str, JsonValue]
    environment: EnvironmentPart


def json_value(value: Any) -> Any:
    """
    Return *value* as JSON can hold it, the same for equal values: keys sorted, tuples as lists.

    Numbers that are not finite become the text ``nan``, ``inf`` or ``-inf``, lone surrogates are escaped,
    NumPy scalars and arrays become numbers and lists, and anything else is named by its type.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(float(value))
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {json_value(str(key)): json_value(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    if hasattr(value, "tolist"):
        return json_value(value.tolist())
    return f"<{type(value).__name__}>"


def to_json(report: Report) -> str:
    """
    Return *report* as JSON text: keys in the order of the models, no NaN, a line break at the end.

    Lists of numbers stand on one line each: an entry a line would make some reports three times as long.
    """
    data = report.model_dump(mode="json")
    text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return _NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the report, made from the models."""
    schema = Report.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def missing_message(details: Mapping[str, Any]) -> str:
    """Return what is said of a declared file that was not submitted; empty where none is missing."""
    if not (missing := details.get("missing")):
        return ""
    near = details.get("near_miss")
    return f"{missing} was not submitted" + (f"; is {near} meant?" if near else "")


def uses_message(tasks: Sequence[str]) -> str:
    """Return what is said of a failed check that runs the code of other *tasks* in which checks fail too."""
    return f"it uses your work in {', '.join(tasks)}, where checks fail too: mend those first"
