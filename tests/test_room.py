"""Specify a room for submissions: who is let in meets nothing of those before, and cannot bring it down."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from grader import faults
from grader.api import lend
from grader.confinement import Level, Terms
from grader.errors import ConfigError, InternalFault
from grader.lane import Lane
from grader.records import Limits
from grader.room import Room
from grader.session import Session, Student
from grader.shelf import filled
from tests.memory import has_large_pages, resident_kb

LIMITS = Limits(
    call_cpu_s=5.0,
    call_wall_s=10.0,
    check_wall_s=20.0,
    memory_bytes=256 * 2**20,
    output_bytes=2**20,
)
PROBE = b"""
def run(source):
    names = {"__name__": "probe"}
    exec(source, names)
    return names["result"]
"""
TAKING = b"""
def take(array):
    try:
        array[0, 0] = 7
        failed = ""
    except ValueError as error:
        failed = type(error).__name__
    return [float(array.sum() - 6 * (not failed)), array.flags.writeable, failed]
"""
LISTING = "import os\nresult = sorted(os.listdir('..')), sorted(os.listdir('/dev/shm'))"


class Counting:
    """A channel that counts what is sent."""

    cause = None

    def __init__(self, channel):
        self.channel, self.sent_bytes = channel, 0

    def exchange(self, request, call_back, call):
        """Pass it on."""
        self.sent_bytes += len(request)
        return self.channel.exchange(request, call_back, call)


@pytest.fixture
def room():
    """A room of this machine, if it can have one."""
    made = Room.built(Terms())
    if made is None:
        pytest.skip("this machine has no namespaces for us")
    with contextlib.closing(made):
        made.warm()
        yield made


def run(lane, source):
    """Run *source* in a fresh worker of *lane* and return its ``result``."""
    channel = lane.fork(LIMITS, seed=0)
    try:
        return Student(Session(channel, {"probe": "probe.py"}, ())).probe.run(source)
    finally:
        channel.close()


def visit(room, *sources, files=None):
    """Let a submission in, run *sources* in one worker each, and tidy up behind it."""
    with Lane(files or {"probe.py": PROBE}, room=room) as lane:
        found = [run(lane, source) for source in sources]
    room.tidy()
    return found


def first_of(room):
    """Return the first process of the room."""
    return room._template.house.process


def test_submissions_are_let_in_one_after_the_other(room):
    """All of them meet the same first process, warm."""
    first = first_of(room)

    found = [visit(room, f"result = {number}") for number in range(3)]

    assert found == [[0], [1], [2]]
    assert first_of(room) == first


def test_a_guest_finds_no_file_of_the_one_before(room):
    """Neither in its folder, nor beside it, nor where locks are."""
    before = visit(room, LISTING)
    plant = (
        "import pathlib, os\n"
        "for folder in ('.', '..', '/dev/shm'): pathlib.Path(folder, 'left').write_text('x')\n"
        "os.makedirs('../locked/inner'); os.chmod('../locked', 0)\nresult = 1"
    )

    visit(room, plant)

    assert visit(room, LISTING) == before


def test_the_first_process_never_holds_a_source(room):
    """So a fork of it, which the next guest is, cannot find one in its memory."""
    files = {"probe.py": PROBE, "other.py": b"x = 'CANARY-4711'"}

    with Lane(files, room=room) as lane:
        run(lane, "import other\nresult = other.x")
        guest, first = (memory(pid) for pid in (lane._template.house.process.pid, first_of(room).pid))

    assert b"CANARY-4711" in guest
    assert b"CANARY-4711" not in first


def memory(pid):
    """Return what a process can write to, as far as it can be read."""
    found = []
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as place:  # noqa: PTH123
        for line in maps:
            if " rw" in line and "[v" not in line:
                start, end = (int(part, 16) for part in line.split()[0].split("-"))
                place.seek(start)
                with contextlib.suppress(OSError):
                    found.append(place.read(end - start))
    return b"".join(found)


def test_no_process_of_a_guest_outlives_it(room):
    """Not even one that was hidden behind others; the room's first process is alone then."""
    with Lane({"probe.py": PROBE}, room=room) as lane:
        channel = lane.fork(LIMITS, seed=0)
        assert (
            len(first_of(room).children(recursive=True)) == 2
        )  # the guest and its worker, which still waits

        room.tidy()

        assert first_of(room).children(recursive=True) == []
        with pytest.raises(InternalFault):
            lane._template.ask(b"K", None)
        channel.close()


def test_a_rehearsal_leaves_nothing_that_a_guest_could_see(room):
    """Neither modules, nor files, nor processes, nor another start of the random states."""
    look = (
        "import os, random, sys, tempfile, threading, numpy as np\n"
        "result = [sorted(sys.modules), sorted(os.listdir('..')), dict(os.environ), tempfile.gettempdir(),"
        " os.getcwd(), threading.active_count(), np.random.rand(), random.random(),"
        " [each.__name__ for each in object.__subclasses__() if each.__name__ in ('Base', 'Rate')]]"
    )
    before, first = visit(room, look), first_of(room)

    room.rehearse()

    assert visit(room, look) == before
    assert first_of(room) == first
    assert len(psutil.Process(first.pid).children(recursive=True)) == 0


@pytest.mark.skipif(not has_large_pages(), reason="this system makes no large pages")
def test_what_is_rehearsed_lies_in_large_pages(room):
    """Python's code and NumPy's, and their objects, so that forks of it are made sooner."""
    room.rehearse()

    assert resident_kb("AnonHugePages", first_of(room).pid) >= 4 * 2048


def test_a_room_whose_rehearsal_fails_is_built_anew(room, monkeypatch):
    """It is only rehearsed: submissions are let in as before."""
    first = first_of(room)
    first.kill()

    room.rehearse()

    assert first_of(room) != first
    assert visit(room, "result = 1") == [1]


def test_a_guest_cannot_end_the_first_process(room):
    """It is out of reach; the room stays as it is."""
    first = first_of(room)

    with Lane({"probe.py": PROBE}, room=room) as lane, pytest.raises(faults.Blocked):
        run(lane, "import os\nos.kill(1, 9)")
    room.tidy()

    assert first_of(room) == first
    assert first.is_running()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_room_that_does_not_answer_is_built_anew(room, number, monkeypatch):
    """Whoever comes next meets a fresh one."""
    monkeypatch.setattr("grader.template._ANSWER_S", 1.0)
    first = first_of(room)
    os.kill(first.pid, number)

    room.tidy()

    assert first_of(room) != first
    assert visit(room, "result = 7") == [7]


def test_a_room_in_doubt_is_built_anew(room):
    """Such as after an examination that has ended as none should."""
    first = first_of(room)

    room.tidy(in_doubt=True)

    assert first_of(room) != first
    assert not first.is_running()


def test_a_room_that_cannot_be_emptied_is_built_anew(room, monkeypatch):
    """What the first process says of the folder counts."""
    first, ask = first_of(room), room._template.ask
    monkeypatch.setattr(room._template, "ask", lambda tag, *rest: ask(tag, *rest) and False)

    room.tidy()

    assert first_of(room) != first


def test_a_lane_whose_room_is_gone_starts_a_template_of_its_own(room):
    """A grading needs no room."""
    first_of(room).kill()

    with Lane({"probe.py": PROBE}, room=room) as lane:
        assert run(lane, "result = 3") == 3


def test_a_lane_whose_room_goes_while_it_is_used_goes_on(room):
    """Its template is replaced, at the same level."""
    with Lane({"probe.py": PROBE}, room=room) as lane:
        level = lane.isolation
        first_of(room).kill()
        time.sleep(0.05)

        assert run(lane, "result = 3") == 3
        assert lane.isolation == level


def test_a_worker_in_a_room_is_confined_as_any_other(room):
    """The same level, told in the same words."""
    with Lane({"probe.py": PROBE}, room=room) as inside, Lane({"probe.py": PROBE}) as outside:
        assert inside.isolation == outside.isolation


def test_a_worker_in_a_room_has_the_environment_of_any_other(room):
    """What a room's template was started with besides is nothing to learn from."""
    names = "import os\nresult = sorted(os.environ)"

    with Lane({"probe.py": PROBE}) as outside:
        expected = run(outside, names)

    assert visit(room, names) == [expected]


def test_a_fork_of_the_owner_does_not_close_the_room(room):
    """Examinations are such forks, and end."""
    pid = os.fork()
    if pid == 0:
        room.close()
        os._exit(0)
    os.waitpid(pid, 0)

    assert visit(room, "result = 5") == [5]


def test_a_room_ends_with_all_in_it(room):
    """And leaves no descriptor behind."""
    first = first_of(room)

    room.close()

    assert not first.is_running() or first.status() == psutil.STATUS_ZOMBIE
    with pytest.raises(InternalFault, match="no room"):
        room.let_in()


def test_guests_leave_no_descriptors(room):
    """Neither of sockets nor of pipes."""
    visit(room, "result = 0")
    before = len(list(Path("/proc/self/fd").iterdir()))

    for number in range(5):
        visit(room, f"result = {number}")

    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("most", [Level.PROCESS, Level.SECCOMP, Level.LANDLOCK])
def test_there_are_no_rooms_without_namespaces(most):
    """A guest could reach the first process there, or leave something behind."""
    assert Room.built(Terms(most=most)) is None


def test_where_bubblewrap_does_not_work_there_is_no_room(monkeypatch):
    """Lanes start templates of their own then."""

    def refuse(order):
        raise InternalFault("no bubblewrap")

    monkeypatch.setattr("grader.template.Confined", refuse)

    assert Room.built(Terms()) is None


def test_a_library_that_cannot_be_loaded_is_told(monkeypatch, tmp_path):
    """As in a lane of its own."""
    (tmp_path / "broken_one.py").write_text("raise RuntimeError('no')")
    monkeypatch.syspath_prepend(str(tmp_path))
    made = Room.built(Terms(libraries=("broken_one",)))
    if made is None:
        pytest.skip("this machine has no namespaces for us")

    with contextlib.closing(made), pytest.raises(ConfigError, match="cannot be loaded: RuntimeError: no"):
        made.warm()


def test_what_is_on_the_shelf_is_seen_by_all_guests(room):
    """Without travelling, and without any of them being able to change it."""
    images = np.arange(600_000, dtype=np.float64).reshape(600, 1000)
    images.setflags(write=False)
    room.shelf = filled((images,))
    for in_doubt in (True, False, False):
        room.tidy(in_doubt=in_doubt)
        with Lane({"probe.py": TAKING}, room=room) as lane:
            channel = lane.fork(LIMITS, seed=0)
            session = Session(Counting(channel), {"probe": "probe.py"}, (), shelf=lane.shelf)
            told = Student(session).probe.take(lend(images))
            channel.close()

        assert told == [float(images.sum()), False, "ValueError"]
        assert session.transport.sent_bytes < 1000


def test_what_is_not_on_the_shelf_travels(room):
    """An array that looks the same is another one."""
    images = np.ones((10, 10))
    with Lane({"probe.py": TAKING}, room=room) as lane:
        channel = lane.fork(LIMITS, seed=0)
        told = Student(Session(channel, {"probe": "probe.py"}, (), shelf=lane.shelf)).probe.take(lend(images))
        channel.close()

    assert told == [100.0, True, ""]


def test_a_worker_holds_the_same_descriptors_in_a_room_as_elsewhere(room):
    """With something on the shelf and without: a submission that prints them tells the same."""
    numbers = (
        "import os\nresult = []\nfor number in range(64):\n"
        "    try: result.append((number, os.fstat(number).st_mode))\n    except OSError: pass"
    )
    room.shelf = filled((np.ones(3),))
    room.tidy(in_doubt=True)

    [inside] = visit(room, numbers)
    with Lane({"probe.py": PROBE}) as lane:
        outside = run(lane, numbers)

    assert inside == outside
    assert [number for number, _ in inside] == [0, 1, 2, 3]
