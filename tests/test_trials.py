"""Specify that a level's promises are tried, and that a wall with a hole is found out by it."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import struct
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from grader import attempts, bubblewrap, footprint, kin, sandbox, syscalls, trials
from grader.confinement import Level
from grader.trials import Aspect, Trial, promised, try_level

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "security.md"
ALLOW_ALL = struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF0000)
STOPPED = dict.fromkeys((name for names in trials.ASPECTS.values() for name in names), attempts.STOPPED)
LIMITING = "resource.setrlimit(number, (bound, bound))"
DROPPING = '_drop_privileges(plan["uid"])'
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to drop")
on_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the level is there on Linux alone"
)


@pytest.fixture(scope="module")
def found():
    """What came of trying every level as it is, by level."""
    return {trial.level: trial for trial in trials.try_all()}


@pytest.fixture
def must_be_here(found):
    """Skip a test of a level that this machine does not offer; in CI every level must be there."""

    def demand(level):
        if reason := found[level].reason:
            if os.environ.get("CI") == "true":
                pytest.fail(f"CI must offer the level {level}: {reason}")
            pytest.skip(reason)

    return demand


@pytest.fixture
def launcher(monkeypatch):
    """Let a word of the launcher's text be replaced by another."""

    def mend(old, new):
        text = sandbox._launcher()
        assert old in text
        changed = text.replace(old, new)
        monkeypatch.setattr(sandbox, "_launcher", lambda: changed)

    return mend


def no_filters(monkeypatch):
    """Have filters that let every call pass."""
    monkeypatch.setattr(syscalls, "sandbox_filter", lambda: ALLOW_ALL)
    monkeypatch.setattr(syscalls, "lone_filter", lambda **_: ALLOW_ALL)


def bwrap_options(monkeypatch, change):
    """Have bubblewrap's options changed by *change*."""
    arguments = bubblewrap.arguments
    monkeypatch.setattr(
        bubblewrap,
        "arguments",
        lambda readable, bounds, *, own_users: change(arguments(readable, bounds, own_users=own_users)),
    )


# ---------------------------------------------------------------- the walls as they are


@pytest.mark.parametrize("level", Level)
def test_each_level_holds_what_it_promises(level, found, must_be_here):
    """Every attempt at what a level promises to stop is made from inside, and fails."""
    must_be_here(level)

    assert found[level].faults == ()
    assert found[level].held == promised(level)


@pytest.mark.parametrize("level", Level)
def test_each_level_is_tried_at_that_level(level, found, must_be_here):
    """None is taken for another one."""
    must_be_here(level)

    assert found[level].level is level
    assert set(STOPPED) <= set(found[level].outcomes) or not sys.platform.startswith("linux")


def test_nothing_is_left_of_a_trial(monkeypatch, tmp_path):
    """No process, no file; the orphan is gone too."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = psutil.Process().children(recursive=True)

    try_level(Level.PROCESS)

    assert list(tmp_path.iterdir()) == []
    assert psutil.Process().children(recursive=True) == before


# ---------------------------------------------------------------- promises


def test_promises_grow_with_the_level():
    """A stronger level stops all that a weaker one stops, and the strongest all there is."""
    levels = list(Level)

    for weaker, stronger in itertools.pairwise(levels):
        assert set(trials.PROMISES[weaker]) < set(trials.PROMISES[stronger])
    assert set(trials.PROMISES[Level.BUBBLEWRAP]) == set(Aspect)


def test_every_attempt_is_at_one_aspect():
    """No attempt is made in vain, and no aspect is taken on trust."""
    listed = [name for names in trials.ASPECTS.values() for name in names]

    assert set(trials.ASPECTS) == set(Aspect)
    assert sorted(listed) == sorted([*(each.__name__ for each in attempts.ATTEMPTS), trials.ORPHAN])


def test_memory_is_promised_on_linux_alone(monkeypatch):
    """Elsewhere it is watched from outside and not limited."""
    monkeypatch.setattr(sys, "platform", "darwin")

    assert promised(Level.PROCESS) == (Aspect.ENVIRONMENT, Aspect.ORPHANS)


def test_the_guide_tells_what_each_level_stops():
    """The table of docs/security.md is the one that is tried."""
    rows = re.findall(
        r"^\| `(\w+)` \|.*?\|((?: (?:yes|no) \|){4})$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE
    )

    told = {name: [cell == "yes" for cell in cells.split() if cell != "|"] for name, cells in rows}

    assert told == {str(aspect): [aspect in trials.PROMISES[level] for level in Level] for aspect in Aspect}


# ---------------------------------------------------------------- walls with a hole


def test_a_missing_answer_is_not_a_success():
    """What was not told of, could not be tried or went through is a fault; the rest held."""
    told = STOPPED | {"take_memory": attempts.BROKEN, "inherit_the_environment": attempts.THROUGH}
    del told[trials.ORPHAN]

    trial = Trial(Level.PROCESS, outcomes=told)

    assert trial.held == ()
    assert trial.faults == (
        "inherit the environment (it worked)",
        f"take memory (it could not be tried, code {attempts.BROKEN})",
        "outlive the stop (nothing was told of it)",
    )


def test_a_program_that_does_not_answer_proves_nothing(monkeypatch):
    """It is ended, and no aspect is said to have held."""
    monkeypatch.setattr(trials, "_program", lambda: "import time; time.sleep(60)")
    monkeypatch.setattr(trials, "_TRIAL_S", 0.1)

    trial = try_level(Level.PROCESS)

    assert trial.held == ()
    assert len(trial.faults) == sum(len(trials.ASPECTS[aspect]) for aspect in promised(Level.PROCESS))


def test_an_environment_that_leaks_is_found(monkeypatch):
    """A sandbox that hands its own environment on would hand on the secret."""
    monkeypatch.setenv("GRADER_LEAK", "1")
    confined = sandbox.Confined
    monkeypatch.setattr(
        sandbox, "Confined", lambda order: confined(replace(order, environment={"GRADER_LEAK": "1"}))
    )

    assert try_level(Level.PROCESS).faults == ("inherit the environment (it worked)",)


@on_linux
def test_limits_that_are_not_set_are_found(launcher):
    """Memory is really asked for."""
    launcher(LIMITING, "pass")

    assert try_level(Level.PROCESS).faults == ("take memory (it worked)",)


def test_orphans_that_go_on_are_found(monkeypatch):
    """A stop that ends only the process that it knows is not enough."""
    monkeypatch.setattr(kin, "kill", lambda process, marks: process.kill())

    assert try_level(Level.PROCESS).faults == ("outlive the stop (it worked)",)


@on_linux
def test_a_filter_that_allows_sockets_is_found(monkeypatch, must_be_here):
    """So is one that lets the kernel's back doors stand open."""
    must_be_here(Level.SECCOMP)
    monkeypatch.setattr(syscalls, "sandbox_filter", lambda: ALLOW_ALL)

    trial = try_level(Level.SECCOMP)

    assert Aspect.NETWORK not in trial.held
    assert {"connect (it worked)", "connect by name (it worked)", "listen (it worked)"} <= set(trial.faults)
    assert Aspect.PROGRAMS in trial.held


@on_linux
def test_a_second_filter_that_allows_processes_is_found(monkeypatch, must_be_here):
    """Student code gets the second filter too, so it is tried behind it."""
    must_be_here(Level.SECCOMP)
    monkeypatch.setattr(syscalls, "lone_filter", lambda **_: ALLOW_ALL)

    trial = try_level(Level.SECCOMP)

    assert Aspect.PROGRAMS not in trial.held
    assert {"fork on and on (it worked)", "run a program (it worked)"} <= set(trial.faults)
    assert ("change a mode (it worked)" in trial.faults) == ("user" not in trial.parts)
    assert Aspect.NETWORK in trial.held


@on_linux
@as_root
@pytest.mark.parametrize("level", [Level.SECCOMP, Level.LANDLOCK])
def test_rights_that_are_kept_are_found(level, launcher, must_be_here):
    """Started by root, a submission that still has a right of root's could take the others."""
    must_be_here(level)
    launcher(DROPPING, "_prctl(_PR_SET_NO_NEW_PRIVS, 1)")

    trial = try_level(level)

    assert "have rights (it worked)" in trial.faults


@on_linux
@as_root
def test_root_behind_bubblewrap_is_found(launcher, must_be_here):
    """Either the change of user or the empty user namespace takes root's rights; without both they stay."""
    must_be_here(Level.BUBBLEWRAP)
    launcher(DROPPING, "_prctl(_PR_SET_NO_NEW_PRIVS, 1)")

    in_namespace = try_level(Level.BUBBLEWRAP)
    launcher('if plan["namespace"]:', "if False:")
    in_none = try_level(Level.BUBBLEWRAP)

    assert in_namespace.faults == ()
    assert {"have rights (it worked)", "be root (it worked)"} <= set(in_none.faults)


@on_linux
def test_rules_for_files_that_allow_all_are_found(monkeypatch, must_be_here):
    """A list of what may be read that holds the root is no list."""
    must_be_here(Level.LANDLOCK)
    needed = footprint.of_python([], [])
    more = replace(needed, folders=(*needed.folders, Path("/")))
    monkeypatch.setattr(footprint, "of_python", lambda libraries, files: more)

    trial = try_level(Level.LANDLOCK)

    assert Aspect.FILES not in trial.held
    assert "read a file (it worked)" in trial.faults
    assert not any("write" in fault for fault in trial.faults)


@on_linux
def test_a_root_that_holds_the_grader_is_found(monkeypatch, must_be_here):
    """Behind bubblewrap nothing of the judge's may be mounted."""
    must_be_here(Level.BUBBLEWRAP)
    needed = footprint.of_python([], [])
    more = replace(needed, more=(*needed.more, Path(attempts.__file__)))
    monkeypatch.setattr(footprint, "of_python", lambda libraries, files: more)

    assert try_level(Level.BUBBLEWRAP).faults == ("read the grader (it worked)",)


@on_linux
def test_a_folder_without_a_size_is_found(monkeypatch, must_be_here):
    """The private folder is filled until it is full."""
    must_be_here(Level.BUBBLEWRAP)
    larger = {str(trials.DISK_BYTES): str(64 * trials.DISK_BYTES)}
    bwrap_options(monkeypatch, lambda options: [larger.get(option, option) for option in options])

    assert try_level(Level.BUBBLEWRAP).faults == ("fill the folder (it worked)",)


@on_linux
def test_a_shared_network_is_found_where_the_filter_fails_too(monkeypatch, must_be_here):
    """Either wall alone keeps the caller's sockets out of reach; without both they are reached."""
    must_be_here(Level.BUBBLEWRAP)
    bwrap_options(monkeypatch, lambda options: [each for each in options if each != "--unshare-net"])

    with_filter = try_level(Level.BUBBLEWRAP)
    no_filters(monkeypatch)
    without = try_level(Level.BUBBLEWRAP)

    assert with_filter.faults == ()
    assert {"connect (it worked)", "connect by name (it worked)"} <= set(without.faults)
    assert Aspect.SIGHT in without.held


# ---------------------------------------------------------------- what is not here


@on_linux
def test_a_level_that_is_not_here_says_why(monkeypatch):
    """The reason is the sandbox's own."""
    monkeypatch.setattr(shutil, "which", lambda program: None)

    trial = try_level(Level.BUBBLEWRAP)

    assert "bubblewrap is not installed" in trial.reason
    assert trial.outcomes == {}


def test_elsewhere_than_on_linux_there_is_the_weakest_level(monkeypatch):
    """No other is tried, and nothing breaks."""
    monkeypatch.setattr(sys, "platform", "darwin")

    process, *others = trials.try_all()

    assert process.faults == ()
    assert [trial.reason for trial in others] == ["this is not Linux"] * 3
