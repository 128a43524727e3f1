"""Specify how a tar archive is listed and read: as it is really unpacked, in bounded memory and time."""

from __future__ import annotations

import gzip
import io
import tarfile
import tracemalloc

import pytest

from grader.config import SubmissionLimits
from grader.members import BadArchive, Member
from grader.tarfiles import TarReader, require_plausible

LIMITS = SubmissionLimits(max_unpacked_mb=4, max_members=50)
ZEROS = bytes(1024)


def packed(*files, form=tarfile.PAX_FORMAT, **fields):
    """Return a tar archive of *files* (name and content), the last of them with other header fields."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for number, (name, content) in enumerate(files):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            if number == len(files) - 1:
                for key, value in fields.items():
                    setattr(info, key, value)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def header(name=b"a.py", size=b"00000000000\0", kind=b"0", magic=b"ustar\x0000", prefix=b""):
    """Return a header whose checksum is right, whatever else is not."""
    fields = [
        (name, 100),
        (b"0000644\0" * 3, 24),
        (size, 12),
        (b"0" * 11, 12),
        (b" " * 8, 8),
        (kind, 1),
        (b"", 100),
        (magic, 88),
        (prefix, 155),
    ]
    block = b"".join(value.ljust(width, b"\0") for value, width in fields).ljust(512, b"\0")
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def attributes(*records, kind=b"x"):
    """Return a header of *records* (each a key and a value) for the member that follows."""
    content = b""
    for key, value in records:
        rest = b" " + key + b"=" + value + b"\n"
        length = len(rest) + 2 + (len(rest) + 2 > 99) + (len(rest) + 3 > 999)
        content += b"%d" % length + rest
    return header(size=b"%011o\0" % len(content), kind=kind) + content.ljust(
        -(-len(content) // 512) * 512, b"\0"
    )


def reader(data, limits=LIMITS, compress=False):
    """Return a reader of *data*, after packing it by gzip if asked for."""
    data = gzip.compress(data, mtime=0) if compress else data
    return TarReader(io.BytesIO(data), compress, len(data), limits)


def refusal(data, limits=LIMITS, gzipped=False):
    """Return why *data* is refused."""
    with pytest.raises(BadArchive) as caught:
        TarReader(io.BytesIO(data), gzipped, len(data), limits).listing()
    return str(caught.value)


@pytest.mark.parametrize("compress", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members_and_contents_are_those_that_were_packed(form, compress):
    """In each of the formats that programs write, with names longer than a header."""
    files = [("a.py", b"x = 1\n"), ("d/" * 30 + "b" * 60 + ".py", b"y" * 1000), ("empty.txt", b"")]
    archive = reader(packed(*files, form=form), compress=compress)

    assert archive.listing() == [Member(name, "file", len(content)) for name, content in files]
    assert archive.contents([1, 0]) == {0: files[0][1], 1: files[1][1]}


def test_names_beyond_ascii_are_read():
    """As UTF-8, or as one character for each byte where they are not."""
    names = [name for name, *_ in [("größe.py",), ("n" * 99 + "ü.py",)]]

    assert [m.name for m in reader(packed(*[(n, b"") for n in names])).listing()] == names
    assert reader(header(name="größe.py".encode("latin-1")) + ZEROS).listing()[0].name == "größe.py"


@pytest.mark.parametrize(
    "kind, found",
    [
        (tarfile.SYMTYPE, "symbolic link"),
        (tarfile.LNKTYPE, "hard link"),
        (tarfile.CHRTYPE, "device"),
        (tarfile.BLKTYPE, "device"),
        (tarfile.FIFOTYPE, "pipe"),
        (tarfile.GNUTYPE_SPARSE, "sparse file"),
        (tarfile.DIRTYPE, "folder"),
        (b"V", "special file"),
    ],
)
def test_the_kind_of_a_member_is_told(kind, found):
    """What is no file is not taken for one."""
    assert reader(header(kind=kind) + ZEROS).listing() == [Member("a.py", found, 0)]


def test_a_sparse_file_in_attributes_is_one():
    """A few bytes would unpack to any size."""
    data = attributes((b"GNU.sparse.realsize", b"9" * 15)) + header() + ZEROS

    assert reader(data).listing() == [Member("a.py", "sparse file", 0)]


@pytest.mark.parametrize(
    "data, reason",
    [
        (b"", "ends too early"),
        (b"x" * 511, "ends too early"),
        (b"x" * 512, "not a tar archive"),
        (header(), "ends too early"),
        (packed(("a.py", b"x" * 2000))[:1500], "ends too early"),
        (header(size=b"-0000000001\0") + ZEROS, "a size in it is no number"),
        (header(size=b"\xff" * 12) + ZEROS, "a size in it is no number"),
        (header(size=b"\x80" + b"\xff" * 11) + ZEROS, "unpacks to more than 4 MB"),
        (header(size=b"00077777777\0") + ZEROS, "unpacks to more than 4 MB"),
        (header(kind=b"2", size=b"00000001000\0") + ZEROS, "something other than a file has a content"),
        (header(kind=b"x", size=b"00007777777\0") + ZEROS, "name or attributes take more than 65536 bytes"),
        (header(kind=b"L", size=b"00007777777\0") + ZEROS, "name or attributes take more than 65536 bytes"),
        (attributes((b"size", b"-512")) + header() + ZEROS, "a size in it is no number"),
        (attributes((b"size", b"9" * 30)) + header() + ZEROS, "a size in it is no number"),
        (attributes((b"path", b"b.py"), kind=b"g") + header() + ZEROS, "one name or size for all members"),
        (header(kind=b"x", size=b"00000001000\0") + b"9" * 512, "attributes of a member cannot be read"),
        (header(kind=b"x", size=b"00000001000\0") + b"0 a=b\n".ljust(512), "attributes of a member"),
        (attributes((b"comment", b"x")) * 1000, "lists too much: submission.max_members is 50"),
        (header() * 1000, "lists too much: submission.max_members is 50"),
    ],
)
def test_what_is_damaged_or_forged_is_refused(data, reason):
    """A size below nothing, attributes without end, a header that promises gigabytes."""
    assert reason in refusal(data)


def test_an_attribute_of_all_members_that_changes_nothing_is_read_over():
    """`git archive` writes the commit there."""
    data = attributes((b"comment", b"0123abcd"), kind=b"g") + header() + ZEROS

    assert reader(data).listing() == [Member("a.py", "file", 0)]


@pytest.mark.parametrize(
    "data, reason",
    [
        (b"", "ends too early"),
        (b"PK\3\4 what is this", "not packed by gzip"),
        (gzip.compress(packed(("a.py", b"x" * 2000)), mtime=0)[:60], "ends too early"),
        (gzip.compress(b"", mtime=0)[:20] * 12_000, "too many gzip files"),
    ],
)
def test_what_is_not_gzip_is_refused(data, reason):
    """Truncated, another format, or empty pieces without end."""
    assert reason in refusal(data, gzipped=True)


def test_a_wrong_checksum_of_gzip_is_told():
    """A flipped bit in the middle of a download."""
    data = bytearray(gzip.compress(packed(("a.py", bytes(range(256)) * 8)), mtime=0))
    data[len(data) // 2] ^= 1

    assert "is damaged" in refusal(bytes(data), gzipped=True)


def test_pieces_of_gzip_one_after_the_other_are_one_archive():
    """As parallel compressors write it."""
    data = packed(("a.py", b"x" * 2000))
    pieces = gzip.compress(data[:700]) + gzip.compress(data[700:])

    found = TarReader(io.BytesIO(pieces), True, len(pieces), LIMITS)

    assert found.contents([0]) == {0: b"x" * 2000}


def test_a_bomb_is_left_as_soon_as_it_is_known():
    """64 MB of zeros in 64 kB: no more than a chunk of it is ever held."""
    bomb = gzip.compress(header(size=b"00400000000\0") + bytes(64 * 2**20), mtime=0)
    limits = SubmissionLimits(max_unpacked_mb=250, max_ratio=200)
    tracemalloc.start()

    with pytest.raises(BadArchive, match=r"more than 200 times its size, which is submission\.max_ratio"):
        TarReader(io.BytesIO(bomb), True, len(bomb), limits).listing()

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


def test_attributes_that_are_a_bomb_are_not_kept():
    """A header of 64 MB for one name is refused by what it promises."""
    bomb = gzip.compress(header(kind=b"x", size=b"00400000000\0") + bytes(2**20), mtime=0)

    assert "unpacks to more than 4 MB" in refusal(bomb, gzipped=True)


def test_little_may_unpack_to_a_megabyte():
    """A short file of spaces is no bomb, whatever the ratio."""
    require_plausible(2**20, 100, LIMITS)
    with pytest.raises(BadArchive, match="max_ratio"):
        require_plausible(2**20 + 1, 100, LIMITS)
    with pytest.raises(BadArchive, match=r"more than 4 MB, which is submission\.max_unpacked_mb"):
        require_plausible(4 * 2**20 + 1, 2**30, LIMITS)
