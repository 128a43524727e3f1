"""Results of batches that never ran, for tests of what is shown of them."""

from __future__ import annotations

from grader.results import Result

EVIL = "\x1b[2J\x1b]0;title\x07\x9b31m::error::\u202e##[error]\r\nname\x00"


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def graded(name, score=50.0, seconds=1.0, **more):
    """Return what became of a submission that was graded by ten checks of a hundred points."""
    return Result(name, "graded", score, 100.0, seconds, more.pop("reused", 0), 10, **more)


def known(name, score=50.0):
    """Return what was done before."""
    return graded(name, score, 0.0, reused=10)


def failed(name, status="rejected", problem="calc.py: no Python", seconds=0.0):
    """Return what could not be graded."""
    return Result(name, status, None, 100.0, seconds, 0, 10, problem)


def play(follower, clock, durations, lanes=1):
    """Let *follower* see submissions graded that take *durations*, so many at once; yield after each end."""
    waiting = [(f"s{number}", seconds) for number, seconds in enumerate(durations)]
    running: list[tuple[float, str, float]] = []
    while waiting or running:
        while waiting and len(running) < lanes:
            name, seconds = waiting.pop(0)
            follower.begin(name)
            running.append((clock.now + seconds, name, seconds))
        running.sort()
        clock.now, name, seconds = running.pop(0)
        follower.end(graded(name, seconds=seconds))
        yield name
