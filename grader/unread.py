"""Report on a submission of which nothing was graded. Knows no reason why."""

from __future__ import annotations

import math
from typing import Literal

from grader import machine
from grader.config import Config
from grader.handins import Handin
from grader.schema import (
    AssignmentPart,
    EnvironmentPart,
    Report,
    SubmissionPart,
    json_value,
)
from grader.seeds import framed_sha256


def unread(
    config: Config,
    assignment_digest: str,
    handin: Handin,
    status: Literal["rejected", "internal"],
    reason: str,
    digest: str,
    seed_id: str,
) -> Report:
    """
    Return the report on *handin*, of which nothing was graded.

    Args:
        config: Of the assignment.
        assignment_digest: Of the assignment.
        handin: What was handed in.
        status: Whose fault that is: `rejected` is that of what was handed in.
        reason: Why, in one line, for student and staff.
        digest: Of the contents as they lie there; empty where not even that could be had.
        seed_id: Of the secret.
    """
    digest = digest or framed_sha256([handin.id.encode(), b"unread"]).hex()
    return Report(
        assignment=AssignmentPart(name=config.name, digest=assignment_digest),
        submission=SubmissionPart(id=handin.id, digest=digest, files=[]),
        status=status,
        reason=json_value(reason),
        score=None,
        max_score=round(math.fsum(task.points for task in config.tasks.values()), 6),
        tasks=[],
        accuracy=None,
        seed_id=seed_id,
        timing={},
        environment=EnvironmentPart.model_validate(machine.environment("")),
    )
