"""Specify how a zip archive is listed and read: nothing is unpacked that is not asked for."""

from __future__ import annotations

import io
import stat
import struct
import time
import tracemalloc
import warnings
import zipfile

import pytest

from grader.config import SubmissionLimits
from grader.members import BadArchive, Member
from grader.zipfiles import ZipReader

LIMITS = SubmissionLimits(max_file_kb=64, max_unpacked_mb=4, max_members=50)


def packed(*files, method=zipfile.ZIP_DEFLATED, **fields):
    """Return a zip archive of *files* (name and content), the last of them with other fields."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names that are there twice
        for number, (name, content) in enumerate(files):
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            if number == len(files) - 1:
                for key, value in fields.items():
                    setattr(info, key, value)
            archive.writestr(info, content)
    return stream.getvalue()


def reader(data, limits=LIMITS):
    """Return a reader of *data*."""
    return ZipReader(io.BytesIO(data), len(data), limits)


def refusal(data, wanted=(0,), limits=LIMITS):
    """Return why *data* is refused, at the latest when the members *wanted* are read."""
    with pytest.raises(BadArchive) as caught:
        _ = (found := reader(data, limits)).listing(), found.contents(wanted)
    return str(caught.value)


def directory_field(data, offset, form, value):
    """Return *data* with a field of its first directory entry overwritten."""
    altered = bytearray(data)
    struct.pack_into(form, altered, data.index(b"PK\1\2") + offset, value)
    return bytes(altered)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_and_contents_are_those_that_were_packed(method):
    """Names beyond ASCII too."""
    files = [("a.py", b"x = 1\n"), ("kit/größe.py", b"y" * 50_000), ("empty/", b"")]
    archive = reader(packed(*files, method=method))

    kinds = ["file", "file", "folder"]
    assert archive.listing() == [
        Member(name, kind, len(content)) for (name, content), kind in zip(files, kinds, strict=True)
    ]
    assert archive.contents([1]) == {1: files[1][1]}


def test_names_beyond_ascii_are_read_where_the_archive_does_not_say_how():
    """As UTF-8, which macOS and Linux write, or as the code page of old systems."""
    plain, utf8, old = "kit/grXXXXe.py", "kit/größe.py".encode(), "kit/größe__.py".encode("cp437")
    data = packed((plain, b"x = 1"))

    assert reader(data.replace(plain.encode(), utf8)).contents([0]) == {0: b"x = 1"}
    assert reader(data.replace(plain.encode(), utf8)).listing()[0].name == "kit/größe.py"
    assert reader(data.replace(plain.encode(), old)).listing()[0].name == "kit/größe__.py"


def test_large_headers_are_read():
    """Some programs write every archive as if it were larger than 4 GB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, archive.open("a.py", "w", force_zip64=True) as file:
        file.write(b"x = 1")

    assert reader(stream.getvalue()).contents([0]) == {0: b"x = 1"}


@pytest.mark.parametrize(
    "mode, found",
    [
        (stat.S_IFLNK, "symbolic link"),
        (stat.S_IFIFO, "pipe"),
        (stat.S_IFCHR, "device"),
        (stat.S_IFBLK, "device"),
        (stat.S_IFSOCK, "special file"),
        (stat.S_IFREG, "file"),
        (stat.S_IFDIR, "folder"),
    ],
)
def test_the_kind_of_a_member_is_told(mode, found):
    """What is no file is not taken for one."""
    data = packed(("a.py", b"/etc/passwd"), external_attr=(mode | 0o644) << 16)

    assert reader(data).listing()[0].kind == found


def test_a_name_is_told_with_its_nul():
    """The standard library cuts it there, so that another name would be judged than is meant."""
    data = packed(("layers.py!.txt", b"")).replace(b"layers.py!", b"layers.py\0")

    assert reader(data).listing()[0].name == "layers.py\0.txt"


@pytest.mark.parametrize(
    "data, reason",
    [
        (b"", "is damaged, or not a zip archive"),
        (b"PK\5\6" + bytes(17), "is damaged, or not a zip archive"),
        (b"Rar!\x1a\7" + bytes(500), "is damaged, or not a zip archive"),
        (packed(("a.py", b"x" * 999))[:-30], "is damaged, or not a zip archive"),
        (packed(("a.py", b"x" * 999))[40:], "is damaged"),
        (packed(("a.py", b"x" * 999)).replace(b"PK\3\4", b"PK\3\5"), "is damaged"),
        (packed(("a.py", b"x" * 99), method=0).replace(b"xxx", b"xyx"), "is damaged"),
        (packed(("a.py", b"x"), method=zipfile.ZIP_LZMA), "member 'a.py' is packed by method 14"),
        (packed(("a.py", b"x"), method=zipfile.ZIP_BZIP2), "member 'a.py' is packed by method 12"),
        (directory_field(packed(("a.py", b"x")), 8, "<H", 1), "member 'a.py' is encrypted"),
        (directory_field(packed(("a.py", b"x" * 999)), 24, "<I", 1), "is damaged"),
        (directory_field(packed(("a.py", b"x" * 999)), 24, "<I", 5000), "not of the size"),
        (directory_field(packed(("a.py", b"x" * 999)), 42, "<I", 2**31), "is damaged"),
        (directory_field(packed(("a.py", b"x" * 999)), 20, "<I", 2**31), "its members overlap"),
        (directory_field(packed(("a.py", b"x" * 999)), 20, "<I", 5), "is damaged"),
        (directory_field(packed(("a.py", b"x" * 999)), 16, "<I", 5), "is damaged"),
        (directory_field(packed(("a.py", b"x")), 46, "<4s", b"b.py"), "is damaged"),
        (directory_field(packed(("a.py", b"x")), 24, "<I", 2**32 - 2), "unpacks to more than 4 MB"),
    ],
)
def test_what_is_damaged_or_forged_is_refused(data, reason):
    """Truncated, encrypted, packed in ways that cannot be bounded, or with sizes that are not so."""
    assert reason in refusal(data)


def test_a_bomb_is_known_by_what_it_claims():
    """3 MB of zeros in 3 kB."""
    data = packed(("zeros.bin", bytes(3 * 2**20)))

    assert "more than 200 times its size, which is submission.max_ratio" in refusal(data)


def test_a_bomb_that_claims_to_be_small_is_left_after_its_first_chunks():
    """The claim is not believed: what is unpacked is counted."""
    data = directory_field(packed(("a.py", bytes(60 * 2**20))), 24, "<I", 1000)
    found = reader(data, SubmissionLimits())
    tracemalloc.start()

    found.listing()
    with pytest.raises(BadArchive):
        found.contents([0])

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * 2**20


def test_members_that_share_their_bytes_are_refused():
    """A better bomb: one kernel of compressed bytes, listed many times."""
    data = packed(("a.py", b"x" * 900), ("b.py", b"y" * 900))
    second = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
    altered = bytearray(data)
    struct.pack_into("<I", altered, second + 42, 10)

    assert refusal(bytes(altered)) == "is damaged: its members overlap"


def test_a_directory_of_a_million_entries_is_not_read():
    """46 MB of directory would become a gigabyte of objects."""
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * 1_000_000
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 65535, 65535, len(directory), 0, 0)
    data = directory + end
    tracemalloc.start()
    started_s = time.process_time()

    text = refusal(data, limits=SubmissionLimits())

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert text == "lists too much: submission.max_members is 10000"
    assert peak < 16 * 2**20
    assert time.process_time() - started_s < 5


def test_other_members_are_never_unpacked():
    """A nested archive, an encrypted video, a picture packed by another program: nobody reads them."""
    inner = packed(("a.py", b"1/0"))
    data = packed(("a.py", b"x = 1"), ("inner.zip", inner))
    data = data.replace(inner[30:40], b"\xff" * 10)  # no matter what is in it

    found = reader(data)

    assert [member.name for member in found.listing()] == ["a.py", "inner.zip"]
    assert found.contents([0]) == {0: b"x = 1"}
