"""Specify what is run before the forks: honest checks that pass and leave nothing behind."""

import random

import numpy as np

from grader import config, practice
from grader.confinement import Level, Terms
from grader.lane import Lane
from grader.records import Verdict
from tests.assignments import write_assignment


def states():
    """Return the states of all generators that a check can reach without a seed of its own."""
    return random.getstate(), str(np.random.get_state())  # noqa: NPY002  the global one is meant


def test_every_check_of_the_practice_passes(tmp_path):
    """One that failed would have warmed other code than that of a right submission."""
    assignment = write_assignment(tmp_path)

    with Lane(practice.FILES, Terms(Level.PROCESS, Level.PROCESS)) as lane:
        found = practice.practise(practice.Ground(lane, assignment, config.load(assignment)))

    assert found == [Verdict.PASSED] * practice.ROUNDS


def test_practice_does_not_move_the_global_random_states(tmp_path):
    """Or the third submission would see other numbers than the second one."""
    assignment = write_assignment(tmp_path)
    before = states()

    with Lane(practice.FILES, Terms(Level.PROCESS, Level.PROCESS)) as lane:
        practice.practise(practice.Ground(lane, assignment, config.load(assignment)))

    assert states() == before
