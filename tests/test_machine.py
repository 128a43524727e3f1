"""Specify the facts about the machine in a report."""

from grader import __version__, machine
from grader.schema import EnvironmentPart


def test_the_environment_fits_the_report():
    """Every field is there and filled; the isolation says what was in force."""
    environment = machine.environment("landlock (seccomp)")

    EnvironmentPart.model_validate(environment)
    assert all(environment.values())
    assert environment["grader"] == __version__
    assert environment["isolation"] == "landlock (seccomp)"


def test_the_blas_is_named():
    """Two reports that differ in the last digits can be told apart by it."""
    assert machine.blas().split()[0] != "unknown"
