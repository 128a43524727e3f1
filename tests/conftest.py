"""The order of the tests, and workers for them: one template for all, a fresh worker for each that asks."""

from __future__ import annotations

import pytest
from hypothesis import settings

from grader.confinement import Level, Terms
from grader.lane import Lane
from grader.records import Limits
from grader.session import Session, Student
from tests import phases

settings.register_profile("untimed", deadline=None)  # how busy the machine is says nothing about an example
settings.load_profile("untimed")

MB = 2**20
PROBE = b"""
def run(source):
    names = {"__name__": "probe"}
    exec(source, names)
    return names.get("result")
"""


class Worker:
    """A worker whose submission runs whatever a test tells it to."""

    def __init__(self, lane, **limits):
        chosen = {"call_cpu_s": 5, "call_wall_s": 20, "check_wall_s": 40, "memory_bytes": 512 * MB}
        chosen |= {"output_bytes": 16 * MB} | limits
        self.channel = lane.fork(Limits(**chosen), seed=1)
        self.student = Student(Session(self.channel, {"probe": "probe.py"}, []))

    def run(self, source):
        """Run *source* in the submission and return its variable `result`."""
        return self.student.probe.run(source)


def pytest_collection_modifyitems(items):
    """Begin with the files that take long; refuse a mark that the second phase would not look for."""
    if missed := phases.missed(items):
        raise pytest.UsageError(
            f"marked {phases.MARK!r} elsewhere, so tests.phases would miss them: {missed}"
        )
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture
def usual_terminal(monkeypatch):
    """Give a test the environment of a terminal that shows colours and all signs, wherever the tests run."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def eighty_columns(usual_terminal, monkeypatch):
    """Give a test such a terminal, 80 columns wide."""
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture(scope="session")
def lane():
    """The template that tests share; one that a test kills is replaced by itself."""
    with Lane({"probe.py": PROBE}) as shared:
        yield shared


@pytest.fixture(scope="session")
def bare_lane():
    """A template behind the weakest wall, whatever this machine offers: a process of its own."""
    with Lane({"probe.py": PROBE}, Terms(most=Level.PROCESS)) as shared:
        yield shared


def starter(lane):
    """Yield what starts workers of *lane* with limits of the test's choice; all are ended with the test."""
    started = []

    def _start(**limits):
        for worker in started:
            worker.channel.close()
        started.append(Worker(lane, **limits))
        return started[-1]

    yield _start
    for worker in started:
        worker.channel.close()


@pytest.fixture
def start(lane):
    """Start workers as strongly confined as this machine can."""
    yield from starter(lane)


@pytest.fixture
def start_bare(bare_lane):
    """Start workers behind the weakest wall, where an attack comes further."""
    yield from starter(bare_lane)


@pytest.fixture
def worker(start):
    """A worker with generous limits."""
    return start()
