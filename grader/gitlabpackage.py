"""Make what grades on GitLab: a pipeline that students' projects point to, and the instructor's project."""

from __future__ import annotations

from pathlib import Path

from grader.packageparts import Package, assignment_parts, below, installed_parts, package, shipped

_STEPS = (
    "put ci/ into a project that students can read and cannot write, grader/ into a private project of yours",
    (
        "students' projects, Settings, CI/CD: the configuration file is .gitlab-ci.yml@GROUP/PROJECT of "
        "ci/, and nobody may set pipeline variables"
    ),
    (
        "group of the students' projects: the variables GRADER_PROJECT, GRADER_TOKEN_USER, and, masked, "
        "GRADER_TOKEN and GRADER_SECRET (docs/ci.md)"
    ),
)


def gitlab_package(assignment: Path, more: Path | None = None) -> Package:
    """
    Return the package: `ci/` and `grader/`.

    The secret of hidden inputs is left out, since it is a variable of the group's settings.

    Args:
        assignment: Its folder.
        more: A requirements file of libraries that submissions may import.

    Raises:
        ConfigError: The assignment is not one.
        UsageError: A file cannot be read, or the grader is not installed.
    """
    private = installed_parts(more) | assignment_parts(assignment, secret=False)
    return package(shipped("gitlab") | below("grader", private), assignment, _STEPS)
