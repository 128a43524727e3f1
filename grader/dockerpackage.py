"""Make what grades in a container: an image with the grader alone, and a script that mounts the rest."""

from __future__ import annotations

from pathlib import Path

from grader import config as configuration
from grader.packageparts import Package, assignment_parts, installed_parts, package, shipped

_STEPS = (
    "docker build --tag nn-grader .",
    "./grade.sh SUBMISSION OUT",
    "keep assignment/ to yourself: it holds the hidden checks and the secret; the image holds neither",
)
_FULL = (
    "config.yaml: set accuracy.dataset to embedded: the container has no network, and not the full data",
)


def docker_package(assignment: Path, more: Path | None = None) -> Package:
    """
    Return the package.

    The assignment and its secret lie beside the Dockerfile, and are mounted when a container runs: an image
    can go to a registry without them.

    Args:
        assignment: Its folder.
        more: A requirements file of libraries that submissions may import.

    Raises:
        ConfigError: The assignment is not one.
        UsageError: A file cannot be read, or the grader is not installed.
    """
    parts = installed_parts(more) | assignment_parts(assignment, secret=True)
    full = configuration.load(assignment).accuracy.dataset == "full"
    return package(shipped("docker") | parts, assignment, (*_FULL[: int(full)], *_STEPS))
