"""Specify who is believed to have killed a worker."""

from grader.killings import Killer, Killings


def test_the_first_killing_of_a_check_says_nothing():
    """The check must run once more."""
    killings = Killings()

    assert [killings.killer(name) for name in "abc"] == [Killer.UNKNOWN] * 3


def test_whoever_is_killed_again_did_it_itself():
    """The same check with the same inputs was killed twice."""
    killings = Killings()
    killings.killer("a")

    assert killings.killer("a") is Killer.SUBMISSION


def test_a_submission_that_did_it_each_time_is_not_asked_again():
    """One that kills itself in every check costs few checks a second run."""
    killings = Killings()
    for name in "abc":
        killings.killer(name)
        killings.killer(name)

    assert [killings.killer(name) for name in "def"] == [Killer.SUBMISSION] * 3


def test_killings_that_were_not_repeated_are_a_strangers():
    """Where one of the second runs was left alone, no killing that is not tried counts against anybody."""
    killings = Killings()
    for name in "abc":
        killings.killer(name)
    killings.killer("a")

    assert [killings.killer(name) for name in "de"] == [Killer.STRANGER] * 2
