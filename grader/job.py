"""Say what an examiner is started for. A pure model: knows no pytest."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict

from grader.config import Config
from grader.confinement import Level, Terms

Scope = Literal["all", "visible"]


class Job(BaseModel):
    """
    What the judge is to examine.

    Args:
        terms: How submissions are confined; None where that is as the assignment's configuration has it.
        tasks: Those whose checks are run, with the checks that these need; all where there are none.
        tells: Whether each outcome is told as soon as there is one, not only in the report at the end.
        waits: Whether the submission comes later, in an `Errand` in the place of the secret; outcomes are
            told early then, too, and with each what the check asked for last.
        serves: Whether there will be many submissions, each in an `Errand` and each examined in a fork of
            this process, which outlives them and tells how each has ended.
        spreads: Whether a processor that has nothing to do is taken for the checks that take longest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    assignment: Path
    dataset: str | None
    files: dict[str, Base64Bytes]
    missing: tuple[str, ...]
    scope: Scope
    terms: Terms | None
    tasks: tuple[str, ...] = ()
    tells: bool = False
    waits: bool = False
    serves: bool = False
    spreads: bool = False


def terms_for(config: Config, scope: Scope, most: Level = Level.BUBBLEWRAP) -> Terms:
    """Return how to confine a submission; a student who runs their own code need not be walled off."""
    least = config.isolation.require if scope == "all" else Level.PROCESS
    return Terms(least, most, config.imports.allowed)
