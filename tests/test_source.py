"""Specify what of a single file is read, and what is refused as no file or no text."""

from __future__ import annotations

import os

import pytest

from grader.errors import UsageError
from grader.source import open_regular, read_regular, require_text, shown


@pytest.mark.parametrize(
    "path, text",
    [("a b/ü.py", "a b/ü.py"), ("a\n::b", "'a\\n::b'"), ("\u202ea", "'\\u202ea'"), (b"\xff", "'\\udcff'")],
)
def test_a_path_in_a_message_stays_on_its_line(path, text):
    """What a terminal could obey is escaped."""
    assert shown(path) == text


def test_a_file_is_read_up_to_a_byte_more_than_allowed(tmp_path):
    """Enough to know that it is too large, whatever its size."""
    (tmp_path / "a.py").write_bytes(b"x" * 5000)

    assert len(read_regular(tmp_path / "a.py", 1)) == 1025


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_what_is_no_regular_file_is_not_waited_for(tmp_path, make):
    """A pipe under a file's name would block for ever."""
    make(tmp_path / "a.py")

    with pytest.raises((UsageError, IsADirectoryError)):
        open_regular(tmp_path / "a.py")


def test_a_link_is_not_followed(tmp_path):
    """Put in a file's place between listing and reading, it opens nothing."""
    (tmp_path / "b.py").write_text("secret")
    (tmp_path / "a.py").symlink_to(tmp_path / "b.py")

    with pytest.raises(OSError, match=r"a\.py"):
        open_regular(tmp_path / "a.py")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x = 1",
        b"\xef\xbb\xbfx = '\xc3\xbc'",
        b"# coding: latin-1\nx = '\xfc'",
        b"# coding: cp1252\n\x80",
    ],
)
def test_text_is_taken(content):
    """UTF-8, or what the first two lines declare."""
    require_text("a.py", content)


@pytest.mark.parametrize(
    "content, reason",
    [
        ("x = 1".encode("utf-16"), "a.py: is UTF-16 or UTF-32 text; save it as UTF-8"),
        (b"x = 1\n\0", "a.py: holds a NUL byte in line 2; save it as UTF-8 text"),
        (b"# coding: idna\n", "a.py: declares the encoding idna; save it as UTF-8"),
        (b"x\n\n\n\xff", "a.py: is not UTF-8 text: byte 0xff in line 4; save it as UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(content, reason):
    """With the file, and the line where there is one."""
    with pytest.raises(UsageError) as caught:
        require_text("a.py", content)

    assert str(caught.value) == reason
