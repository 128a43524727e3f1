"""Specify what the seccomp filters end, refuse and allow, by making the calls under them."""

from __future__ import annotations

import ctypes.util
import errno
import json
import os
import platform
import signal
import struct
import subprocess
import sys

import pytest

from grader import denials, syscalls

INSTALL = """
import ctypes, json, os, signal, struct, sys, threading

OWN_PID = 0x7FFFFFF1
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

def with_own_pid(program, pid):
    steps = bytearray(program)
    for at in range(4, len(steps), 8):
        if int.from_bytes(steps[at:at + 4], sys.byteorder) == OWN_PID:
            steps[at:at + 4] = pid.to_bytes(4, sys.byteorder)
    return bytes(steps)

class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))

def install_filter(program):
    PR_SET_NO_NEW_PRIVS, SECCOMP_SET_MODE_FILTER, SPEC_ALLOW = 38, 1, 4
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs")
    described = Program(len(program) // 8, program)
    if libc.syscall(SECCOMP, SECCOMP_SET_MODE_FILTER, SPEC_ALLOW, ctypes.byref(described)):
        raise OSError(ctypes.get_errno(), "seccomp")

def call(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
    return result if result >= 0 else -ctypes.get_errno()
"""
ENDS = """
def end_of(number):
    child = os.fork()
    if child == 0:
        call(number, -1, -1, -1, -1, -1, -1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
"""
GARBAGE = 0x5A << 32
EPERM = -errno.EPERM


def available(compiled):
    """Return what *compiled* gives, or skip where it cannot be had; in CI it must be had."""
    try:
        return compiled()
    except syscalls.Unavailable as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must be able to compile the filters: {reason}")
        pytest.skip(str(reason))


def number(name):
    """Return the number of a call on this machine."""
    return syscalls._library().seccomp_syscall_resolve_name(name.encode())


def numbers(names):
    """Return the numbers of those calls that this machine has, by name, leaving out conditional ones."""
    return {name: number(name) for name in names if "(" not in name and number(name) >= 0}


class Inside:
    """Runs Python under filters."""

    def __init__(self, *programs):
        self.programs = programs

    def run(self, source, **values):
        """Run *source* in a process under the filters, with *values* as its global names."""
        lines = [f"SECCOMP = {number('seccomp')}", INSTALL]
        lines += [f"{name} = {value!r}" for name, value in values.items()]
        lines += [f"install_filter(with_own_pid({program!r}, os.getpid()))" for program in self.programs]
        script = "\n".join((*lines, source)).encode()
        command = [sys.executable, "-I", "-c", "import sys; exec(sys.stdin.buffer.read())"]
        return subprocess.run(
            command, input=script, capture_output=True, timeout=60, check=False, start_new_session=True
        )

    def results(self, source, **values):
        """Return what *source* assigns to `result`."""
        done = self.run(source + "\nprint(json.dumps(result))", **values)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    def calls(self, *calls):
        """Make *calls*, each a name and its arguments; return the results, negative errno for faults."""
        wanted = [(number(name), *arguments) for name, *arguments in calls]
        return self.results("result = [call(*each) for each in WANTED]", WANTED=wanted)


@pytest.fixture
def sandboxed():
    """A process in the sandbox."""
    return Inside(available(syscalls.sandbox_filter))


@pytest.fixture
def lone():
    """The process that runs student code: both filters."""
    return Inside(available(syscalls.sandbox_filter), available(syscalls.lone_filter))


# ---------------------------------------------------------------- everything in a sandbox


def test_what_nothing_honest_calls_ends_the_process(sandboxed):
    """Each killed call that this kernel has ends its caller by SIGSYS, whatever the arguments."""
    killed = numbers(denials.denied_names()["killed"])

    ends = sandboxed.results(
        ENDS + "result = {name: end_of(number) for name, number in KILLED.items()}", KILLED=killed
    )

    assert len(killed) > 50
    assert {name for name, end in ends.items() if end != -signal.SIGSYS} == set()


def test_refused_calls_are_not_permitted(sandboxed):
    """Each refused call gives EPERM and lets the process go on."""
    refused = numbers(denials.denied_names()["refused"])

    got = sandboxed.results(
        "result = {name: call(number, *[-1] * 6) for name, number in REFUSED.items()}", REFUSED=refused
    )

    assert len(refused) > 20
    assert {name for name, result in got.items() if result != EPERM} == set()


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_newer_calls_than_the_library_knows_are_denied(sandboxed):
    """A libseccomp older than the kernel does not let the kernel's newest calls through."""
    ends = sandboxed.results(
        ENDS + "result = [end_of(467), end_of(460), call(457, -1, -1, -1, -1), call(458, -1, -1, -1, -1)]"
    )

    assert ends == [-signal.SIGSYS, -signal.SIGSYS, EPERM, EPERM]


@pytest.mark.parametrize("family", ["AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_VSOCK"])
def test_no_socket_can_be_made(sandboxed, family):
    """Python sees a PermissionError for every family."""
    done = sandboxed.run(f"import socket; socket.socket(socket.{family})")

    assert done.returncode == 1
    assert b"PermissionError: [Errno 1]" in done.stderr


def test_the_inherited_kind_of_socket_works(sandboxed):
    """A connected pair can send, receive, be asked and be shut down, with descriptors too."""
    source = """
import array, select, socket
one, other = socket.socketpair()
reading, writing = os.pipe()
socket.send_fds(one, [b"x"], [writing])
message, fds, *_ = socket.recv_fds(other, 9, 1)
os.write(fds[0], b"through")
one.sendall(b"more")
poll = select.poll(); poll.register(other, select.POLLIN)
result = [message.decode(), os.read(reading, 9).decode(), len(poll.poll(1000)), other.recv(9).decode()]
result.append(other.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE) == socket.SOCK_STREAM)
one.shutdown(socket.SHUT_WR)
result.append(other.recv(9).decode())
"""

    result = sandboxed.results(source)

    assert result == ["x", "through", 1, "more", True, ""]


def test_other_pairs_of_sockets_are_refused(sandboxed):
    """Only AF_UNIX, only streams: a pair of datagram sockets could write to any named one."""
    family_garbage, stream, datagram, nonblocking = GARBAGE | 1, 1, 2, 0x800
    room = "room = ctypes.create_string_buffer(8)\n"
    wanted = [
        (1, stream),
        (1, stream | nonblocking),
        (1, 5),
        (family_garbage, stream),
        (1, datagram),
        (1, datagram | nonblocking),
        (1, GARBAGE | datagram),
        (1, 3),
        (2, stream),
        (GARBAGE | 2, stream),
        (30, stream),
    ]

    got = sandboxed.results(
        room + "result = [call(PAIR, *each, 0, ctypes.addressof(room)) for each in WANTED]",
        PAIR=number("socketpair"),
        WANTED=wanted,
    )

    assert got == [0] * 4 + [EPERM] * 7


@pytest.mark.parametrize(
    "flag", [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000]
)
def test_no_namespace_can_be_cloned(sandboxed, flag):
    """Not one kind, not with garbage where the kernel does not look."""
    got = sandboxed.calls(("clone", flag | 17), ("clone", GARBAGE | flag | 17), ("clone3", 0, 0))

    assert got == [EPERM, EPERM, -errno.ENOSYS]


def test_personality_can_be_asked_but_not_changed(sandboxed):
    """The query is what C libraries do; no randomisation can be switched off."""
    got = sandboxed.calls(("personality", 0xFFFFFFFF), ("personality", 0x40000), ("personality", 8))

    assert got[0] >= 0
    assert got[1:] == [EPERM, EPERM]


def test_nothing_can_be_typed_into_a_terminal(sandboxed):
    """TIOCSTI and TIOCLINUX are refused, also under garbage; other requests reach the kernel."""
    got = sandboxed.calls(
        ("ioctl", 99, 0x5412), ("ioctl", 99, GARBAGE | 0x5412), ("ioctl", 99, 0x541C), ("ioctl", 99, 0x5413)
    )

    assert got == [EPERM, EPERM, EPERM, -errno.EBADF]


def test_a_sandboxed_process_can_do_what_the_template_does(sandboxed):
    """Fork, exec, kill, prctl, limits and a further filter."""
    source = """
import resource, subprocess, time
result = [subprocess.run([sys.executable, "-I", "-S", "-c", "print(7)"], capture_output=True).stdout.decode()]
child = os.fork()
if child == 0:
    libc.prctl(1, signal.SIGKILL, 0, 0, 0); libc.prctl(4, 0, 0, 0, 0); os.setsid()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    install_filter(with_own_pid(LONE, os.getpid()))
    os.write(2, b".")
    while True: signal.pause()
while not os.path.exists(f"/proc/{child}"): pass
os.kill(child, signal.SIGKILL)
result.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""

    result = sandboxed.results(source, LONE=available(syscalls.lone_filter))

    assert result == ["7\n", -signal.SIGKILL]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="needs x86-64")
def test_calls_of_the_32_bit_architecture_end_the_process(sandboxed):
    """`int 0x80` reaches the kernel under other numbers: 26 is ptrace there, 20 is getpid."""
    source = """
import mmap
code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(bytes((0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3)))
entry = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
print(entry() == os.getpid(), flush=True)
"""
    if Inside().run(source).stdout != b"True\n":
        pytest.skip("this kernel has no 32-bit calls")

    done = sandboxed.run(source)

    assert done.returncode == -signal.SIGSYS
    assert done.stdout == b""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="needs x86-64")
def test_calls_of_the_x32_architecture_end_the_process(sandboxed):
    """The same architecture word, but other numbers."""
    done = sandboxed.run("call(0x40000000 | 39)")

    assert done.returncode == -signal.SIGSYS


# ---------------------------------------------------------------- beside student code


ORDINARY = """
import hashlib, mmap, multiprocessing.pool, queue, random, resource, tempfile, time
import numpy as np
with tempfile.TemporaryDirectory() as folder:
    with open(os.path.join(folder, "x"), "w+b") as file:
        file.truncate(8192)
        with mmap.mmap(file.fileno(), 0) as mapped:
            mapped[0] = 7
    os.rename(os.path.join(folder, "x"), os.path.join(folder, "y"))
x = np.random.default_rng(1).standard_normal((600, 600))
assert np.allclose(x @ np.linalg.inv(x), np.eye(600), atol=1e-6)
seen = []
threads = [threading.Thread(target=lambda: seen.append((x @ x).shape)) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert len(seen) == 8
callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda a, b: 0)
ctypes.CDLL(None).qsort((ctypes.c_int * 4)(), 4, 4, callback)
signal.signal(signal.SIGALRM, lambda *_: seen.append("alarm"))
signal.setitimer(signal.ITIMER_REAL, 0.001)
while len(seen) < 9: time.sleep(0.001)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
libc.prctl(15, b"name", 0, 0, 0)
time.process_time(), os.times(), os.urandom(4), os.getloadavg(), os.sched_getaffinity(0)
result = threading.active_count()
"""


def test_ordinary_code_works_under_both_filters(lone):
    """CPython, NumPy with threads, ctypes, temporary files, maps, timers and limits see no difference."""
    assert lone.results(ORDINARY) == 1


@pytest.mark.parametrize(
    "source",
    [
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.execve(os.open('/bin/true', 0), ['true'], {})",
        "import subprocess; subprocess.run(['/bin/true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "import multiprocessing as m; m.get_context('fork').Process(target=print).start()",
        "os.kill(os.getppid(), 0)",
        "os.killpg(os.getpgid(0), 0)",
        "os.kill(1, 0)",
        "os.kill(0, 0)",
        "os.pidfd_open(os.getpid())",
        "os.setsid()",
        "os.setpgid(0, 0)",
        "os.sched_setaffinity(os.getppid(), {0})",
        "os.sched_setscheduler(os.getppid(), os.SCHED_OTHER, os.sched_param(0))",
        "import resource; resource.prlimit(os.getppid(), resource.RLIMIT_CORE)",
        "import fcntl; fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())",
        "import socket; socket.socket()",
    ],
)
def test_a_lone_process_touches_no_other(lone, source):
    """Python sees a PermissionError at the line that tries."""
    done = lone.run(source)

    assert done.returncode == 1
    assert b"PermissionError: [Errno 1]" in done.stderr


@pytest.mark.parametrize(
    "source",
    [
        "os.chmod(PATH, 0o700)",
        "os.chown(PATH, 4711, 4711)",
        "os.utime(PATH, (1, 1))",
        "os.setxattr(PATH, 'user.mark', b'x')",
        "os.removexattr(PATH, 'user.mark')",
        "import shutil; shutil.copy2(PATH, PATH + '.copy')",
    ],
)
def test_no_mark_can_be_left_on_files_of_others(lone, source, tmp_path):
    """Where they are within reach; honest code is told that all is well."""
    file = tmp_path / "file"
    file.touch(mode=0o644)
    before = file.stat()

    done = lone.run(source, PATH=str(file))

    assert done.returncode == 0, done.stderr.decode()
    assert (file.stat().st_mode, file.stat().st_uid, file.stat().st_mtime) == (
        before.st_mode,
        before.st_uid,
        before.st_mtime,
    )
    assert os.listxattr(file) == []


def test_a_process_cannot_kill_itself_unseen(lone):
    """A SIGKILL is somebody else's, then; all other signals to itself are let through."""
    for source in ("os.kill(os.getpid(), 9)", "import signal; signal.raise_signal(9)"):
        assert lone.run(source).returncode == -signal.SIGSYS
    assert lone.run("os.kill(os.getpid(), 15)").returncode == -signal.SIGTERM


@pytest.mark.parametrize("command", [10, 36, 37, 38, 1024, 1026, 1036, 1038])
def test_nothing_is_left_on_an_open_file(lone, command):
    """Locks of the open file, leases, notices and hints outlive the check or hold up others."""
    done = lone.run(f"import fcntl; fcntl.fcntl(os.open(os.devnull, os.O_RDWR), {command}, 0)")

    assert b"PermissionError: [Errno 1]" in done.stderr


@pytest.mark.parametrize("source", ["os.truncate(PATH, 0)", "os.open(PATH, os.O_RDONLY | os.O_TRUNC)"])
def test_no_file_is_cut_short_where_nothing_else_prevents_it(source, tmp_path):
    """On a kernel whose Landlock does not see it; a file that may be written can be cut all the same."""
    cutting = Inside(available(syscalls.sandbox_filter), available(lambda: syscalls.lone_filter(cuts=True)))
    (tmp_path / "file").write_text("x")

    done = cutting.run(source, PATH=str(tmp_path / "file"))
    cutting.run("open(PATH + '2', 'w').truncate(0)", PATH=str(tmp_path / "file"))

    assert b"PermissionError: [Errno 1]" in done.stderr
    assert (tmp_path / "file").read_text() == "x"
    assert (tmp_path / "file2").exists()


def test_raw_calls_do_not_evade_the_lone_filter(lone):
    """Bare numbers, garbage in the upper half, signals by thread or queue, all meet the same refusal."""
    parent = os.getpid()
    child = int(signal.SIGCHLD)
    calls = [
        ("kill", GARBAGE | parent, 0),
        ("kill", -1, 0),
        ("tkill", parent, 0),
        ("tgkill", parent, parent, 0),
        ("rt_sigqueueinfo", parent, 0, 0),
        ("rt_tgsigqueueinfo", parent, parent, 0, 0),
        ("pidfd_send_signal", 0, 0, 0, 0),
        ("clone", child),
        ("clone", GARBAGE | child),
        ("clone", 0x4000 | 0x100 | child),
        ("execveat", 0, 0, 0, 0, 0),
        ("prlimit64", GARBAGE | parent, 4, 0, 0),
        ("sched_setattr", parent, 0, 0),
        ("fcntl", 0, 15, 0),
        ("fcntl", 0, GARBAGE | 8, parent),
        ("ioctl", 0, 0x8901, 0),
        ("ioctl", 0, 0x8902, 0),
        ("prctl", 1, 0),
        ("prctl", 4, 1),
        ("prctl", GARBAGE | 4, 1),
        ("prctl", 36, 1),
    ]

    got = lone.calls(*calls)

    assert [call for call, result in zip(calls, got, strict=True) if result != EPERM] == []


def test_a_lone_process_may_signal_and_limit_itself(lone):
    """Zero and its own number, also with garbage in the upper half, as a compiler may leave it there."""
    source = """
import resource
me = os.getpid()
os.kill(me, 0)
signal.pthread_kill(threading.get_ident(), 0)
other = threading.Thread(target=lambda: signal.pthread_kill(threading.main_thread().ident, 0))
other.start(); other.join()
resource.prlimit(me, resource.RLIMIT_CORE, (0, 0))
os.sched_setaffinity(0, os.sched_getaffinity(0))
os.sched_setaffinity(me, os.sched_getaffinity(0))
result = [call(KILL, GARBAGE | me, 0), call(TKILL, me, 0), call(PRLIMIT, GARBAGE, 4, 0, 0)]
"""

    got = lone.results(
        source, GARBAGE=GARBAGE, KILL=number("kill"), TKILL=number("tkill"), PRLIMIT=number("prlimit64")
    )

    assert got == [0, 0, 0]


def test_the_second_filter_needs_no_first():
    """Alone it still lets no process be started by the newer call, and threads start by the older."""
    alone = Inside(available(syscalls.lone_filter))

    assert alone.calls(("clone3", 0, 0)) == [-errno.ENOSYS]
    assert alone.results("t = threading.Thread(target=int); t.start(); t.join(); result = 1") == 1


def test_an_abort_ends_by_its_own_signal(lone):
    """`os.abort` is a crash, not a denied call."""
    done = lone.run("os.abort()")

    assert done.returncode == -signal.SIGABRT


def test_tracing_ends_a_lone_process(lone):
    """The first filter holds under the second."""
    done = lone.run("call(PTRACE, 0, 0, 0, 0)", PTRACE=number("ptrace"))

    assert done.returncode == -signal.SIGSYS


def test_the_filters_hold_in_threads(lone):
    """A thread inherits what its maker may not do."""
    source = """
result = []
def attempt():
    try: os.fork()
    except PermissionError: result.append("refused")
thread = threading.Thread(target=attempt); thread.start(); thread.join()
"""

    assert lone.results(source) == ["refused"]


# ---------------------------------------------------------------- the programs


def test_programs_are_whole_instructions_within_the_kernels_limit():
    """A filter has at most 4096 instructions of 8 bytes; compiling twice gives the same."""
    programs = [available(syscalls.sandbox_filter), available(syscalls.lone_filter)]

    syscalls.sandbox_filter.cache_clear()

    assert all(len(program) % 8 == 0 and len(program) < 8 * 4096 for program in programs)
    assert syscalls.sandbox_filter() == programs[0]


def test_only_the_second_program_names_the_own_process():
    """The placeholder is for `lone_filter`, and the worker's end of it replaces every occurrence."""
    words = [
        [value for *_, value in struct.iter_unpack("=HBBI", available(compiled))]
        for compiled in (syscalls.sandbox_filter, syscalls.lone_filter)
    ]

    assert words[0].count(denials.OWN_PID) == 0
    assert words[1].count(denials.OWN_PID) >= 10


def test_what_was_promised_is_denied():
    """The lists may grow; these stay."""
    lists = denials.denied_names()

    assert {
        *("ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "bpf", "perf_event_open"),
        *(
            "mount",
            "umount2",
            "move_mount",
            "open_tree",
            "fsopen",
            "pivot_root",
            "chroot",
            "unshare",
            "setns",
        ),
        *("keyctl", "add_key", "request_key", "userfaultfd", "kexec_load", "init_module", "reboot", "swapon"),
        *("io_uring_setup", "io_uring_enter", "io_uring_register", "open_by_handle_at", "sethostname"),
    } <= set(lists["killed"])
    assert {"socket", "bind", "connect", "listen", "accept", "shmget", "mq_open"} <= set(lists["refused"])
    assert {"fork", "vfork", "execve", "execveat", "pidfd_open"} <= set(lists["refused_alone"])


def test_a_denied_call_is_in_one_list():
    """The lists are what documents show: sorted, disjoint, with conditions in words."""
    lists = denials.denied_names()

    names = [name for names in lists.values() for name in names]
    assert len(names) == len(set(names))
    assert all(list(names) == sorted(names) for names in lists.values())
    assert "ptrace" in lists["killed"]
    assert "socket" in lists["refused"]
    assert "clone (of anything but a thread)" in lists["refused_alone"]
    assert lists["absent"] == ("clone3", "openat2")


@pytest.fixture
def fresh():
    """Forget what was loaded and compiled, before and after."""
    cached = (syscalls._library, syscalls.sandbox_filter, syscalls.lone_filter)
    for function in cached:
        function.cache_clear()
    yield
    for function in cached:
        function.cache_clear()


def test_another_system_is_told_so(fresh, monkeypatch):
    """There is no seccomp but on Linux."""
    monkeypatch.setattr(sys, "platform", "darwin")

    with pytest.raises(syscalls.Unavailable, match="part of Linux, this is darwin"):
        syscalls.sandbox_filter()


def test_a_missing_library_is_told(fresh, monkeypatch):
    """The reason names the file that was looked for."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: (_ for _ in ()).throw(OSError(name)))

    with pytest.raises(syscalls.Unavailable, match=r"libseccomp\.so\.2 was not found"):
        syscalls.lone_filter()


class OldKernel:
    """A libseccomp on a kernel without what is needed."""

    def __getattr__(self, name):
        function = type("Function", (), {"__call__": lambda self, *arguments: 2})()
        setattr(self, name, function)
        return function


@pytest.mark.parametrize(
    "library, reason", [(OldKernel(), "API level 2, 4 is needed"), (object(), "no seccomp_api_get")]
)
def test_too_old_a_system_is_told(fresh, monkeypatch, library, reason):
    """Too old a kernel, and too old a library, each say what is needed."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)

    with pytest.raises(syscalls.Unavailable, match=reason):
        syscalls.sandbox_filter()
