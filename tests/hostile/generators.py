"""
Attacks that are no Python source: odd encodings, names, files and archives.

Each public function writes a submission into the empty *folder*, *base* being the text of the base, and returns
the path to hand in; its docstring is the attack's header. Large contents are made of zeros, so that they
cost little here.
"""

from __future__ import annotations

import gzip
import io
import os
import socket
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

_MEGABYTE = 2**20
_ZIP_DATE = (2026, 1, 1, 0, 0, 0)


def _write(folder: Path, content: str | bytes, name: str = "model.py") -> Path:
    data = content.encode() if isinstance(content, str) else content
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder


# Encodings and syntax


def source_utf_16(folder: Path, base: str) -> Path:
    """
    A file saved as UTF-16, as some editors do: read as bytes it is full of NULs. Told by name before anything runs.

    base: right
    refused: UTF-16
    row: harm: UTF-16
    """
    return _write(folder, base.encode("utf-16"))


def source_utf_16_without_mark(folder: Path, base: str) -> Path:
    """
    UTF-16 without its mark, so that only the NUL bytes tell.

    base: right
    refused: NUL byte
    row: harm: UTF-16
    """
    return _write(folder, base.encode("utf-16-le"))


def source_utf_32(folder: Path, base: str) -> Path:
    """
    UTF-32 begins like UTF-16.

    base: right
    refused: UTF-32
    row: harm: UTF-16
    """
    return _write(folder, base.encode("utf-32"))


def source_with_nul_byte(folder: Path, base: str) -> Path:
    """
    Code after a NUL byte is seen by some readers and not by others. The line is told.

    base: right
    refused: NUL byte in line
    row: harm: a NUL byte
    """
    return _write(folder, base.encode() + b"\n# \0 and what follows\n")


def source_with_tabs_and_spaces(folder: Path, base: str) -> Path:
    """
    Tabs and spaces mixed: the file does not compile, and its checks say so.

    base: right
    verdict: error
    all: yes
    row: harm: tabs and spaces mixed
    """
    return _write(
        folder, base + "\n\ndef mixed():\n\tif True:\n        \treturn 1\n                return 2\n"
    )


def source_nested_brackets(folder: Path, base: str) -> Path:
    """
    10,000 brackets in each other overflow the stack of some parsers: the compiler's end is not ours.

    base: right
    verdict: error
    all: yes
    row: harm: nested 10,000 brackets deep
    """
    return _write(folder, base + "\nx = " + "(" * 10_000 + ")" * 10_000 + "\n")


def source_nested_operators(folder: Path, base: str) -> Path:
    """
    Brackets are counted by the parser; signs, attributes and sums are not, and make a tree as deep.

    base: right
    verdict: error|memory|crashed
    all: yes
    row: harm: nested 10,000 brackets deep
    """
    return _write(folder, base + "\nx = " + "-" * 100_000 + "1\n")


def source_attribute_chain(folder: Path, base: str) -> Path:
    """
    A chain of 20,000 attributes overflows whoever walks the tree, after the parser was content.

    base: right
    verdict: error|memory|crashed
    all: yes
    row: harm: nested 10,000 brackets deep
    """
    return _write(folder, base + "\nx = y" + ".a" * 20_000 + "\n")


def source_nested_finally(folder: Path, base: str) -> Path:
    """
    The compiler copies the body of each `finally`: 14 of them in each other become 2**14 blocks.

    base: right
    verdict: timeout|memory|error|crashed|passed
    row: own: a source that is expensive to compile
    """
    lines = []
    for depth in range(14):
        lines += [" " * depth + "try:", " " * depth + " a()", " " * depth + "finally:"]
    return _write(folder, base + "\n" + "\n".join([*lines, " " * 14 + "b()"]) + "\n")


def source_constant_folding(folder: Path, base: str) -> Path:
    """
    Constants are computed by the compiler: powers, shifts and repeated text could fill memory before a line has run.

    base: right
    verdict: passed|error|memory|timeout
    row: own: a source that is expensive to compile
    """
    text = "\n".join(f"x{n} = (({n + 2} ** 4000) << 4000) and 'ab' * 4000 * 4000" for n in range(10))
    return _write(folder, base + f"\ndef never():\n    {text.replace(chr(10), chr(10) + '    ')}\n")


def source_with_declared_codec(folder: Path, base: str) -> Path:
    """
    A declared encoding names a codec that runs in whoever decodes the file; this one hides code from readers.

    base: right
    refused: encoding
    row: own: encodings
    """
    return _write(folder, "# coding: unicode_escape\n" + base)


def source_in_utf_7(folder: Path, base: str) -> Path:
    """
    UTF-7 spells brackets and quotes with letters, so that no reader sees what is run.

    base: right
    refused: encoding
    row: own: encodings
    """
    return _write(folder, "# coding: utf-7\n" + base)


def source_with_unknown_codec(folder: Path, base: str) -> Path:
    """
    A declared encoding that does not exist, with a name that is no name.

    base: right
    refused: not UTF-8
    row: own: encodings
    """
    return _write(folder, "# coding: ../../etc/passwd\n" + base)


def source_in_latin_1(folder: Path, base: str) -> Path:
    """
    A declared Latin-1 with umlauts is honest, and costs nothing.

    base: right
    verdict: passed
    row: own: encodings
    """
    return _write(folder, ("# coding: latin-1\n# \u00fcbung\n" + base).encode("latin-1"))


def source_that_is_no_text(folder: Path, base: str) -> Path:
    """
    Bytes that are no UTF-8, in a comment in the middle. The line is told.

    base: right
    refused: is not UTF-8 text
    row: own: encodings
    """
    return _write(folder, base.encode() + b"\n# \xff\xfe\xfa\n")


def source_with_byte_order_mark(folder: Path, base: str) -> Path:
    """
    A mark at the beginning as Windows writes it, line ends of old Macs, a form feed and no last line end cost nothing.

    base: right
    verdict: passed
    row: harm: a BOM; own: encodings
    """
    return _write(folder, b"\xef\xbb\xbf\x0c" + base.replace("\n", "\r").encode() + b"\r\nx = 1")


def source_with_direction_marks(folder: Path, base: str) -> Path:
    """
    Right-to-left marks make a comment of what is code. It runs as it stands; what is shown of it must not deceive.

    base: right
    verdict: error
    row: harm: right-to-left marks
    """
    line = "    raise ValueError('\u202e\u2066 begin\u2069 \u2066') if x is not None else None"
    return _write(folder, base + f"\n\ndef softmax(x):\n{line}\n")


def source_too_large(folder: Path, base: str) -> Path:
    """
    A table of answers makes a large file: 600 kB are over the limit of one file.

    base: right
    refused: submission.max_file_kb
    row: own: more than may be handed in
    """
    return _write(folder, base + "\n#" + "x" * 600 * 1024)


def source_in_many_files(folder: Path, base: str) -> Path:
    """
    The table is spread over 300 files.

    base: right
    refused: submission.max_files
    row: own: more than may be handed in
    """
    for number in range(300):
        _write(folder, "", f"part_{number}.py")
    return _write(folder, base)


def source_too_large_together(folder: Path, base: str) -> Path:
    """
    Twelve files of 500 kB, each below its limit, are over that of all.

    base: right
    refused: submission.max_total_mb
    row: own: more than may be handed in
    """
    for number in range(12):
        _write(folder, "#" + "x" * 500 * 1024, f"part_{number}.py")
    return _write(folder, base)


def source_empty(folder: Path, base: str) -> Path:
    """
    A file of no bytes: nothing is there, nothing is earned, nothing is the grader's fault.

    base: right
    verdict: error|failed
    all: yes
    row: own: files that are none
    """
    return _write(folder, "")


# Files that are none


def file_is_a_link(folder: Path, base: str) -> Path:
    """
    The declared file is a symbolic link to a file of the machine, whose text would be in the report.

    base: right
    refused: symbolic link
    row: harm: symbolic link
    """
    (folder / "model.py").symlink_to("/etc/passwd")
    return folder


def file_is_a_link_to_itself(folder: Path, base: str) -> Path:
    """
    A link that leads to itself is followed for ever, or until the system says no.

    base: right
    refused: model.py
    row: harm: symbolic link
    """
    (folder / "model.py").symlink_to("model.py")
    return folder


def file_beside_is_a_link(folder: Path, base: str) -> Path:
    """
    A module of the submission's own is a link to a file elsewhere. It is not followed, so it cannot be imported.

    base: right
    verdict: blocked|error
    all: yes
    row: harm: symbolic link
    """
    (folder / "stolen.py").symlink_to(os.__file__)
    return _write(folder, base + "\nimport stolen\n\nstolen.path\n")


def file_is_a_pipe(folder: Path, base: str) -> Path:
    """
    Whoever opens a named pipe to read waits for a writer who never comes.

    base: right
    refused: no Python file
    row: own: files that are none
    """
    os.mkfifo(folder / "model.py")
    return folder


def submission_is_a_pipe(folder: Path, base: str) -> Path:
    """
    The same for what is handed in as a whole.

    base: right
    refused: must be a folder
    row: own: files that are none
    """
    os.mkfifo(folder / "model.py")
    return folder / "model.py"


def file_is_a_socket(folder: Path, base: str) -> Path:
    """
    A socket has a name among the files and cannot be opened.

    base: right
    refused: no Python file
    row: own: files that are none
    """
    here = os.getcwd()
    os.chdir(folder)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as door:
            door.bind("model.py")
    finally:
        os.chdir(here)
    return folder


def file_is_a_folder(folder: Path, base: str) -> Path:
    """
    A folder that is called model.py holds the solution: it is no file, and no module.

    base: right
    refused: model.py
    row: own: files that are none
    """
    return _write(folder, base, "model.py/__init__.py")


def file_in_other_case(folder: Path, base: str) -> Path:
    """
    Model.py for model.py is the same file on some machines. The near miss is named.

    base: right
    refused: found Model.py for model.py
    row: own: files that are none
    """
    return _write(folder, base, "Model.py")


def files_compiled_only(folder: Path, base: str) -> Path:
    """
    A compiled file without source, a shared object and a path file beside it: none of them is read.

    base: right
    refused: no Python file
    row: own: files that are none
    """
    for name in (
        "model.pyc",
        "model.cpython-311-x86_64-linux-gnu.so",
        "model.pth",
        "__pycache__/model.cpython-311.pyc",
    ):
        _write(folder, b"\x00" * 100, name)
    return folder


def files_called_like_the_grader(folder: Path, base: str) -> Path:
    """
    Modules called grader, msgpack and judge: the worker loads the first two, and students must not replace them.

    base: wrong
    verdict: failed|error
    row: own: files that are none
    """
    for name in ("grader/__init__.py", "grader/wire.py", "grader/worker.py", "msgpack.py", "judge.py"):
        _write(folder, "raise SystemExit(0)\n", name)
    return _write(folder, base + "\nimport grader.wire, msgpack\n")


def folders_without_end(folder: Path, base: str) -> Path:
    """
    100 folders in each other with Python files at every depth, and links to / and to where they stand.

    base: right
    verdict: passed
    row: harm: symbolic link; own: files that are none
    """
    (folder / "everything").symlink_to("/")
    (folder / "again").symlink_to(".")
    inner = folder
    for _ in range(100):
        inner = inner / "d"
        inner.mkdir()
        (inner / "x.py").write_text("")
    return _write(folder, base)


# Names of files


def names_of_files(folder: Path, base: str) -> Path:
    """
    Names of two lines, with escapes and markup, backwards, of bytes that are no text, as options, and of 255 bytes.

    No import can spell them, so they are left out, and cost nothing.

    base: right
    verdict: passed
    row: harm: file name with newline; harm: right-to-left marks; harm: a leading dash; harm: file name of 4,096 characters
    """
    names = [
        b"a\nverdict: passed\n.py",
        b"\x1b[2J\x1b]0;owned\x07.py",
        "\u202eyp.\u2066ledom\u2069.py".encode(),
    ]
    names += [b"\xff\xfe\x80.py", b"--override-ini=x.py", b"n" * 252 + b".py"]
    names += [
        b"<img src=x onerror=alert(1)>{{7*7}}$(id)`id`;.py",
        b"=1+1.py",
        b" .py",
        b".py",
        b"model.py ",
        b"model.py.",
    ]
    for name in names:
        os.close(os.open(os.fsencode(folder) + b"/" + name, os.O_CREAT | os.O_WRONLY))
    return _write(folder, base)


def _as(folder: Path, base: str, name: bytes) -> Path:
    inner = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
    inner.mkdir()
    return _write(inner, base)


def id_that_is_a_formula(folder: Path, base: str) -> Path:
    """
    The folder's name becomes the submission's id, and that a cell of a spreadsheet, which computes what begins with `=`.

    base: right
    verdict: passed
    row: harm: starts with =; harm: HTML in a name, a message or a print
    """
    return _as(folder, base, b'=HYPERLINK("x","<script>alert(1)")&[red]')


def id_with_a_leading_plus(folder: Path, base: str) -> Path:
    """
    So does what begins with `+`; here with escapes, line breaks, direction marks and bytes that are no text behind it.

    base: right
    verdict: passed
    row: harm: starts with +; harm: file name with newline; harm: right-to-left marks
    """
    return _as(folder, base, "+1\na\r\x1b[2J\u202e\u2066\u200b\x7f\x85\u2028".encode() + b"\xff\xfe\xc3")


def id_with_a_leading_dash(folder: Path, base: str) -> Path:
    """
    What begins with `-` is a formula, and an option; one of 255 bytes leaves no room for the suffix of a report.

    base: right
    verdict: passed
    row: harm: starts with -; harm: a leading dash; harm: file name of 4,096 characters
    """
    return _as(folder, base, b"-rf" + b"n" * 252)


def id_with_a_leading_at(folder: Path, base: str) -> Path:
    """
    So does what begins with `@`, with a tab or a space before it.

    base: right
    verdict: passed
    row: harm: starts with @
    """
    return _as(folder, base, b"@SUM(1)\t@")


# Archives

Members = Iterable[tuple[str | zipfile.ZipInfo, bytes]]


def _zip_bytes(members: Members, mode: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", mode) as archive:
        for name, data in members:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = mode
            archive.writestr(info, data)
    return stream.getvalue()


def _zipped(folder: Path, members: Members, mode: int = zipfile.ZIP_DEFLATED) -> Path:
    (folder / "handed-in.zip").write_bytes(_zip_bytes(members, mode))
    return folder / "handed-in.zip"


def _member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", **more: object) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    for key, value in more.items():
        setattr(info, key, value)
    return info


def _tarred(
    folder: Path, members: Iterable[tuple[tarfile.TarInfo, bytes]], format_: int = tarfile.GNU_FORMAT
) -> Path:
    path = folder / "handed-in.tar.gz"
    with tarfile.open(path, "w:gz", format=format_, compresslevel=1) as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def _plus(base: str, *members: tuple[tarfile.TarInfo, bytes]) -> list[tuple[tarfile.TarInfo, bytes]]:
    return [(_member("model.py"), base.encode()), *members]


def archive_zip(folder: Path, base: str) -> Path:
    """
    The right solution in a folder, with a Mac's litter, data and archives within archives beside it, costs nothing.

    An inner archive is data, and not opened. The name of the archive, which becomes the id, is an option and a formula.

    base: right
    verdict: passed
    row: own: archives; harm: zip bomb; harm: starts with -
    """
    inner = _zip_bytes([("deep.py", b"raise SystemExit(0)")])
    for _ in range(5):
        inner = _zip_bytes([("inner.zip", inner)])
    members = [("work/model.py", base.encode()), ("work/inner.zip", inner), ("work/notes.txt", b"x")]
    path = _zipped(folder, [*members, ("__MACOSX/folder/._model.py", b"\0\5\26\7")])
    return path.rename(folder / "--fail-under=0 =1+1 <b>.zip")


def archive_zip_bomb(folder: Path, base: str) -> Path:
    """
    50 MB of zeros in 50 kB: whoever unpacks first and counts later has them all.

    base: right
    refused: handed-in.zip
    row: harm: zip bomb
    """
    return _zipped(folder, [("model.py", base.encode()), ("bomb.py", bytes(50 * _MEGABYTE))])


def archive_zip_bomb_of_data(folder: Path, base: str) -> Path:
    """
    The bomb is no Python file: who skips it by name need not unpack it, who does not must stop early.

    base: right
    refused: handed-in.zip
    row: harm: zip bomb
    """
    return _zipped(folder, [("model.py", base.encode()), ("pictures.dat", bytes(80 * _MEGABYTE))])


def archive_zip_bomb_that_lies(folder: Path, base: str) -> Path:
    """
    The directory promises ten bytes, and 20 MB come: what is promised is no limit, what is unpacked is.

    base: right
    refused: handed-in.zip
    row: harm: zip bomb
    """
    true = struct.pack("<I", 20 * _MEGABYTE)
    data = _zip_bytes([("bomb.py", bytes(20 * _MEGABYTE)), ("model.py", base.encode())])
    (folder / "handed-in.zip").write_bytes(data.replace(true, struct.pack("<I", 10)))
    return folder / "handed-in.zip"


def archive_zip_bomb_that_overlaps(folder: Path, base: str) -> Path:
    """
    100 members share the same compressed bytes, so that the ratio of the whole is a hundred times that of each.

    base: right
    refused: handed-in.zip
    row: harm: zip bomb
    """
    single = _zip_bytes([("model.py", base.encode()), ("part-00.dat", bytes(_MEGABYTE))])
    end = single.rindex(b"PK\5\6")
    start = struct.unpack_from("<I", single, end + 16)[0]
    directory = single[start:end]
    part = directory[directory.index(b"PK\1\2", 4) :]
    copies = b"".join(part.replace(b"part-00", b"part-%02d" % number) for number in range(1, 100))
    count, size = 101, len(directory) + len(copies)
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, size, start, 0)
    (folder / "handed-in.zip").write_bytes(single[:end] + copies + tail)
    return folder / "handed-in.zip"


def archive_zip_of_many_members(folder: Path, base: str) -> Path:
    """
    20,000 empty members: the directory alone takes time and memory in whoever reads it whole.

    base: right
    refused: handed-in.zip
    row: harm: zip bomb
    """
    return _zipped(
        folder, [("model.py", base.encode()), *((f"{n}.dat", b"") for n in range(20_000))], zipfile.ZIP_STORED
    )


def archive_zip_that_promises_members(folder: Path, base: str) -> Path:
    """
    The end of the directory speaks of 60,000 members, of which there is one: nothing is set aside for the others.

    base: right
    verdict: passed
    row: harm: zip bomb
    """
    data = bytearray(_zip_bytes([("model.py", base.encode())]))
    struct.pack_into("<HH", data, len(data) - 14, 60_000, 60_000)
    (folder / "handed-in.zip").write_bytes(data)
    return folder / "handed-in.zip"


def archive_zip_truncated(folder: Path, base: str) -> Path:
    """
    An upload that broke off: the directory at the end is missing.

    base: right
    refused: handed-in.zip
    row: own: archives
    """
    data = _zip_bytes([("model.py", base.encode())])
    (folder / "handed-in.zip").write_bytes(data[: len(data) // 2])
    return folder / "handed-in.zip"


def archive_zip_with_wrong_sum(folder: Path, base: str) -> Path:
    """
    A byte of the solution changed on the way, so that the checksum is wrong: nothing of it may be graded.

    base: right
    refused: handed-in.zip
    row: own: archives
    """
    data = _zip_bytes([("model.py", base.encode())], zipfile.ZIP_STORED)
    (folder / "handed-in.zip").write_bytes(data.replace(b"A right", b"A wrong", 1))
    return folder / "handed-in.zip"


def archive_zip_encrypted(folder: Path, base: str) -> Path:
    """
    A member that is marked as encrypted cannot be read, and nobody is asked for a password.

    base: right
    refused: handed-in.zip
    row: own: archives
    """
    data = bytearray(_zip_bytes([("model.py", base.encode())]))
    data[6] |= 1
    data[data.rindex(b"PK\1\2") + 8] |= 1
    (folder / "handed-in.zip").write_bytes(data)
    return folder / "handed-in.zip"


def archive_zip_with_link(folder: Path, base: str) -> Path:
    """
    A member that is a symbolic link to a file of the machine.

    base: right
    refused: model.py
    row: harm: symbolic link in an archive
    """
    info = zipfile.ZipInfo("model.py", _ZIP_DATE)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return _zipped(folder, [(info, b"/etc/passwd")])


def archive_zip_with_device(folder: Path, base: str) -> Path:
    """
    A member that says that it is a device.

    base: right
    refused: disk
    row: harm: a tar with devices
    """
    info = zipfile.ZipInfo("disk", _ZIP_DATE)
    info.create_system, info.external_attr = 3, (stat.S_IFBLK | 0o600) << 16
    return _zipped(folder, [("model.py", base.encode()), (info, b"")])


def archive_zip_with_two_of_a_name(folder: Path, base: str) -> Path:
    """
    Two members of one name: one is checked, the other is run.

    base: right
    refused: model.py
    row: own: archives
    """
    import warnings

    with warnings.catch_warnings(action="ignore"):
        return _zipped(folder, [("model.py", b"x = 1\n"), ("model.py", base.encode())])


def archive_zip_with_two_cases(folder: Path, base: str) -> Path:
    """
    Two names that are one on a file system that knows no case: the result would depend on the machine.

    base: right
    refused: helper.py
    row: own: archives
    """
    return _zipped(folder, [("model.py", base.encode()), ("helper.py", b""), ("HELPER.py", b"x = 1\n")])


def _escaping(name: str, refused: str, why: str, row: str) -> Callable[[Path, str], Path]:
    def make(folder: Path, base: str) -> Path:
        return _zipped(folder, [("model.py", base.encode()), (name, b"escaped = True\n")])

    make.__doc__ = f"{why}\n\nbase: right\nrefused: {refused}\nrow: harm: {row}"
    return make


archive_zip_dots = _escaping(
    "../escaped.py",
    "../escaped.py",
    "A member above the folder that it is unpacked into.",
    ".. in an archive",
)
archive_zip_inner_dots = _escaping(
    "a/b/../../../escaped.py", "escaped.py", "The same behind folders that hide it.", ".. in an archive"
)
archive_zip_absolute = _escaping(
    "/tmp/escaped.py", "/tmp/escaped.py", "A member with an absolute path.", ".. in an archive"
)
archive_zip_backslashes = _escaping(
    "..\\escaped.py", "escaped.py", "Backslashes separate folders on Windows alone.", ".. in an archive"
)
archive_zip_drive = _escaping(
    "C:escaped.py", "escaped.py", "A drive's letter begins an absolute path on Windows.", ".. in an archive"
)
archive_zip_newline = _escaping(
    "a\nverdict.py", "handed-in.zip", "A member's name of two lines.", "file name with newline"
)
archive_zip_escapes = _escaping(
    "\x1b[2Jx.py", "handed-in.zip", "A member's name that clears the screen.", "file name with newline"
)
archive_zip_direction_marks = _escaping(
    "\u202eyp.x.py", "handed-in.zip", "A member's name that reads backwards.", "right-to-left marks"
)
archive_zip_leading_dash = _escaping("-c.py", "-c.py", "A member's name that is an option.", "a leading dash")
archive_zip_long_name = _escaping(
    "n" * 4096 + ".py",
    "handed-in.zip",
    "A member's name of 4,096 characters.",
    "file name of 4,096 characters",
)
archive_zip_long_path = _escaping(
    "d/" * 2000 + "x.py", "handed-in.zip", "2,000 folders in each other.", "file name of 4,096 characters"
)


def archive_zip_nul_in_name(folder: Path, base: str) -> Path:
    """
    A name with a NUL is one name to a library and another to the system: `model.py` and what follows.

    base: right
    refused: handed-in.zip
    row: harm: file name with NUL
    """
    data = _zip_bytes([("model.pyXescaped", base.encode())])
    (folder / "handed-in.zip").write_bytes(data.replace(b"model.pyX", b"model.py\0"))
    return folder / "handed-in.zip"


def archive_tar_dots(folder: Path, base: str) -> Path:
    """
    A tar member above the folder that it is unpacked into.

    base: right
    refused: ../escaped.py
    row: harm: .. in an archive
    """
    return _tarred(folder, _plus(base, (_member("../escaped.py"), b"x = 1\n")))


def archive_tar_absolute(folder: Path, base: str) -> Path:
    """
    A tar member with an absolute path.

    base: right
    refused: /tmp/escaped.py
    row: harm: .. in an archive
    """
    return _tarred(folder, _plus(base, (_member("/tmp/escaped.py"), b"x = 1\n")))


def archive_tar_with_link(folder: Path, base: str) -> Path:
    """
    A link to /tmp and a file behind it: unpacked one after the other, the file lands outside.

    base: right
    refused: out
    row: harm: symbolic link in an archive
    """
    link = (_member("out", tarfile.SYMTYPE, "/tmp"), b"")
    return _tarred(folder, _plus(base, link, (_member("out/escaped.py"), b"x = 1\n")))


def archive_tar_with_hard_link(folder: Path, base: str) -> Path:
    """
    A hard link to a file of the machine.

    base: right
    refused: stolen.py
    row: harm: hard link in an archive
    """
    return _tarred(folder, _plus(base, (_member("stolen.py", tarfile.LNKTYPE, "/etc/passwd"), b"")))


def archive_tar_with_device(folder: Path, base: str) -> Path:
    """
    A device node: unpacked by root it is the machine's disk.

    base: right
    refused: disk
    row: harm: a tar with devices
    """
    return _tarred(folder, _plus(base, (_member("disk", tarfile.BLKTYPE, devmajor=8, devminor=0), b"")))


def archive_tar_with_character_device(folder: Path, base: str) -> Path:
    """
    The declared file is /dev/zero, which never ends.

    base: right
    refused: model.py
    row: harm: a tar with devices
    """
    return _tarred(folder, [(_member("model.py", tarfile.CHRTYPE, devmajor=1, devminor=5), b"")])


def archive_tar_with_pipe(folder: Path, base: str) -> Path:
    """
    A named pipe, at which whoever reads it waits.

    base: right
    refused: pipe
    row: harm: a tar with devices
    """
    return _tarred(folder, _plus(base, (_member("pipe", tarfile.FIFOTYPE), b"")))


def archive_tar_bomb(folder: Path, base: str) -> Path:
    """
    50 MB of zeros, compressed as a whole: only what comes out of the stream can be counted.

    base: right
    refused: handed-in.tar.gz
    row: harm: zip bomb
    """
    return _tarred(folder, _plus(base, (_member("bomb.py"), bytes(50 * _MEGABYTE))))


def archive_tar_bomb_behind_the_end(folder: Path, base: str) -> Path:
    """
    The bomb comes after the two empty blocks that end the archive, where only a careless reader goes.

    base: right
    verdict: passed
    row: harm: zip bomb
    """
    path = _tarred(folder, _plus(base))
    path.write_bytes(path.read_bytes() + gzip.compress(bytes(50 * _MEGABYTE), 1))
    return path


def archive_tar_sparse(folder: Path, base: str) -> Path:
    """
    A sparse member of a terabyte takes one block in the archive.

    base: right
    refused: handed-in.tar.gz
    row: harm: zip bomb
    """
    header = bytearray(_member("sparse.py", tarfile.GNUTYPE_SPARSE).tobuf(tarfile.GNU_FORMAT))
    header[386:398], header[398:410] = b"00000000000\0", b"00000000000\0"
    header[483:495] = b"\x80" + (2**40).to_bytes(11, "big")
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    first = _member("model.py")
    first.size = len(base.encode())
    data = first.tobuf() + base.encode() + bytes(-first.size % 512) + bytes(header) + bytes(1024)
    (folder / "handed-in.tar.gz").write_bytes(gzip.compress(data))
    return folder / "handed-in.tar.gz"


def archive_tar_pax_bomb(folder: Path, base: str) -> Path:
    """
    A header of 40 MB: libraries read it whole before they know what it is.

    base: right
    refused: handed-in.tar.gz
    row: harm: zip bomb
    """
    header = _member("header", tarfile.XHDTYPE)
    header.size = 40 * _MEGABYTE
    text = b"%d comment=" % header.size
    first = _member("model.py")
    first.size = len(base.encode())
    whole = text + b"x" * (header.size - len(text) - 1) + b"\n"
    data = header.tobuf() + whole + first.tobuf() + base.encode() + bytes(-first.size % 512) + bytes(1024)
    (folder / "handed-in.tar.gz").write_bytes(gzip.compress(data, 1))
    return folder / "handed-in.tar.gz"


def archive_tar_pax_path(folder: Path, base: str) -> Path:
    """
    The name in the header is harmless, that in the extended header is not, and the latter counts.

    base: right
    refused: ../escaped.py
    row: harm: .. in an archive
    """
    info = _member("harmless.py")
    info.pax_headers = {"path": "../escaped.py"}
    return _tarred(folder, _plus(base, (info, b"x = 1\n")), tarfile.PAX_FORMAT)


def archive_tar_negative_size(folder: Path, base: str) -> Path:
    """
    A member of negative size leads a reader back to where it was, for ever.

    base: right
    refused: handed-in.tar.gz
    row: own: archives that are none
    """
    header = bytearray(_member("back.py").tobuf())
    header[124:136] = b"\xff" * 10 + b"\xfe\x00"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    first = _member("model.py")
    first.size = len(base.encode())
    data = first.tobuf() + base.encode() + bytes(-first.size % 512) + bytes(header) + bytes(1024)
    (folder / "handed-in.tar.gz").write_bytes(gzip.compress(data))
    return folder / "handed-in.tar.gz"


def archive_tar_of_many_members(folder: Path, base: str) -> Path:
    """
    20,000 empty members are 10 MB of headers, and 50 kB compressed.

    base: right
    refused: handed-in.tar.gz
    row: harm: zip bomb
    """
    empty = _member("empty.dat").tobuf()
    first = _member("model.py")
    first.size = len(base.encode())
    data = first.tobuf() + base.encode() + bytes(-first.size % 512) + empty * 20_000 + bytes(1024)
    (folder / "handed-in.tar.gz").write_bytes(gzip.compress(data, 1))
    return folder / "handed-in.tar.gz"


def archive_tar_truncated(folder: Path, base: str) -> Path:
    """
    An upload that broke off in the middle of the solution: half a solution is not what was handed in.

    base: right
    refused: handed-in.tar.gz
    row: own: archives
    """
    path = _tarred(folder, _plus(base))
    path.write_bytes(path.read_bytes()[:-200])
    return path


def archive_that_is_none(folder: Path, base: str) -> Path:
    """
    A Python file that is called .zip: told as what it is not.

    base: right
    refused: handed-in.zip
    row: own: archives that are none
    """
    return _write(folder, base, "handed-in.zip") / "handed-in.zip"


def archive_of_another_kind(folder: Path, base: str) -> Path:
    """
    A kind of archive that is not taken is named, not guessed.

    base: right
    refused: handed-in.rar
    row: own: archives that are none
    """
    return _write(folder, b"Rar!\x1a\x07\x00", "handed-in.rar") / "handed-in.rar"


def archive_empty(folder: Path, base: str) -> Path:
    """
    A file of no bytes that is called .zip.

    base: right
    refused: handed-in.zip
    row: own: archives that are none
    """
    return _write(folder, b"", "handed-in.zip") / "handed-in.zip"
