"""Make what grades on GitHub Actions: an instructor's private repository, and a students' workflow."""

from __future__ import annotations

from pathlib import Path

from grader.packageparts import Package, assignment_parts, below, installed_parts, package, shipped

_STEPS = (
    "put private/ into a private repository of yours, and students/ into the template of your students",
    (
        "private repository: set the secrets GRADER_SECRET and CLASS_TOKEN, the variables "
        "CLASS_ORGANISATION and CLASS_PREFIX: then it grades the class every night, and students' "
        "repositories hold nothing secret"
    ),
    (
        "a result at each push: set GRADER_REPOSITORY, GRADER_TOKEN and GRADER_SECRET for the students' "
        "repositories; whoever may edit the workflow there can read what the token opens (docs/ci.md)"
    ),
)


def github_package(assignment: Path, more: Path | None = None) -> Package:
    """
    Return the package: `private/` and `students/`.

    The secret of hidden inputs is left out, since it is a secret of the repositories' settings.

    Args:
        assignment: Its folder.
        more: A requirements file of libraries that submissions may import.

    Raises:
        ConfigError: The assignment is not one.
        UsageError: A file cannot be read, or the grader is not installed.
    """
    private = installed_parts(more) | assignment_parts(assignment, secret=False)
    return package(shipped("github") | below("private", private), assignment, _STEPS)
