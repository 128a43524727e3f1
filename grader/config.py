"""Say what `config.yaml` may hold, as frozen models, and load it. Knows no check and no submission."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from grader.assignmentfolder import CONFIG_FILE, find_assignment
from grader.confinement import Level
from grader.courselayout import CanonicalName, CheckRules, Conventions, Layout, Places, layout_of
from grader.deadlines import LateRules
from grader.errors import ConfigError, UsageError
from grader.limits import LimitTable
from grader.records import Kind, Limits, Visibility
from grader.sections import Identifier, Library, Positive, PositiveInt, PythonFile, Section, Share, Text, Word
from grader.seeds import framed_sha256
from grader.yamlfile import first_fault, mapping_in, read_bytes, suggest

__all__ = ["CONFIG_FILE", "Config", "digest", "find_assignment", "load"]

KILOBYTE = 2**10
MEGABYTE = 2**20


Seen = Annotated[Visibility, Field(strict=False)]
Dataset = Literal["embedded", "full"]


class Task(Section):
    """One thing to implement: its heading and what it is worth."""

    title: Text
    points: Positive


class VisibilityRules(Section):
    """When students see a check in full: by its folder, by its task, by its id; the last one wins."""

    exercises: Seen = Visibility.VISIBLE
    reference: Seen = Visibility.HIDDEN
    checks: Mapping[str, Seen] = Field(default_factory=dict)


class SubmissionLimits(Section):
    """How much may be handed in; the last four are for archives."""

    max_file_kb: PositiveInt = 512
    max_files: PositiveInt = 200
    max_total_mb: PositiveInt = 5
    max_notebook_mb: PositiveInt = 20
    max_archive_mb: PositiveInt = 50
    max_members: PositiveInt = 10_000
    max_unpacked_mb: PositiveInt = 250
    max_ratio: PositiveInt = 200


class ImportRules(Section):
    """What student code may import beside the standard library, NumPy and its own files."""

    allowed: Annotated[tuple[Library, ...], Field(strict=False)] = ()


class ReleaseRules(Section):
    """What students get: *allowed* are texts of the reference that may be in it all the same."""

    allowed: Annotated[tuple[Text, ...], Field(strict=False)] = ()


class IsolationRules(Section):
    """How strongly submissions must be confined when they are graded; weaker, and the grader refuses."""

    require: Annotated[Level, Field(strict=False)] = Level.PROCESS


class DatasetRules(Section):
    """How one dataset is trained on and what an accuracy on it earns; one epoch per learning rate."""

    learning_rates: Annotated[tuple[Positive, ...], Field(strict=False, min_length=1)]
    threshold: Share
    floor: Share

    @model_validator(mode="after")
    def _order(self) -> DatasetRules:
        if not self.floor < self.threshold:
            context = {"path": ("floor",), "floor": self.floor, "threshold": self.threshold}
            raise PydanticCustomError(
                "rule", "must be below the threshold of {threshold}, got {floor}", context
            )
        return self


def _default_datasets() -> Mapping[Dataset, DatasetRules]:
    return {
        "embedded": DatasetRules(learning_rates=(0.1, 0.02), threshold=0.94, floor=0.80),
        "full": DatasetRules(learning_rates=(0.1, 0.01), threshold=0.965, floor=0.80),
    }


class EarlyStop(Section):
    """
    When a training run is stopped: with so much more than the threshold on images that are held out.

    *validation_images* of the training images are held out, where the data set has none of its own.
    """

    validation_images: PositiveInt = 2000
    margin: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)] = 0.005


class AccuracyRules(Section):
    """The training on MNIST with the student's own classes; *pixel_noise* in units of standardised pixels."""

    dataset: Dataset = "embedded"
    architecture: Annotated[tuple[PositiveInt, ...], Field(strict=False, min_length=2)] = (784, 128, 64, 10)
    batch_size: PositiveInt = 32
    seeds: Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(strict=False, min_length=1)] = (1, 2, 3)
    pixel_noise: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.05
    trajectory_steps: PositiveInt = 50
    early_stop: EarlyStop | None = EarlyStop()
    datasets: Mapping[Dataset, DatasetRules] = Field(default_factory=_default_datasets)

    @model_validator(mode="after")
    def _agree(self) -> AccuracyRules:
        if self.dataset not in self.datasets:
            context = {"path": ("dataset",), "known": ", ".join(self.datasets), "got": self.dataset}
            raise PydanticCustomError(
                "rule", "must be one of the datasets below ({known}), got {got}", context
            )
        if (self.architecture[0], self.architecture[-1]) != (784, 10):
            context = {"path": ("architecture",), "got": str(list(self.architecture))}
            raise PydanticCustomError("rule", "must lead from 784 pixels to 10 digits, got {got}", context)
        if len(set(self.seeds)) < len(self.seeds):
            context = {"path": ("seeds",), "got": str(list(self.seeds))}
            raise PydanticCustomError("rule", "must differ from one another, got {got}", context)
        return self


class Config(Section):
    """All of `config.yaml`; the comments in that file explain each key."""

    name: Word
    title: Text
    modules: Mapping[Identifier, PythonFile] = Field(default_factory=dict)
    tasks: Annotated[Mapping[Identifier, Task], Field(min_length=1)]
    names: Mapping[CanonicalName, Places] = Field(default_factory=dict)
    conventions: Conventions = Conventions()
    checks: CheckRules = CheckRules()
    visibility: VisibilityRules = VisibilityRules()
    limits: LimitTable = LimitTable()
    submission: SubmissionLimits = SubmissionLimits()
    notebooks: bool = False
    imports: ImportRules = ImportRules()
    isolation: IsolationRules = IsolationRules()
    release: ReleaseRules = ReleaseRules()
    accuracy: AccuracyRules = AccuracyRules()
    late: LateRules = LateRules()

    @model_validator(mode="after")
    def _known_tasks(self) -> Config:
        for key in self.visibility.checks:
            task = key.split("/", 1)[0]
            if task not in self.tasks:
                context = {"path": ("visibility", "checks", key), "advice": suggest(task, self.tasks)}
                raise PydanticCustomError("unknown_task", "not a known task", context)
        return self

    @model_validator(mode="after")
    def _something_to_find(self) -> Config:
        if not self.modules and not self.names:
            message = "must have at least one entry where there are no names"
            raise PydanticCustomError("rule", message, {"path": ("modules",)})
        known = {name.partition(".")[2] for name in self.names}
        for loss in self.conventions.losses if not self.modules else ():
            if loss not in known:
                path = ("conventions", "losses", loss)
                context = {"path": path, "advice": suggest(loss, sorted(known))}
                raise PydanticCustomError("rule", "is none of the names{advice}", context)
        return self

    @model_validator(mode="after")
    def _own_files(self) -> Config:
        homes: dict[str, str] = {}
        for module, file in self.modules.items():
            if file in homes:
                context = {"path": ("modules", module), "other": homes[file], "file": file}
                message = "must be a file of its own, got {file}, which is that of {other}"
                raise PydanticCustomError("rule", message, context)
            homes[file] = module
        return self

    @property
    def layout(self) -> Layout:
        """Return where a submission has what checks ask for, and how it keeps it."""
        return layout_of(self.modules, self.names, self.conventions)

    def limits_for(self, kind: Kind) -> Limits:
        """Return the limits of checks of *kind*, in seconds and bytes."""
        return self.limits.of(kind)

    def visibility_of(self, check_id: str, folder: Literal["exercises", "reference"]) -> Visibility:
        """Return when students see the check *check_id* (``task/name``) of *folder* in full."""
        by_folder: Visibility = getattr(self.visibility, folder)
        exceptions = self.visibility.checks
        return exceptions.get(check_id, exceptions.get(check_id.split("/", 1)[0], by_folder))

    def with_dataset(self, dataset: str) -> Config:
        """
        Return this configuration with another dataset for the training.

        Raises:
            UsageError: There is no section `accuracy.datasets.<dataset>`.
        """
        if dataset not in self.accuracy.datasets:
            raise UsageError(
                f"no dataset {dataset!r} in {CONFIG_FILE}{suggest(dataset, self.accuracy.datasets)}"
            )
        return self.model_copy(update={"accuracy": self.accuracy.model_copy(update={"dataset": dataset})})


def load(assignment: Path) -> Config:
    """
    Return the configuration of the *assignment* folder.

    Raises:
        UsageError: There is no such file.
        ConfigError: The file has a fault; the text is one line that names file, key, what came and
            what is allowed.
    """
    path = assignment / CONFIG_FILE
    try:
        return _validated(read_bytes(path))
    except ValidationError as error:
        raise ConfigError(f"{CONFIG_FILE}: {first_fault(error)}") from error


@functools.lru_cache(maxsize=8)
def _validated(content: bytes) -> Config:
    """Return the configuration in the *content* of a file; one process asks for the same more than once."""
    return Config.model_validate(mapping_in(content, CONFIG_FILE))


def digest(assignment: Path) -> str:
    """
    Return the SHA-256 of what decides a verdict: the configuration, the reference and all checks.

    Two reports are comparable where it is equal. Paths and contents count, in sorted order.
    """
    sources = [*assignment.glob("reference/**/*.py"), *assignment.glob("exercises/checks/**/*.py")]
    files = sorted((path.relative_to(assignment).as_posix(), path) for path in sources if path.is_file())
    named = [(CONFIG_FILE, assignment / CONFIG_FILE), *files]
    return framed_sha256(
        part for name, path in named for part in (os.fsencode(name), path.read_bytes())
    ).hex()
