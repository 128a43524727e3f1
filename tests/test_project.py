"""The project around the code: what is locked, packaged, tracked and promised fits together."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

import grader

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "registry." + "npmjs")
DEVELOPERS_FOLDERS = ("/" + "work/", "/tmp/" + "spec")
WITHOUT_TESTS = frozenset(
    {"__init__", "confinement", "denials", "errors", "findings", "grades", "handins", "records", "results"}
)
"""Pure declarations; what they declare is tested where it is used."""


@pytest.fixture(scope="module")
def project():
    """What `pyproject.toml` says."""
    return tomllib.loads(read("pyproject.toml"))


@pytest.fixture(scope="module")
def tracked():
    """The text of every tracked file that is text, by its path."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        texts[name] = "" if b"\0" in content else content.decode("utf-8", "replace")
    return texts


def read(name):
    """Return the text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def locked(name):
    """Map each locked distribution to its version and its number of hashes."""
    requirements = {}
    for entry in re.split(r"\n(?=\S)", read(name)):
        if entry.startswith("#"):
            continue
        distribution, version = re.match(r"([\w.-]+)==([\w.!+]+)", entry).groups()
        requirements[distribution.lower()] = (version, entry.count("--hash=sha256:"))
    return requirements


def distribution(requirement):
    """Return the normalised name at the start of a requirement."""
    return re.match(r"[\w.-]+", requirement).group().lower().replace("_", "-")


# ---------------------------------------------------------------- locks


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_a_version_and_hashes(lock):
    """An installation gets exactly what was resolved, or fails."""
    requirements = locked(lock)

    assert len(requirements) > 10
    assert [name for name, (_, hashes) in requirements.items() if hashes == 0] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_host(lock):
    """A lock holds on any mirror."""
    text = read(lock)

    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


def test_the_locks_agree():
    """What is tested is what is run."""
    runtime, development = (locked(lock) for lock in LOCKS)

    differing = {name for name, pin in runtime.items() if development.get(name) != pin}

    assert differing == set()


def test_the_locks_hold_what_the_project_asks_for(project):
    """A dependency named in pyproject.toml but not locked needs `make lock`."""
    runtime = {distribution(item) for item in project["project"]["dependencies"]}
    extra = {distribution(item) for item in project["project"]["optional-dependencies"]["dev"]}
    backend = {distribution(item) for item in project["build-system"]["requires"]}

    assert runtime - set(locked("requirements.lock")) == set()
    assert (extra | backend) - set(locked("requirements-dev.lock")) == set()


# ---------------------------------------------------------------- what is promised in words


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_the_makefile_has_the_targets_that_are_told_of(document):
    """Whoever types what a document says gets a target."""
    rules = set(re.findall(r"^([a-z]+):.*##", read("Makefile"), re.MULTILINE))
    told = set(re.findall(r"(?:`|^ {4}|^\$ |^)make ([a-z]+)", read(document), re.MULTILINE))

    assert told - rules == set()
    assert {"demo", "test", "lint", "bench", "help"} <= rules


def test_the_changelog_begins_with_this_version():
    """The newest heading names the version of the package."""
    versions = re.findall(r"^## \[?(\d+\.\d+\.\d+)", read("CHANGELOG.md"), re.MULTILINE)

    assert versions[0] == grader.__version__


def test_each_version_tells_of_scores_first():
    """An instructor reads there whether an update can alter a grade."""
    sections = re.split(r"^## ", read("CHANGELOG.md"), flags=re.MULTILINE)[1:]

    assert [section.split("### ")[1].split("\n")[0] for section in sections] == ["Scores"] * len(sections)


def test_every_public_name_can_be_imported():
    """`from grader import ...` gives check authors all that it lists."""
    missing = [name for name in grader.__all__ if getattr(grader, name, None) is None]

    assert missing == []


def test_entry_points_lead_somewhere(project):
    """The command and the pytest plugin exist under the names that are installed."""
    module, _, function = project["project"]["scripts"]["grader"].partition(":")
    plugin = project["project"]["entry-points"]["pytest11"]["grader"]

    assert callable(getattr(importlib.import_module(module), function))
    assert importlib.import_module(plugin)


def test_every_module_has_its_tests():
    """One file of tests per module, named after it."""
    modules = {path.stem for path in (ROOT / "grader").glob("*.py")} - WITHOUT_TESTS
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}

    assert sorted(modules - tests) == []


# ---------------------------------------------------------------- what is packaged and tracked


def test_the_wheel_holds_the_package_and_nothing_secret(tmp_path):
    """Data and type marker go along; solutions, hidden checks and tests stay."""
    builder = pytest.importorskip("hatchling.builders.wheel").WheelBuilder(str(ROOT))

    (wheel,) = builder.build(directory=str(tmp_path), versions=["standard"])

    names = zipfile.ZipFile(wheel).namelist()
    assert {"grader/cli.py", "grader/py.typed", "grader/data/mnist-embedded.npz"} <= set(names)
    assert {name.split("/")[0] for name in names} == {"grader", f"nn_grader-{grader.__version__}.dist-info"}


def test_ci_is_executable_bash():
    """CI calls the file itself."""
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


@pytest.mark.parametrize("words", [REGISTRIES, DEVELOPERS_FOLDERS], ids=["registries", "folders"])
def test_no_tracked_file_depends_on_one_machine(tracked, words):
    """No file names a package registry's host or a folder that only a developer has."""
    found = [f"{name}: {word}" for name, text in tracked.items() for word in words if word in text]

    assert found == []


def test_nothing_made_is_tracked(tracked):
    """Caches, builds, reports of runs and the secret are made on each machine."""
    made = re.compile(
        r"(^|/)(\.venv|__pycache__|build|dist|demo-reports|\.[a-z]+_cache)/|\.pyc$|\.grader-secret$"
    )

    assert [name for name in tracked if made.search(name)] == []


def test_tracked_text_has_unix_lines_and_a_last_newline(tracked):
    """Files are the same bytes on every system; submissions and data are left as they are."""
    ours = {
        name: text for name, text in tracked.items() if text and not name.startswith(("examples/", "tests/"))
    }

    assert [name for name, text in ours.items() if "\r" in text or not text.endswith("\n")] == []
