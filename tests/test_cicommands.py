"""Specify the commands that make what grades in pipelines and containers, as typed."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from grader.errors import UsageError
from grader.packagecommands import package_app
from tests.assignments import write_assignment

FOLDERS = ("github", "gitlab", "docker")


def invoked(*arguments):
    """Return the result of `grader package` with *arguments*."""
    return CliRunner().invoke(package_app, [str(argument) for argument in arguments])


@pytest.mark.parametrize("platform", FOLDERS)
def test_a_package_is_written_and_what_comes_next_is_told(tmp_path, platform):
    """One line of result; the steps are for people, so on stderr."""
    assignment = write_assignment(tmp_path / "course")

    result = invoked(platform, "-o", tmp_path / "package", "-a", assignment)

    files = [path for path in (tmp_path / "package").rglob("*") if path.is_file()]
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"{tmp_path / 'package'}: {len(files)} files, ")
    assert len(result.stdout.splitlines()) == 1
    assert all(line.startswith("next: ") for line in result.stderr.splitlines())
    assert all(path.stat().st_mode & 0o100 for path in files if path.suffix == ".sh")


@pytest.mark.parametrize("platform", FOLDERS)
def test_an_earlier_package_is_replaced(tmp_path, platform):
    """The same command again, after the assignment was changed."""
    assignment = write_assignment(tmp_path / "course")
    assert invoked(platform, "-o", tmp_path / "package", "-a", assignment).exit_code == 0
    config = assignment / "config.yaml"
    config.write_text(config.read_text() + "# changed\n", encoding="utf-8")

    assert invoked(platform, "-o", tmp_path / "package", "-a", assignment).exit_code == 0

    (packed,) = (tmp_path / "package").rglob("config.yaml")
    assert packed.read_text(encoding="utf-8").endswith("# changed\n")


@pytest.mark.parametrize("platform", FOLDERS)
def test_a_folder_with_something_else_is_left_alone(tmp_path, platform):
    """Nobody's files are lost; the first of them is named."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.tex").write_text("mine", encoding="utf-8")

    result = invoked(platform, "-o", tmp_path / "home", "-a", write_assignment(tmp_path / "course"))

    assert isinstance(result.exception, UsageError)
    assert "thesis.tex" in str(result.exception)
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["thesis.tex"]


def test_a_folder_without_an_assignment_is_told(tmp_path):
    """As everywhere."""
    result = invoked("github", "-o", tmp_path / "package", "-a", tmp_path)

    assert isinstance(result.exception, UsageError)
    assert "config.yaml" in str(result.exception)
