"""Specify whom a hunt finds: descendants, and orphans by folder and by user."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from grader import kin

SLEEP = [sys.executable, "-I", "-S", "-c", "import time; print(flush=True); time.sleep(60)"]


@pytest.fixture
def sleeper(tmp_path):
    """Start processes that sleep; all are ended with the test."""
    started = []

    def _start(**options):
        started.append(subprocess.Popen(SLEEP, stdout=subprocess.PIPE, start_new_session=True, **options))
        started[-1].stdout.readline()  # before it runs, the kernel knows no environment of it
        return psutil.Process(started[-1].pid)

    yield _start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def other(sleeper):
    """A process that has nothing to do with any of this."""
    return sleeper(cwd="/", env={})


def found(process, folder, uid=None):
    """Return the numbers of the kin of *process*."""
    return {each.pid for each in kin.kin(process, kin.Marks(folder, uid))}


def test_a_process_that_calls_the_folder_its_home_is_kin(sleeper, other, tmp_path):
    """Its first environment tells, wherever it has gone."""
    orphan = sleeper(cwd="/", env={"HOME": str(tmp_path)})

    assert found(other, tmp_path) == {orphan.pid}


def test_a_process_in_the_folder_is_kin(sleeper, other, tmp_path):
    """Whatever it made of its environment."""
    orphan = sleeper(cwd=tmp_path, env={})

    assert found(other, tmp_path) == {orphan.pid}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start processes of another user")
def test_a_process_of_the_user_that_only_they_have_is_kin(sleeper, other, tmp_path):
    """A user of its own makes a process known by nothing else."""
    if not os.access(Path(sys.executable).resolve(), os.X_OK):
        pytest.skip("no interpreter that another user could run")
    uid = 0x7100_0000 + os.getpid()
    orphan = subprocess.Popen(["/bin/sleep", "60"], cwd="/", env={}, user=uid, group=uid)

    try:
        assert found(other, tmp_path, uid) == {orphan.pid}
    finally:
        orphan.kill()
        orphan.wait()


def test_all_kin_is_killed_and_nobody_else(sleeper, other, tmp_path):
    """The process itself, and those that bear its marks."""
    process, orphan = sleeper(cwd=tmp_path, env={}), sleeper(cwd="/", env={"HOME": str(tmp_path)})

    kin.kill(process, kin.Marks(tmp_path, None))

    assert psutil.wait_procs([process, orphan], timeout=2)[1] == []
    assert other.is_running()
