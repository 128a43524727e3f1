"""Specify the attempts to break out: each is real, for it succeeds where nothing confines it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader import attempts, trials

LINUX = sys.platform.startswith("linux")
NEED_RIGHTS = {"have_rights", "be_root", "mount_a_folder", "open_a_file_system"}
MACHINES_MAY_REFUSE = {"make_a_user_namespace", "queue_calls", "trace_it", "open_its_memory", "list_the_home"}
MACHINES_MAY_REFUSE |= {"have_rights", "mount_a_folder", "open_a_file_system"}


def outcomes(folder, without=()):
    """Run the attempts with nothing around them, less some of the facts; return their exit codes by name."""
    reading, writing = os.pipe()
    with trials._outside() as facts, os.fdopen(reading) as told:
        known = {name: fact for name, fact in facts.items() if name not in without}
        known |= {"filter": "", "results_fd": writing, "orphan_fd": os.dup(writing)}
        os.set_inheritable(known["orphan_fd"], True)
        with subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", trials._program(), json.dumps(known)],
            env={**os.environ, "TMPDIR": str(folder)},
            pass_fds=[writing, known["orphan_fd"]],
        ) as process:
            os.close(writing)
            os.close(known["orphan_fd"])
            lines = iter(told.readline, f"{attempts.DONE} 0\n")
            found = {name: int(code) for name, code in (line.split() for line in lines)}
            process.kill()
    return found


@pytest.fixture(scope="module")
def unconfined(tmp_path_factory):
    """What comes of the attempts outside any sandbox."""
    return outcomes(tmp_path_factory.mktemp("private"))


def names(chosen):
    """Return the names of attempts."""
    return {attempt.__name__ for attempt in chosen}


def test_every_attempt_is_made(unconfined):
    """One that is left out or cannot be made proves nothing."""
    possible = names(attempts.ATTEMPTS) - (set() if LINUX else names(attempts.LINUX_ONLY))

    assert set(unconfined) == possible
    assert set(unconfined.values()) <= {attempts.THROUGH, attempts.STOPPED}


def test_attempts_succeed_where_nothing_confines_them(unconfined):
    """A refusal in a sandbox is the sandbox's doing, not a mistake in the attempt."""
    refused = {name for name, code in unconfined.items() if code == attempts.STOPPED}

    needing = set() if os.geteuid() == 0 else NEED_RIGHTS
    assert refused <= needing | MACHINES_MAY_REFUSE


def test_an_attempt_that_cannot_be_made_is_told_apart(tmp_path):
    """Code that breaks by itself has not been stopped by anything."""
    found = outcomes(tmp_path, without=["port"])

    assert found["connect"] == attempts.BROKEN
    assert found["read_a_file"] == attempts.THROUGH


def test_attempts_undo_what_they_did(tmp_path):
    """Nothing of theirs is left in the private folder."""
    outcomes(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_attempts_need_the_standard_library_only():
    """They run where nothing else can be read."""
    tree = ast.parse(Path(attempts.__file__).read_text(encoding="utf-8"))

    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names
