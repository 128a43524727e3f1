"""Specify how a fork becomes the worker of a check; test_worker.py has what student code finds there."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import socket

import numpy as np
import pytest

from grader import selflimits
from grader.birth import Birth
from grader.forkhooks import HOOKS
from grader.frames import FrameReader, receive, send
from grader.loader import SubmissionFinder
from grader.wire import Handle, decode, encode, nothing

SOURCE = b"""
import os, random, resource
import numpy as np

def told():
    os.write(1, b"hello")
    return [os.fstat(0).st_rdev == os.stat(os.devnull).st_rdev, os.getsid(0) == os.getpid(),
            np.random.rand(), random.random(), resource.getrlimit(resource.RLIMIT_FSIZE)[0],
            resource.getrlimit(resource.RLIMIT_NPROC)[0]]

def large(size):
    return np.zeros(size)
"""
REQUEST = {"address_bytes": None, "cpu_s": 9, "file_bytes": 4096, "seed": 7}


@contextlib.contextmanager
def born(birth, seed=7):
    """Fork a worker and yield a function that runs one operation in it, and where its output is read."""
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    limits = birth.bounds(REQUEST)
    pid = os.fork()
    if pid == 0:
        ours.close()
        birth.live(seed, limits, theirs.detach(), writing)
    theirs.close()
    os.close(writing)
    reader = FrameReader()

    def ask(*operation):
        send(ours, b"P", encode([list(operation)], nothing))
        tag, body = receive(ours, reader)
        assert tag == b"D"
        word, [value], _ = decode(body, lambda ref: ref)
        assert word == "ok"
        return value

    try:
        yield ask, reading
    finally:
        ours.close()
        os.close(reading)
        os.waitpid(pid, 0)


@pytest.fixture
def birth():
    """A birth of a submission of one file, by which nothing is filtered."""
    return Birth(SubmissionFinder({"probe.py": SOURCE}), (), None, alone=True)


def test_a_worker_answers_for_the_submission_in_a_session_of_its_own(birth):
    """Its input is empty, its limits and random states those that were asked for, its words in the pipe."""
    with born(birth) as (ask, output):
        module = ask("import", "probe")
        found = ask("call", module.id, "told", [], {})
        printed = os.read(output, 100)

    most = min(128, selflimits.bounds(None, 9, 4096, 128)[-1][1][0])
    assert isinstance(module, Handle)
    assert found == [True, True, np.random.RandomState(7).rand(), random.Random(7).random(), 4096, most]
    assert printed == b"hello"


def test_what_is_larger_than_a_socket_holds_comes_whole(birth):
    """In as many pieces as it takes, both ways."""
    with born(birth) as (ask, _):
        module = ask("import", "probe")
        assert ask("call", module.id, "large", [1_000_000], {}).shape == (1_000_000,)
        assert ask("now", np.ones(1_000_000)).sum() == 1_000_000


def test_workers_of_one_birth_share_nothing(birth):
    """What one has done is not done in the next, nor in the process that they come from."""
    with born(birth) as (ask, _):
        module = ask("import", "probe")
        ask("set", module.id, "told", 1)
    with born(birth) as (ask, _):
        assert "told" in ask("import", "probe").methods


def test_random_states_are_those_of_the_seed_whatever_runs_behind_a_fork(birth, monkeypatch):
    """Begun before the fork where nothing does; in the fork otherwise, or where the seed is another."""
    monkeypatch.setattr(HOOKS, "_waiting", [{"before": gc.isenabled}])
    birth.bounds({**REQUEST, "seed": 5})
    began = np.random.rand(), random.random()  # noqa: NPY002  what students draw from
    with born(birth, seed=8) as (ask, _):
        module = ask("import", "probe")
        found = ask("call", module.id, "told", [], {})

    assert began == (np.random.RandomState(5).rand(), random.Random(5).random())
    assert found[2:4] == [np.random.RandomState(8).rand(), random.Random(8).random()]


def test_bounds_are_found_out_once_for_each_request(birth):
    """A request with other limits has other bounds."""
    assert birth.bounds(REQUEST) is birth.bounds(dict(REQUEST))
    assert birth.bounds({**REQUEST, "cpu_s": 3}) != birth.bounds(REQUEST)
