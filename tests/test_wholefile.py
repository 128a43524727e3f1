"""Files are written whole or not at all."""

import pytest

from grader import wholefile


def test_a_file_is_replaced_in_one_step(tmp_path):
    """The new content is there, and nothing beside it."""
    path = tmp_path / "new" / "report.json"

    wholefile.replace(path, b"old")
    wholefile.replace(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_replaced_stays_as_it_was(tmp_path):
    """A folder in the way is left alone, and no half of a file is left beside it."""
    path = tmp_path / "folder"
    path.mkdir()

    with pytest.raises(OSError, match="folder"):
        wholefile.replace(path, b"new")

    assert list(tmp_path.iterdir()) == [path]
