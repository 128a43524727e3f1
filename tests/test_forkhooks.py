"""Hooks behind a fork that wait: those of modules, and those of a worker, whose student may fork."""

import os

import pytest

from grader.bench import Record
from grader.confinement import Level, Terms
from grader.counts import Counts
from grader.courselayout import Conventions, Layout
from grader.forkhooks import ForkHooks
from grader.host import Host
from grader.lane import Lane
from grader.practice import _PLANNED
from tests.test_host import PLENTY

FORKS = b"""
import os, random

def numbers():
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.write(writing, str(random.random()).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    return [random.random(), float(os.read(reading, 100))]
"""


def behind_a_fork(work):
    """Return what *work* returns in a fork, as text: a hook once registered is there for ever."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writing, str(work()).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(pid, 0)
    try:
        return os.read(reading, 1000).decode()
    finally:
        os.close(reading)


def with_hooks(late):
    """Return what a fork sees of hooks that wait, registered if *late*, and of one that does not."""
    hooks, seen = ForkHooks(), []
    with hooks.held_back():
        os.register_at_fork(after_in_child=lambda: seen.append("held"))
    os.register_at_fork(after_in_child=lambda: seen.append("other"))
    assert hooks.wait
    for _ in range(2 * late):
        hooks.register()
    assert hooks.wait is not late
    return behind_a_fork(lambda: sorted(seen))


def test_hooks_wait_until_they_are_registered_which_is_once():
    """What is not held back is registered at once."""
    assert behind_a_fork(lambda: with_hooks(late=False)) == "['other']"
    assert behind_a_fork(lambda: with_hooks(late=True)) == "['held', 'other']"


def test_an_error_in_the_block_leaves_python_as_it_was():
    """The block is left in any case."""
    register = os.register_at_fork
    with pytest.raises(ZeroDivisionError), ForkHooks().held_back():
        raise ZeroDivisionError
    assert os.register_at_fork is register


def test_student_code_that_forks_draws_other_numbers_there():
    """Where nothing forbids it to fork, Python seeds `random` anew behind it, as everywhere."""
    layout = Layout({"forks": "forks.py"}, {}, Conventions())
    with Lane({"forks.py": FORKS}, Terms(most=Level.PROCESS)) as lane:
        host = Host(lane, layout.files, (), layout, Counts())
        with host.student(PLENTY, 1, Record(_PLANNED)) as student:
            here, there = student.forks.numbers()
    assert here != there
