"""Specify the commands `grader data ...`."""

from typer.testing import CliRunner

from grader.datacommands import data_app


def test_info_names_each_file_and_its_state():
    """The embedded images are whole."""
    result = CliRunner().invoke(data_app, ["info"])

    assert result.exit_code == 0
    assert any(line.startswith("embedded whole") for line in result.output.splitlines())


def test_fetch_says_what_is_missing(tmp_path):
    """An empty folder holds no images."""
    result = CliRunner().invoke(data_app, ["fetch", "--from", str(tmp_path)])

    assert result.exit_code != 0
