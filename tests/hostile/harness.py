"""
Grade attacks inside the outer sandbox and tell what came of each.

Reads an order as JSON on standard input (which attacks at which levels, how many rounds, at which levels once more
what nothing confirms) and prints results as JSON. Refuses to run outside the sandbox. Lanes grade side by side, each a process that
inherits whatever orphans its gradings leave; beside them a neighbour grades right submissions.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from grader.confinement import Level, Terms
from grader.errors import InternalFault
from grader.lane import Lane
from tests.hostile import doors, judgement, lanes, outer, records, traces
from tests.hostile import yard as yards

PORT = 47111


def offered() -> list[str]:
    """Return the isolation levels that this machine offers, weakest first."""
    return [str(level) for level in Level if _works(level)]


def _works(level: Level) -> bool:
    try:
        Lane({}, Terms(least=level, most=level)).close()
    except InternalFault:
        return False
    return True


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


def grade_alone(yard: yards.Yard, name: str, level: str, assignment: str) -> dict[str, Any]:
    """Grade in a pid namespace of its own, for attacks that would end every process that they see."""
    order = {"folder": str(yard.folder), "canaries": yard.canaries, "job": [name, level, assignment]}
    command = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
    command += [sys.executable, "-B", "-m", "tests.hostile.harness", "alone"]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(order),
            check=False,
            capture_output=True,
            text=True,
            cwd=outer.ROOT,
            timeout=2 * lanes.HANG_S,
        )
        return json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        return {"broken": f"still running after {2 * lanes.HANG_S} s", "left": []}
    except (ValueError, IndexError):
        return {"lost": f"the grader's own process ended: {done.returncode} {done.stderr[-500:]}", "left": []}


def round_of(
    yard: yards.Yard, listener: Listener, level: str, names: list[str], side_by_side: lanes.Lanes, number: int
) -> Iterator[dict[str, Any]]:
    """Grade the attacks *names* at *level* once; yield the results, then the traces of the round."""
    attacks = records.load()
    folders = [Path("/tmp"), Path("/dev/shm")]
    before = traces.snapshot(folders)
    process, stop = lanes.start(lanes.neighbour, yard, level)
    jobs = [
        (name, level, attacks[name].value("on") or "small", doors.door_of(name, level, number)) for name in names
    ]
    together = [job for job in jobs if not attacks[job[0]].yes("alone", level)]
    results = [*side_by_side.run(together)]
    results += [((*job, doors.COLD), grade_alone(yard, *job)) for *job, _ in jobs if (*job, _) not in together]
    for job, result in results:
        yield {"attack": job[0], "level": level, "round": number, "door": job[-1], **result}
    for each in side_by_side.close():
        yield {"trial": level, "round": number, **each}
    gradings = _until_it_ends(process, stop)
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
        yard = yards.Yard(Path(order["folder"]), order["canaries"])
        emit(lanes.grade(yard, doors.Places(yard), *order["job"]))
        return
    attacks = records.load()
    levels = offered()
    chosen = {level: [n for n in names if n in attacks] for level, names in order["attacks"].items()}
    chosen = {level: names for level, names in chosen.items() if level in levels}
    yard = yards.lay_out([attacks[name] for name in sorted({n for names in chosen.values() for n in names})])
    listener = Listener()
    side_by_side = lanes.Lanes(yard)
    emit({"offered": levels, "interfaces": [name for _, name in socket.if_nameindex()], "pid": os.getpid()})
    for level in chosen:
        wanted = {"small/right", "small/wrong", *(attacks[name].base for name in chosen[level])}
        wanted |= {f"{base.partition('/')[0]}/right" for base in wanted}  # what seats are tried by
        bases = [(name, level, name.partition("/")[0], doors.COLD) for name in sorted(wanted)]
        for job, result in side_by_side.run(bases):
            emit({"base": job[0], "level": level, **result})
            if result.get("report", {}).get("score") is None:
                sys.exit(f"harness: the base {job[0]} gets no score at the level {level}: {result}")
    side_by_side.close()
    told: dict[str, list[tuple[str, Any]]] = {}
    for number in range(2):
        for level, names in chosen.items():
            if number >= order["rounds"][level]:
                again = names if level in order["again"] else []
                names = [name for name in again if _is_unconfirmed(attacks[name], level, told[name])]
                if not names:
                    continue
            for result in round_of(yard, listener, level, names, side_by_side, number):
                told.setdefault(result.get("attack", ""), []).append((level, result))
                emit(result)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu_s = sum(each.ru_utime + each.ru_stime for each in used)
    emit({"wall_s": time.monotonic() - started_s, "cpu_s": cpu_s})


def _is_unconfirmed(attack: records.Attack, level: str, told: list[tuple[str, Any]]) -> bool:
    """Tell whether the grading of *attack* at *level* is confirmed by none of all that are *told*."""
    (result,) = [each for at, each in told if at == level]
    others = [(at, each) for at, each in told if each is not result]
    return judgement.is_unconfirmed(attack, level, result, others)


def _begin_again(order: dict[str, Any]) -> None:
    """Run this program anew with the bait in its environment; what made the sandbox never held that."""
    bait = order.pop("bait")
    place = os.memfd_create("order")
    os.write(place, json.dumps(order).encode())
    os.lseek(place, 0, os.SEEK_SET)
    os.dup2(place, 0)
    os.close(place)
    # The judge's processes are forked with NumPy loaded, so what they set of threads would come too late.
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = [sys.executable, "-B", "-m", "tests.hostile.harness"]
    os.execve(sys.executable, command, {**os.environ, **threads, **bait})


def emit(result: dict[str, Any]) -> None:
    """Print *result* as a line of JSON."""
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
