"""Say what an examiner that has collected its checks is to examine. Pure models: knows no pytest."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from pydantic import Base64Bytes, BaseModel, ConfigDict

from grader.records import Outcome, Verdict

_TELLING = frozenset({"missing", "needs", "not_implemented"})


class Known(BaseModel):
    """
    What came of a check in an earlier examination of the same submission.

    Args:
        details: As far as it decides whether checks that need this one are run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: Verdict
    details: dict[str, Any]


class Errand(BaseModel):
    """
    What to examine.

    Args:
        files: The submission, relative path to source.
        missing: The declared files that are not among them.
        tasks: Whose checks to run, in this order, each behind the checks that it needs.
        checks: The ids of the checks to run in the place of whole tasks; those that they need are not added.
        known: What is known already of other checks, which are not run.
        secret: Seeds all inputs; whoever starts the examination fills it in.
        followed: Whether somebody wants to know how far it is; likewise.
        token: Stands in each message on this examination, as does nothing in what others say; likewise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: dict[str, Base64Bytes]
    missing: tuple[str, ...]
    tasks: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    known: dict[str, Known] = {}
    secret: Base64Bytes = b""
    followed: bool = False
    token: str = ""


def known_of(outcomes: Mapping[str, Outcome]) -> dict[str, Known]:
    """Return what an examiner must know of *outcomes* to run the remaining checks as it would beside them."""
    return {
        check: Known(
            verdict=outcome.verdict,
            details={key: value for key, value in outcome.details.items() if key in _TELLING},
        )
        for check, outcome in outcomes.items()
    }


def encoded(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return *files* as a model takes them: contents in Base64."""
    return {path: base64.b64encode(content) for path, content in files.items()}
