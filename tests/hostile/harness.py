"""
Grade attacks inside the outer sandbox and tell what came of each.

Reads an order as JSON on standard input (which attacks at which levels, how many rounds) and prints
results as JSON. Refuses to run outside the sandbox. Two lanes grade side by side, each a process that
inherits whatever orphans its gradings leave; beside them a neighbour grades right submissions.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import multiprocessing
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from grader import grading
from grader.confinement import Level
from grader.errors import InternalFault, UsageError
from grader.lane import Lane, Terms
from grader.records import Audience
from grader.render import render
from grader.schema import to_json
from tests.hostile import outer, records, traces, warm

PORT = 47111
CANARIES = ("hidden", "reference", "labels", "secret", "environment", "home", "other")
NUMBERS = ("inputs", "answers")
PLACEHOLDER, NUMBER = "@hex@", "424242424242"
LANES = 2
_HANG_S = 90
_PAUSE_S = 3.0
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of <sys/prctl.h>
_FORK = multiprocessing.get_context("fork")


def bait() -> dict[str, str]:
    """Return what is added to the environment of gradings: two canaries of one random mark."""
    mark = secrets.token_hex(8)
    return {"GRADER_SECRET": f"CANARY-secret-{mark}", "COURSE_TOKEN": f"CANARY-environment-{mark}"}


def offered() -> list[str]:
    """Return the isolation levels that this machine offers, weakest first."""
    return [str(level) for level in Level if _works(level)]


def _works(level: Level) -> bool:
    try:
        Lane({}, Terms(least=level, most=level)).close()
    except InternalFault:
        return False
    return True


@dataclass(frozen=True)
class Yard:
    """
    The folders in which everything happens, and the strings that must not leave theirs.

    Args:
        folder: Private to this run.
        canaries: Name to text.
    """

    folder: Path
    canaries: dict[str, str]

    def assignment(self, name: str) -> Path:
        """Return the folder of an assignment, `small` or `mnist`."""
        return self.folder / "assignments" / name

    def submission(self, name: str) -> Path:
        """Return the folder of a submission."""
        return self.folder / "submissions" / name


def lay_out(attacks: list[records.Attack]) -> Yard:
    """Write assignments, bases, attacks and bait; return where."""
    mark = os.environ["GRADER_SECRET"].rpartition("-")[2]
    start = secrets.randbelow(9 * 10**11) + 10**11
    canaries = {name: f"CANARY-{name}-{mark}" for name in CANARIES}
    canaries |= {"inputs": str(start), "answers": str(start + 2)}
    yard = Yard(Path(tempfile.mkdtemp(prefix="hostile-", dir="/tmp")), canaries)
    yard.folder.chmod(0o755)
    for source in (records.HERE / "assignment").rglob("*"):
        target = yard.assignment("small") / source.relative_to(records.HERE / "assignment")
        if source.is_file() and "__pycache__" not in source.parts:
            target.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text(encoding="utf-8").replace(PLACEHOLDER, mark).replace(NUMBER, str(start))
            target.write_text(text, encoding="utf-8")
    home = yard.folder / "home"
    home.mkdir(mode=0o700)
    (home / ".netrc").write_text(canaries["home"])
    os.environ["HOME"] = str(home)
    bases = {name: (records.HERE / "bases" / f"{name}.py").read_text("utf-8") for name in ("right", "wrong")}
    for name, source in bases.items():
        _write(yard.submission(f"small/{name}"), source)
    _write(yard.submission("neighbour"), f"{bases['right']}\n\n# {canaries['other']}\n")
    for attack in attacks:
        folder = yard.submission(attack.name)
        folder.mkdir(parents=True)
        handed_in = attack.make(folder, bases[attack.value("base")])
        (yard.folder / "submissions" / f"{attack.name}.path").write_bytes(os.fsencode(handed_in))
    return yard


def _write(folder: Path, source: str) -> None:
    folder.mkdir(parents=True)
    (folder / "model.py").write_text(source, encoding="utf-8")


def grade(yard: Yard, name: str, level: str, assignment: str = "small") -> dict[str, Any]:
    """
    Grade the submission *name* and return what came of it.

    Returns:
        `report` as staff and `student` as students read it, or `refused`, `internal` or `broken` with a
        text; `leaked` names of canaries by audience; `left` what is there that was not before.
    """
    note = yard.folder / "submissions" / f"{name}.path"
    submission = Path(os.fsdecode(note.read_bytes())) if note.exists() else yard.submission(name)
    folder = Path(tempfile.mkdtemp(prefix="tmp-", dir=yard.folder))
    folder.chmod(0o711)  # as /tmp itself, what is within can be used but not found
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    open_before, mounts = traces.descriptors(), Path("/proc/self/mountinfo").read_text()
    started_s = time.time()
    result = _graded(yard, yard.assignment(assignment), submission, level)
    result["start_s"], result["end_s"] = started_s, time.time()
    left = traces.kill_children()
    left += [f"file left: {path.relative_to(folder)}" for path in sorted(folder.rglob("*"))]
    if traces.descriptors() > open_before:
        left.append(f"{traces.descriptors() - open_before} descriptors left")
    if Path("/proc/self/mountinfo").read_text() != mounts:
        left.append("mounts changed")
    shutil.rmtree(folder, ignore_errors=True)
    return result | {"left": left}


def _graded(yard: Yard, assignment: Path, submission: Path, level: str) -> dict[str, Any]:
    request = grading.Request(assignment, submission, isolation=Level(level))
    signal.signal(signal.SIGALRM, _hang)
    signal.alarm(_HANG_S)
    try:
        report = grading.grade(request, lambda event, total: None)
    except UsageError as error:
        return {"refused": str(error)}
    except InternalFault as error:
        return {"internal": str(error)}
    except Exception:  # whatever it is, it is a finding
        return {"broken": traceback.format_exc()}
    finally:
        signal.alarm(0)
    staff, student = to_json(report), to_json(render(report, Audience.STUDENT))
    leaked = {
        "staff": [name for name in CANARIES if yard.canaries[name] in staff],
        "student": [name for name in (*CANARIES, *NUMBERS) if yard.canaries[name] in student],
    }
    return {"report": json.loads(staff), "student": json.loads(student), "leaked": leaked}


def _hang(*_: object) -> None:
    raise TimeoutError(f"the grading still ran after {_HANG_S} s")


def _lane(yard: Yard, pipe: Connection) -> None:
    """Grade what comes through *pipe* until None does."""
    warm.install()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    while job := pipe.recv():
        pipe.send(grade(yard, *job))


def _neighbour(yard: Yard, pipe: Connection, level: str) -> None:
    """Grade right submissions one after the other until *pipe* says stop."""
    warm.install()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    while not pipe.poll(_PAUSE_S):
        result = grade(yard, "neighbour", level)
        pipe.send({**result, "report": {"score": result.get("report", {}).get("score")}, "student": None})


class Lanes:
    """Processes that grade side by side; one that an attack ends is replaced, and that is its result."""

    def __init__(self, yard: Yard) -> None:
        self._yard = yard
        self._idle: list[tuple[Any, Connection]] = []

    def run(self, jobs: list[tuple[str, str, str]]) -> Iterator[tuple[tuple[str, str, str], dict[str, Any]]]:
        """Yield each of *jobs*, (name, level, assignment), with what came of it."""
        waiting, busy = list(reversed(jobs)), {}
        while waiting or busy:
            while waiting and len(busy) < LANES:
                process, pipe = self._idle.pop() if self._idle else start(_lane, self._yard)
                job = waiting.pop()
                pipe.send(job)
                busy[pipe] = (process, job)
            for pipe in wait(list(busy)):
                process, job = busy.pop(pipe)
                try:
                    result = pipe.recv()
                    self._idle.append((process, pipe))
                except (EOFError, OSError):
                    process.join(5)
                    result = {"lost": f"the grader's own process ended with code {process.exitcode}", "left": []}
                yield job, result

    def close(self) -> None:
        """End the idle processes."""
        for process, pipe in self._idle:
            pipe.send(None)
            process.join(5)
        self._idle.clear()


def start(target: Callable[..., None], yard: Yard, *arguments: object) -> tuple[Any, Connection]:
    """Start *target* in a process of its own; return it and the pipe to it."""
    ours, theirs = _FORK.Pipe()

    def run() -> None:
        ours.close()
        target(yard, theirs, *arguments)

    process = _FORK.Process(target=run, daemon=False)
    process.start()
    theirs.close()
    return process, ours


class Listener:
    """Listens on loopback and notes whoever comes."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._tcp = socket.create_server(("127.0.0.1", PORT))
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", PORT))
        for target in (self._accept, self._receive):
            threading.Thread(target=target, daemon=True).start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._tcp.accept()
            with connection, contextlib.suppress(OSError):
                connection.settimeout(0.5)
                self.heard.append("somebody")
                self.heard[-1] = connection.recv(100).decode("utf-8", "replace") or "somebody"

    def _receive(self) -> None:
        while True:
            self.heard.append(self._udp.recv(100).decode("utf-8", "replace"))


def grade_alone(yard: Yard, name: str, level: str, assignment: str) -> dict[str, Any]:
    """Grade in a pid namespace of its own, for attacks that would end every process that they see."""
    order = {"folder": str(yard.folder), "canaries": yard.canaries, "job": [name, level, assignment]}
    command = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
    command += [sys.executable, "-B", "-m", "tests.hostile.harness", "alone"]
    try:
        done = subprocess.run(
            command, input=json.dumps(order), capture_output=True, text=True, cwd=outer.ROOT, timeout=2 * _HANG_S
        )
        return json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        return {"broken": f"still running after {2 * _HANG_S} s", "left": []}
    except (ValueError, IndexError):
        return {"lost": f"the grader's own process ended: {done.returncode} {done.stderr[-500:]}", "left": []}


def round_of(
    yard: Yard, listener: Listener, level: str, names: list[str], lanes: Lanes, number: int
) -> Iterator[dict[str, Any]]:
    """Grade the attacks *names* at *level* once; yield the results, then the traces of the round."""
    attacks = records.load()
    folders = [Path("/tmp"), Path("/dev/shm")]
    before = traces.snapshot(folders)
    neighbour, stop = start(_neighbour, yard, level)
    jobs = [(name, level, attacks[name].value("on") or "small") for name in names]
    together = [job for job in jobs if not attacks[job[0]].yes("alone", level)]
    results = [*lanes.run(together)]
    results += [(job, grade_alone(yard, *job)) for job in jobs if job not in together]
    for job, result in results:
        yield {"attack": job[0], "level": level, "round": number, **result}
    lanes.close()
    gradings = _until_it_ends(neighbour, stop)
    heard, listener.heard[:] = sorted(set(listener.heard)), []
    left = traces.left_after(before, folders)
    yield {"level": level, "round": number, "neighbour": gradings, "heard": heard, "left": left}


def _until_it_ends(process: Any, pipe: Connection) -> list[dict[str, Any]]:
    gradings = []
    with contextlib.suppress(OSError):
        pipe.send("stop")
        with contextlib.suppress(EOFError):
            while True:
                gradings.append(pipe.recv())
    process.join()
    return gradings


def main() -> None:
    """Carry out the order on standard input."""
    if not (os.environ.get(outer.MARK) and os.statvfs("/").f_flag & os.ST_RDONLY and os.getpid() < 1000):
        sys.exit("harness: attacks are graded inside the sandbox of tests/hostile/outer.py alone")
    started_s = time.monotonic()
    order = json.load(sys.stdin)
    if "bait" in order:
        _begin_again(order)
    if sys.argv[1:] == ["alone"]:
        yard = Yard(Path(order["folder"]), order["canaries"])
        print(json.dumps(grade(yard, *order["job"])))
        return
    attacks = records.load()
    levels = offered()
    chosen = {level: [n for n in names if n in attacks] for level, names in order["attacks"].items()}
    chosen = {level: names for level, names in chosen.items() if level in levels}
    yard = lay_out([attacks[name] for name in sorted({n for names in chosen.values() for n in names})])
    listener = Listener()
    lanes = Lanes(yard)
    emit({"offered": levels, "interfaces": [name for _, name in socket.if_nameindex()], "pid": os.getpid()})
    for level in chosen:
        bases = [(f"small/{name}", level, "small") for name in ("right", "wrong")]
        for job, result in lanes.run(bases):
            emit({"base": job[0], "level": level, **result})
            if result.get("report", {}).get("score") is None:
                sys.exit(f"harness: the base {job[0]} gets no score at the level {level}: {result}")
    lanes.close()
    for number in range(order["rounds"]):
        for level, names in chosen.items():
            for result in round_of(yard, listener, level, names, lanes, number):
                emit(result)
    emit({"seconds": time.monotonic() - started_s})


def _begin_again(order: dict[str, Any]) -> None:
    """Run this program anew with the bait in its environment; what made the sandbox never held that."""
    bait = order.pop("bait")
    place = os.memfd_create("order")
    os.write(place, json.dumps(order).encode())
    os.lseek(place, 0, os.SEEK_SET)
    os.dup2(place, 0)
    os.close(place)
    os.execve(sys.executable, [sys.executable, "-B", "-m", "tests.hostile.harness"], {**os.environ, **bait})


def emit(result: dict[str, Any]) -> None:
    """Print *result* as a line of JSON."""
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
