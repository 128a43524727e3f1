"""Files below /dev/shm are memory that belongs to no process. 60 MB at most.

Where files are not confined, the folder is everybody's, and what is in it stays.

base: right
verdict: error|blocked|memory
verdict at process, seccomp: passed
leaves at process, seccomp: /dev/shm/hostile-*
row: harm: memory
"""
import pathlib as _pathlib

_softmax = softmax


def softmax(x):
    for number in range(2):
        _pathlib.Path(f"/dev/shm/hostile-{number}").write_bytes(b"x" * (30 * 2**20))
    return _softmax(x)
