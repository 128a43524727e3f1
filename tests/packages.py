"""What tests of packages share: an assignment, a package on the disk, a submission that attacks a log."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grader import parcel
from tests.assignments import checks, write_assignment, write_submission

GRADER = str(Path(sys.executable).with_name("grader"))
SECRET = "canary-secret-5d1f"
CHECKS = checks(
    '''
    @probe(points=1)
    def test_double(student):
        """Double doubles"""
        assert_close(student.calc.double(3.0), 6.0)

    @probe(points=1)
    def test_counter(student):
        """A counter counts"""
        expect(student.calc.Counter().up() == 1, "one after one step")
    '''
)
HIDDEN = checks(
    '''
    @probe(points=2)
    def test_double_again(student, reference, rng):
        """Double doubles whatever comes"""
        x = float(rng.normal())
        assert_close(student.calc.double(x), reference.calc.double(x))
    '''
)
VENV_MAKER = '[ "$2" = venv ] || exit 0\nmkdir -p "$3/bin"; cp "$0" "$3/bin/python"; cp "$0" "$3/bin/grader"'
"""A Python that makes virtual environments of itself and installs nothing, as a line of shell."""
IMPORTING_VENV_MAKER = f'"{sys.executable}" "$1" "$2" --help > /dev/null 2>&1 || :\n{VENV_MAKER}'
"""The same; it imports what it is to run, venv and pip, as Python does: from the working folder first."""
ATTACKS = (
    *("::set-output name=result::forged", "  ::add-mask::points", "::error file=calc.py,line=1::forged"),
    *("##[error]forged", "x ##[set-output name=result]forged", "::stop-commands::mine", "::mine::"),
    *("a%0A::warning::forged", "::set-env name=PATH::/tmp", "::add-path::/tmp", "\r::notice::forged"),
    *("points: 100 of 100 (100.00 %)", "::internal-set-repo-path repoFullName=a/b::x", "::endgroup::"),
)
HOSTILE = f"""
import os, glob

TEXT = "\\n".join({ATTACKS!r})
print(TEXT)

def _write_everywhere():
    names = ["GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"]
    places = [os.environ.get(name, "") for name in names]
    places += glob.glob("/tmp/**/_files-*", recursive=True) + glob.glob("/proc/*/cwd/../**/_files-*")
    for place in places:
        try:
            open(place, "a").write("FORGED=1\\n")
        except OSError:
            pass

def double(x):
    _write_everywhere()
    print(TEXT)
    raise ValueError(TEXT)

class Counter:
    def up(self):
        for number in range(3, 64):
            try:
                os.write(number, b"\\n::error::forged through a descriptor\\n")
            except OSError:
                pass
        return TEXT
"""


def small_assignment(folder):
    """Write an assignment of three checks, one of them hidden, worth 10 points, and return it."""
    return write_assignment(folder, visible=CHECKS, hidden=HIDDEN)


def shadowed(folder, found):
    """Put modules into *folder* that note in the file *found* that they were imported."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("venv", "pip", "ensurepip"):
        line = f"open({str(found)!r}, 'a').write({name!r})\n"
        (folder / f"{name}.py").write_text(line, encoding="utf-8")


def on_disk(package, folder):
    """Write *package* into a new *folder* and return it."""
    parcel.write_folder(folder, package.files, package.executable)
    return folder


def programs(folder, **scripts):
    """Put shell scripts by their names into *folder* and return a PATH on which they come first."""
    folder.mkdir(exist_ok=True)
    for name, script in scripts.items():
        path = folder / name
        path.write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def clone_of(folder, source):
    """Make a student's repository with one commit in *folder* and return its address."""
    write_submission(folder / "exercises", source)
    return committed(folder)


def committed(folder):
    """Make *folder* a repository with one commit of all that is in it, and return its address."""
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (
        ["init", "--quiet", "--initial-branch", "main"],
        ["add", "."],
        [*author, "commit", "--quiet", "--message", "work"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    return folder.as_uri()


def password(settings, host, **variables):
    """Return what git, with the configuration *settings*, would tell *host* as the password, or None."""
    done = subprocess.run(
        ["git", "credential", "fill"],
        input=f"protocol=https\nhost={host}\n\n",
        env={
            "PATH": os.environ["PATH"],
            "GIT_CONFIG_GLOBAL": str(settings),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    told = dict(line.split("=", 1) for line in done.stdout.splitlines())
    return told.get("password")
