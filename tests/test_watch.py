"""Specify what the watch says about what a call uses."""

from __future__ import annotations

import psutil
import pytest

from grader import faults, watch
from grader.records import Limits
from grader.starvation import Starvation

LIMITS = Limits(call_cpu_s=2, call_wall_s=10, check_wall_s=30, memory_bytes=100 * 2**20, output_bytes=1)


class Process:
    """A process whose use a test sets."""

    def __init__(self, cpu_s=0.0, rss_bytes=0, children=(), threads=1):
        self.cpu_s, self.rss_bytes, self.members, self.threads = cpu_s, rss_bytes, list(children), threads

    def cpu_times(self):
        return (self.cpu_s / 4,) * 4

    def num_threads(self):
        return self.threads

    def memory_info(self):
        return type("Memory", (), {"rss": self.rss_bytes})

    def children(self, recursive):
        assert recursive
        return self.members

    def oneshot(self):
        return __import__("contextlib").nullcontext()


@pytest.fixture
def clock(monkeypatch):
    """The monotonic clock, set by the test."""
    now = [1000.0]
    monkeypatch.setattr(watch.time, "monotonic", lambda: now[0])
    return now


class Waited(Starvation):
    """What a worker of the *family* has waited for a processor, set by the test."""

    def __init__(self, family, waited_s=0.0):
        super().__init__(family)
        self.waited_s = waited_s

    def seconds(self):
        return self.waited_s


def watching(family, started_s=1000.0, waited_s=0.0):
    """Return a watch on *family* for a call of `layers.f`."""
    return watch.Watch(LIMITS, started_s, Waited(family, waited_s), "layers.f")


def test_short_calls_cost_nothing(clock):
    """Nobody looks at the process before the first tick."""
    looking = watching(None)

    clock[0] += 0.04

    looking.look()


def test_looks_get_rarer(clock):
    """A long call is looked at a few times a second."""
    looking, ticks = watching(Process()), []

    for _ in range(5):
        clock[0] += looking.tick_s
        looking.look()
        ticks.append(looking.tick_s)

    assert ticks == [0.1, 0.2, 0.25, 0.25, 0.25]


def test_cpu_seconds_count_from_the_start_of_the_call(clock):
    """What earlier calls and the template used is not held against this one."""
    worker = Process(cpu_s=50.0)
    looking = watching(Process(cpu_s=7.0, children=[worker]))
    clock[0] += 0.1
    worker.cpu_s = 50.1
    looking.look()
    clock[0] += 3
    worker.cpu_s = 51.9
    looking.look()
    clock[0] += 3
    worker.cpu_s = 52.2

    with pytest.raises(faults.TimeLimit) as caught:
        looking.look()

    assert caught.value.details == {"call": "layers.f", "limit": "2 s of CPU time"}


def test_children_count_too(clock):
    """Work that is handed to processes of its own is work."""
    worker, child = Process(), Process()
    looking = watching(Process(children=[worker, child]))
    clock[0] += 0.1
    looking.look()
    clock[0] += 1.5
    worker.cpu_s = child.cpu_s = 1.4

    with pytest.raises(faults.TimeLimit, match="2 s of CPU time"):
        looking.look()


def test_memory_of_the_whole_family_counts(clock):
    """Apart from that of the template, which is the grader's."""
    children = [Process(rss_bytes=60 * 2**20), Process(rss_bytes=30 * 2**20)]
    looking = watching(Process(rss_bytes=2**30, children=children))
    clock[0] += 0.1
    looking.look()
    children[0].rss_bytes = 71 * 2**20
    clock[0] += 0.1

    with pytest.raises(faults.MemoryLimit) as caught:
        looking.look()

    assert caught.value.details == {"call": "layers.f", "limit": "100 MB of memory"}


def test_a_late_first_look_is_not_held_against_the_call(clock):
    """While the judge itself was busy, in a call-back or starved, the worker may well have waited."""
    looking = watching(Process(cpu_s=5.0))

    clock[0] += 9.9

    looking.look()


def test_waiting_is_limited_by_the_clock(clock):
    """A call that sleeps uses no processor and still ends."""
    looking = watching(Process())
    clock[0] += 9.9
    looking.look()
    clock[0] += 0.3

    with pytest.raises(faults.TimeLimit, match=r"layers\.f took longer than the limit of 10 s"):
        looking.look()


def test_waiting_for_a_processor_is_not_held_against_the_call(clock):
    """A machine with too much to do makes no right solution slow; sleeping is still the call's own affair."""
    starved, asleep = watching(Process(), waited_s=40.0), watching(Process(), waited_s=1.0)

    clock[0] += 25
    starved.look()

    with pytest.raises(faults.TimeLimit, match="limit of 10 s"):
        asleep.look()


def test_all_calls_of_a_check_are_limited_together(clock):
    """A check of many short calls ends as well."""
    looking = watching(Process(), started_s=969.9)
    clock[0] += 0.2

    with pytest.raises(faults.TimeLimit, match="30 s for all calls of one check"):
        looking.look()


def test_a_process_that_cannot_be_read_still_meets_the_clock(clock, monkeypatch):
    """Where the template is gone the wall time is what remains, and no start is guessed."""
    family = Process()
    looking = watching(family)

    def gone():
        raise psutil.NoSuchProcess(1)

    monkeypatch.setattr(family, "cpu_times", gone)
    clock[0] += 0.1
    looking.look()
    clock[0] += 10

    with pytest.raises(faults.TimeLimit, match="limit of 10 s"):
        looking.look()


def test_more_files_than_there_is_room_for_end_the_call(clock):
    """Where the system itself sets no bound to them."""
    looking = watch.Watch(LIMITS, 1000.0, Waited(Process()), "layers.f", overfull=lambda: True)
    clock[0] += 1

    with pytest.raises(faults.OutputLimit, match=r"layers\.f wrote more files"):
        looking.look()


def test_threads_of_the_whole_family_are_counted(clock):
    """A bomb of threads takes from every process of the user, also where no memory is short."""
    family = Process(children=[Process(threads=100), Process(threads=40)])
    looking = watching(family)
    clock[0] += 1

    with pytest.raises(faults.Blocked, match="140 processes and threads at a time, more than 128"):
        looking.look()
