"""What installs the grader elsewhere is what runs here, and nothing that the lock does not name."""

import base64
import csv
import hashlib
import io
import sys
import zipfile

import pytest

import grader
from grader import wheelhouse
from grader.errors import UsageError

LOCK = """# made by a resolver
brick==1.0 ; python_full_version < '3.12' \\
    --hash=sha256:{brick} \\
    --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000
    # via house
brick==2.0 ; python_full_version >= '3.12' \\
    --hash=sha256:1111111111111111111111111111111111111111111111111111111111111111
window==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:2222222222222222222222222222222222222222222222222222222222222222
"""


@pytest.fixture
def own():
    """The grader's own wheel, opened."""
    return zipfile.ZipFile(io.BytesIO(wheelhouse.own_wheel()[1]))


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A folder with one wheel from which pip installs, a lock that names it, and an empty cache."""
    folder = tmp_path / "shop"
    folder.mkdir()
    wheel = folder / "brick-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("brick.py", "")
        archive.writestr("brick-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: brick\nVersion: 1.0\n")
        archive.writestr(
            "brick-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("brick-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    monkeypatch.setattr(wheelhouse, "lock_text", lambda: LOCK.format(brick=digest))
    return wheel


def test_the_wheel_is_the_package_with_its_lock_and_its_commands(own):
    """Whoever installs it gets the command, the pytest plugin and what `grader package` needs."""
    info = f"nn_grader-{grader.__version__}.dist-info"

    names = set(own.namelist())

    assert {
        "grader/cli.py",
        "grader/py.typed",
        "grader/checks.ini",
        "grader/data/mnist-embedded.npz",
    } <= names
    assert own.read("grader/data/requirements.lock").decode() == wheelhouse.lock_text()
    assert "grader = grader.cli:main" in own.read(f"{info}/entry_points.txt").decode()
    assert f"\nVersion: {grader.__version__}\n" in own.read(f"{info}/METADATA").decode()
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []


def test_the_record_of_the_wheel_is_true(own):
    """An installer that checks hashes and sizes finds them as they are written."""
    record = f"nn_grader-{grader.__version__}.dist-info/RECORD"

    rows = list(csv.reader(own.read(record).decode().splitlines()))

    assert [row[0] for row in rows] == own.namelist()
    for path, digest, size in rows[:-1]:
        content = own.read(path)
        expected = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        assert (digest, int(size)) == (f"sha256={expected}", len(content))


def test_the_same_package_gives_the_same_wheel():
    """Two zips of one release can be compared byte by byte."""
    assert wheelhouse.own_wheel() == wheelhouse.own_wheel()


def test_a_grader_that_is_not_installed_is_told_so(monkeypatch):
    """Nobody knows then by which names it is started."""
    monkeypatch.setattr(wheelhouse, "DISTRIBUTION", "no-such-grader")

    with pytest.raises(UsageError, match="no-such-grader is not installed"):
        wheelhouse.own_wheel()


@pytest.mark.parametrize("version, found", [("3.11", "1.0"), ("3.12", "2.0"), ("3.13", "2.0")])
def test_conditions_are_judged_by_the_python_that_the_wheels_are_for(version, found):
    """Not by the one that runs here; what is for Windows stays out."""
    requirements = wheelhouse.requirements_for(LOCK.format(brick="3" * 64), version)

    assert list(requirements) == ["brick"]
    assert requirements["brick"].startswith(f"brick=={found} --hash=sha256:")
    assert ";" not in requirements["brick"]


def test_wheels_are_fetched_once(shop, tmp_path):
    """The second package of the day needs no network."""
    wheelhouse.fill(tmp_path / "first")
    content = shop.read_bytes()
    shop.unlink()

    wheelhouse.fill(tmp_path / "second")

    for name in ("first", "second"):
        folder = tmp_path / name
        assert (folder / "wheels" / shop.name).read_bytes() == content
        assert (folder / "requirements.lock").is_file()
        assert (folder / f"nn_grader-{grader.__version__}-py3-none-any.whl").is_file()


def test_a_damaged_cache_is_fetched_anew(shop, tmp_path):
    """What was cut short on a full disk is never packed."""
    wheelhouse.fill(tmp_path / "first")
    [kept] = (tmp_path / "cache").rglob("*.whl")
    kept.write_bytes(b"half")

    wheelhouse.fill(tmp_path / "second")

    assert (tmp_path / "second/wheels" / shop.name).read_bytes() == shop.read_bytes()


def test_a_wheel_that_the_lock_does_not_name_is_refused(shop, tmp_path):
    """Whatever an index offers under the right name."""
    with zipfile.ZipFile(shop, "a") as archive:
        archive.writestr("brick_extra.py", "")

    with pytest.raises(UsageError, match=r"wheels for Python 3\.11 cannot be had: ERROR") as refused:
        wheelhouse.fill(tmp_path / "first")

    assert "\n" not in str(refused.value)
    assert list((tmp_path / "cache").rglob("*.whl")) == []


def test_pip_is_not_looked_for_in_the_working_folder(shop, tmp_path, monkeypatch):
    """Submissions may lie there, and one of them may be a `pip.py`."""
    (tmp_path / "pip.py").write_text("open('found', 'w')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    wheelhouse.fill(tmp_path / "first")

    assert not (tmp_path / "found").exists()


def test_a_pip_that_says_nothing_is_told_of(shop, tmp_path, monkeypatch):
    """By its exit code."""
    (tmp_path / "silent").write_text("#!/bin/sh\nexit 9\n", encoding="utf-8")
    (tmp_path / "silent").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "silent"))

    with pytest.raises(UsageError, match="cannot be had: pip ended with 9"):
        wheelhouse.fill(tmp_path / "first")


def test_no_wheels_are_fetched_where_none_are_wanted(shop, tmp_path):
    """A target with an index needs only the lock."""
    shop.unlink()

    wheelhouse.fill(tmp_path / "first", wheels=False)

    assert not (tmp_path / "first/wheels").exists()


def test_a_version_of_python_is_two_numbers(tmp_path):
    """Before anything is fetched."""
    with pytest.raises(UsageError, match=r"must be written as 3\.11, got '3\.11\.2'"):
        wheelhouse.fill(tmp_path, python=("3.11.2",))

    assert list(tmp_path.iterdir()) == []
