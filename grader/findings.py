"""Say what came of an examination, in a form that can travel between machines. Pure records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.records import Outcome


@dataclass(frozen=True)
class Findings:
    """
    What came of one errand.

    Args:
        outcomes: By the ids of the checks that were asked for.
        recognised: The misconceptions behind failed checks, by their ids: each its name and its explanation.
        timing: Seconds that are nobody's verdict.
        environment: What it ran on, as a report tells it.
    """

    outcomes: Mapping[str, Outcome]
    recognised: Mapping[str, Mapping[str, str]]
    timing: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
