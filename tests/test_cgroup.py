"""Specify groups of processes: on the kernel's own where they are ours, else on a made-up tree."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader import cgroup

MB = 2**20
DEAD = 2**22 + 1  # more than any process number
CONTROLLERS = ("memory", "pids")


# ---------------------------------------------------------------- the kernel's own groups


@pytest.fixture
def group():
    """A real group, where this system lets us have one; closed at the end."""
    if reason := cgroup.why():
        pytest.skip(reason)
    made = cgroup.make("test")
    yield made
    made.close()


def run_in(group, source):
    """Start Python with *source*, which enters the group by itself before it does anything else."""
    enter = f"import os\nfor join in {[str(join) for join in group.joins]!r}: open(join, 'w').write('0')\n"
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", enter + source], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def test_memory_is_limited_and_the_cause_is_told(group):
    """A process that uses too much is killed, and the group knows that it was for memory."""
    group.limit(memory_bytes=48 * MB, processes=8)
    assert group.kills_for_memory() == 0

    process = run_in(group, f"x = [bytearray(b'x' * {MB}) for _ in range(100)]")
    process.communicate(timeout=20)

    assert process.returncode == -signal.SIGKILL
    assert group.kills_for_memory() > 0


def test_the_peak_is_told(group):
    """It counts what was in use at once, not what is in use."""
    group.limit(memory_bytes=200 * MB, processes=8)

    process = run_in(group, f"x = bytearray(b'x' * {40 * MB})")
    process.communicate(timeout=20)

    assert process.returncode == 0
    assert group.kills_for_memory() == 0
    peak_bytes = group.peak_bytes()
    assert peak_bytes is None or 40 * MB <= peak_bytes <= 200 * MB


def test_processes_are_limited(group):
    """The one too many cannot be started; those that run go on."""
    group.limit(memory_bytes=200 * MB, processes=3)
    source = """
started = 1
try:
    while started < 6:
        if os.fork() == 0:
            os.read(0, 1); os._exit(0)
        started += 1
except BlockingIOError:
    print(started, flush=True)
"""

    process = run_in(group, source)
    told, _ = process.communicate(timeout=20)

    assert told.decode().split() == ["3"]


def test_limits_can_be_changed(group):
    """Up and down, as one group serves check after check."""
    for memory_bytes in (64 * MB, 256 * MB, 32 * MB):
        group.limit(memory_bytes, processes=8)

    process = run_in(group, f"x = bytearray(b'x' * {64 * MB})")
    process.communicate(timeout=20)

    assert process.returncode == -signal.SIGKILL


def test_a_process_can_be_put_in_from_outside_and_killed(group):
    """Its descendants die with it, in whatever session they are."""
    source = "import os, time\nif os.fork() == 0: os.setsid()\nprint(os.getpid(), flush=True)\ntime.sleep(60)"
    held = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", "input()\n" + source],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    group.add(held.pid)
    held.stdin.write(b"\n")
    held.stdin.flush()
    held.stdout.readline(), held.stdout.readline()

    group.kill()
    assert held.communicate(timeout=5) == (b"", None)

    assert held.returncode == -signal.SIGKILL
    wait_until(lambda: group._pids() == [])
    later = run_in(group, "print(7)")
    assert later.communicate(timeout=5)[0] == b"7\n"


def test_a_closed_group_is_gone_with_its_processes(group):
    """Closing twice does no harm, and what is asked afterwards has an answer."""
    process = run_in(group, "print('in', flush=True)\nimport time\ntime.sleep(60)")
    process.stdout.readline()

    group.close()
    group.close()
    process.communicate(timeout=5)

    assert process.returncode == -signal.SIGKILL
    assert not any(join.parent.exists() for join in group.joins)
    assert group.peak_bytes() is None
    assert group.kills_for_memory() == 0


def test_groups_of_dead_graders_are_removed(group):
    """One whose maker is gone, if nothing is in it; those of the living stay."""
    parents = [join.parent.parent for join in group.joins]
    for parent in parents:
        (parent / f"grader-{DEAD}-00-left").mkdir()
        (parent / f"grader-{os.getppid()}-00-other").mkdir()

    cgroup.make("next").close()

    left = [folder.name for parent in parents for folder in parent.glob("grader-*-00-*")]
    for parent in parents:
        (parent / f"grader-{os.getppid()}-00-other").rmdir()
    assert left == [f"grader-{os.getppid()}-00-other"] * len(parents)


def wait_until(condition):
    """Wait for what the kernel does in its own time."""
    deadline_s = time.monotonic() + 5
    while not condition() and time.monotonic() < deadline_s:
        time.sleep(0.005)
    assert condition()


# ---------------------------------------------------------------- made-up trees


class Tree:
    """A folder that looks like mounted groups, and a kernel's behaviour in it."""

    def __init__(self, folder, monkeypatch):
        self.folder, self.proc = folder / "groups", folder / "proc"
        self.busy = set()
        self.folder.mkdir()
        self.proc.mkdir()
        write = cgroup._write
        monkeypatch.setattr(cgroup, "_write", lambda file, value: self._write(write, file, value))
        rmdir = Path.rmdir
        monkeypatch.setattr(Path, "rmdir", lambda folder: self._rmdir(rmdir, folder))
        monkeypatch.setattr(os, "geteuid", lambda: self.user)
        monkeypatch.setattr(os, "getxattr", self._mark, raising=False)
        self.user, self.marked = os.getuid(), set()

    def mount(self, *lines, own):
        """Tell the process of mounts, each of controllers, shown folder and kind, and of its groups."""
        text = "22 1 0:1 / /proc rw - proc proc rw\n"
        for number, (kind, shown, options, name) in enumerate(lines, 30):
            point = self.folder / name if name else self.folder
            text += f"{number} 22 0:{number} {shown} {point} rw shared:9 - {kind} {kind} rw,{options}\n"
        (self.proc / "mountinfo").write_text(text)
        (self.proc / "cgroup").write_text("".join(f"{line}\n" for line in own))

    def version_2(self, own="/", shown="/"):
        """Mount version 2, with this process in *own*."""
        self.mount(("cgroup2", shown, "nsdelegate", ""), own=[f"0::{own}"])

    def group(self, path="", shared="", controllers="cpu memory pids", procs="1"):
        """Make a group with its files."""
        folder = self.folder / path
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cgroup.controllers").write_text(controllers)
        (folder / "cgroup.subtree_control").write_text(shared)
        (folder / "cgroup.procs").write_text(procs)
        return folder

    def make(self):
        """Make a group here; return where it is, relative to the tree."""
        made = cgroup.make("a/../b", self.proc)
        return made and made.path.parent.relative_to(self.folder).as_posix()

    def _write(self, write, file, value):
        if file.name == "cgroup.subtree_control" and file.parent in self.busy:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), file)
        if file.name == "cgroup.procs":
            self.busy.discard(file.parent.parent)
        write(file, value)

    @staticmethod
    def _rmdir(rmdir, folder):
        for file in folder.iterdir():  # the kernel's files do not count
            file.unlink()
        rmdir(folder)

    def _mark(self, folder, name):
        if (folder, name) not in self.marked:
            raise OSError(errno.ENODATA, os.strerror(errno.ENODATA), folder)
        return b"1"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """An empty tree."""
    return Tree(tmp_path, monkeypatch)


def test_the_root_shares_out_to_a_child(tree):
    """In a container of its own, or on a bare machine, the first group may have limited children."""
    folder = tree.group()
    tree.version_2()

    assert tree.make() == "."

    assert (folder / "cgroup.subtree_control").read_text() == "+memory +pids"


def test_what_is_shared_out_already_is_left_alone(tree):
    """Nothing is written where the controllers are on."""
    folder = tree.group(shared="cpu memory pids")
    tree.version_2()

    assert tree.make() == "."

    assert (folder / "cgroup.subtree_control").read_text() == "cpu memory pids"


def test_a_group_is_named_after_its_maker(tree):
    """The process number finds it again after a crash; the rest cannot lead out of the folder."""
    tree.group()
    tree.version_2()

    made = cgroup.make("a/../b", tree.proc)

    start, pid, _, name = made.path.name.split("-")
    assert (start, pid, name) == ("grader", str(os.getpid()), "a____b")
    assert made.joins == (made.path / "cgroup.procs",)


def test_under_a_session_of_systemd_it_is_a_sibling(tree):
    """A shell's scope has other processes in it, so the user's slice around it shares out."""
    tree.user = os.getuid() or 1000
    tree.group("user/app", shared="memory pids")
    scope = tree.group("user/app/shell.scope", procs=f"1\n{os.getpid()}\n")
    for each in (tree.folder / "user/app", scope):
        os.chown(each, tree.user, -1)
    tree.busy.add(scope)
    tree.version_2(own="/user/app/shell.scope")

    assert tree.make() == "user/app"


def test_alone_in_a_group_we_move_into_a_leaf(tree):
    """A group with processes cannot share out; we then are in its child, and make siblings from there."""
    scope = tree.group("run.scope", procs=f"{os.getpid()}\n")
    tree.marked.add((scope, "user.delegate"))
    tree.busy.add(scope)
    tree.user = 0
    tree.version_2(own="/run.scope")

    first = tree.make()
    leaf = tree.group("run.scope/grader-leaf", procs=(scope / "grader-leaf/cgroup.procs").read_text())
    (scope / "cgroup.subtree_control").write_text("memory pids")
    tree.version_2(own="/run.scope/grader-leaf")

    assert first == tree.make() == "run.scope"
    assert (leaf / "cgroup.procs").read_text() == str(os.getpid())


def test_not_alone_in_a_group_nothing_is_moved(tree):
    """Other processes are not ours to move: no group, and the reason is the kernel's."""
    folder = tree.group(procs=f"1\n{os.getpid()}\n")
    tree.busy.add(folder)
    tree.version_2()

    assert tree.make() is None

    assert not (folder / "grader-leaf").exists()
    assert "cgroup.subtree_control: Device or resource busy" in cgroup.why(tree.proc)


@pytest.mark.parametrize("mark, place", [(None, None), ("user.delegate", "job"), ("trusted.delegate", "job")])
def test_root_leaves_alone_what_is_not_delegated(tree, mark, place):
    """Another program may count and kill by the group that it put us in: only its word lets us divide it."""
    tree.user = 0
    folder = tree.group("job", shared="memory pids")
    tree.marked.add((folder, mark))
    tree.group("job/ours", shared="memory pids")
    tree.version_2(own="/job/ours")

    assert tree.make() == (place and "job/ours")

    if place is None:
        assert "job/ours: this group is another program's, and not delegated" in cgroup.why(tree.proc)


def test_root_does_not_leave_a_group_that_is_not_delegated(tree):
    """The mount's root beside it is ours, but processes moved there would escape who put us in."""
    tree.user = 0
    tree.group(shared="memory pids")
    tree.group("job", shared="memory pids")
    tree.version_2(own="/job")

    assert tree.make() is None
    assert "job: this group is another program's, and not delegated" in cgroup.why(tree.proc)


def test_version_1_is_held_to_the_same(tree):
    """Root could write there, too."""
    tree.user = 0
    for controller in CONTROLLERS:
        (tree.folder / controller / "job").mkdir(parents=True)
    tree.mount(
        *(("cgroup", "/", controller, controller) for controller in CONTROLLERS),
        own=["4:memory:/job", "3:pids:/"],
    )

    assert cgroup.make("x", tree.proc) is None
    assert "memory/job: this group is another program's, and not delegated" in cgroup.why(tree.proc)


def test_a_container_sees_its_part_of_the_tree(tree):
    """Where only a part is mounted, that part's first folder is the container's own."""
    tree.group(shared="memory pids")
    tree.version_2(own="/docker/abc", shown="/docker/abc")

    assert tree.make() == "."


@pytest.mark.parametrize("own", ["/../other", "/elsewhere"])
def test_a_group_outside_of_what_is_mounted_is_not_looked_for(tree, own):
    """Its path would lead out of the mount."""
    tree.group(shared="memory pids")
    tree.version_2(own=own, shown="/docker")

    assert tree.make() is None
    assert cgroup.why(tree.proc) == "no control groups with the controller memory are mounted"


def test_missing_controllers_are_named(tree):
    """A user's systemd may delegate one and not the other."""
    tree.group(controllers="cpu pids")
    tree.version_2()

    assert tree.make() is None
    assert "no controller memory" in cgroup.why(tree.proc)


def test_version_1_has_two_folders(tree):
    """One for each controller; a version 2 mounted beside without them does not count."""
    for controller in CONTROLLERS:
        (tree.folder / controller).mkdir()
    tree.mount(
        ("cgroup2", "/", "x", "unified"),
        *(("cgroup", "/", controller, controller) for controller in CONTROLLERS),
        own=["4:memory:/", "3:cpu,pids:/", "1:name=systemd:/", "0::/"],
    )

    made = cgroup.make("x", tree.proc)

    assert [join.parent.parent.name for join in made.joins] == ["memory", "pids"]
    assert made.path == made.joins[0].parent


def test_one_folder_of_two_is_not_left_behind(tree):
    """Where only one hierarchy lets us, there is no group."""
    (tree.folder / "memory").mkdir()
    tree.mount(
        *(("cgroup", "/", controller, controller) for controller in CONTROLLERS),
        own=["4:memory:/", "3:pids:/"],
    )

    assert cgroup.make("x", tree.proc) is None

    assert list((tree.folder / "memory").iterdir()) == []
    assert "pids: No such file or directory" in cgroup.why(tree.proc)


def test_limits_are_written(tree):
    """Memory without swap, and the number of processes."""
    tree.group()
    tree.version_2()
    made = cgroup.make("x", tree.proc)

    made.limit(memory_bytes=5 * MB, processes=7)

    files = {file.name: file.read_text() for file in made.path.iterdir()}
    assert files == {"memory.max": str(5 * MB), "memory.swap.max": "0", "pids.max": "7"}


@pytest.mark.parametrize(
    "file, text, told",
    [
        ("memory.events", "low 0\noom 1\noom_kill 1\n", 1),
        ("memory.events", "oom 1\noom_kill 0\n", 0),
        ("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n", 2),
        ("memory.oom_control", "oom_kill_disable 1\nunder_oom 1\n", 0),
    ],
)
def test_only_a_kill_for_memory_counts(tree, file, text, told):
    """Being short of memory for a while is none; a kernel too old to count says no."""
    tree.group()
    tree.version_2()
    made = cgroup.make("x", tree.proc)

    (made.path / file).write_text(text)

    assert made.kills_for_memory() == told


def test_a_system_without_groups_is_told_so(tmp_path):
    """As macOS, which has no such files."""
    assert cgroup.make("x", tmp_path) is None
    assert cgroup.why(tmp_path) == f"no control groups: {tmp_path / 'cgroup'}: No such file or directory"


def test_asking_leaves_nothing_behind(tree):
    """The reason is found by trying."""
    tree.group(shared="memory pids")
    tree.version_2()

    assert cgroup.why(tree.proc) == ""

    assert [folder for folder in Path(tree.folder).iterdir() if folder.is_dir()] == []
