"""Specify what goes to large pages, and that all is as it was where it is refused."""

import ctypes
import mmap
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader import largepages
from tests.memory import has_large_pages, resident_kb

SIZE = largepages.BYTES
PATTERN = bytes(range(256)) * (SIZE // 256)


@pytest.fixture
def code():
    """Return a place of two large pages and a half, that can be read and run as code can, and what it is."""
    text = PATTERN * 2 + PATTERN[: SIZE // 2]
    memory = mmap.mmap(-1, 4 * SIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    start = -(-ctypes.addressof(ctypes.c_char.from_buffer(memory)) // SIZE) * SIZE
    ctypes.memmove(start, text, len(text))
    system = ctypes.CDLL(None)
    run = ctypes.c_void_p(start), ctypes.c_size_t(len(text)), mmap.PROT_READ | mmap.PROT_EXEC
    assert system.mprotect(*run) == 0
    yield start, start + len(text), text
    memory.close()


def uname(machine):
    """Return what tells that this is another *machine*."""
    return lambda: SimpleNamespace(machine=machine)


linux = pytest.mark.skipif(largepages._system() is None, reason="another system's calls")
large = pytest.mark.skipif(not has_large_pages(), reason="this system makes none")


@large
def test_code_is_the_same_at_the_same_place(code):
    """Only what fills large pages is moved; nothing else of the process is left mapped or unmapped."""
    start, end, text = code
    before_kb = resident_kb("AnonHugePages")

    moved = largepages._moved(largepages._system(), start, end)

    assert moved == 2
    assert resident_kb("AnonHugePages") >= before_kb + 2 * SIZE // 1024
    assert ctypes.string_at(start, end - start) == text
    lines = [line for line in Path("/proc/self/maps").read_text().splitlines() if "-" in line.split()[0]]
    ranges = [[int(number, 16) for number in line.split()[0].split("-")] for line in lines]
    at = next(line for line, (low, high) in zip(lines, ranges, strict=True) if low <= start < high)
    assert at.split()[1] == "r-xp"


class Refusing:
    """The system, but one of its calls fails."""

    def __init__(self, call):
        self.system, self.refused = largepages._system(), call

    def __getattr__(self, name):
        """Return a call of the system."""
        if name == self.refused:
            return lambda *_: largepages._FAILED if name in ("mmap", "mremap") else -1
        return getattr(self.system, name)


@linux
@pytest.mark.parametrize("call", ["mmap", "madvise", "mprotect", "mremap"])
def test_what_the_system_refuses_stays_as_it_is(code, call):
    """Nothing is moved, and no copy is left behind."""
    start, end, text = code
    largepages._moved(Refusing(call), start, end)
    before_kb = resident_kb("Size")

    moved = largepages._moved(Refusing(call), start, end)

    assert moved == 0
    assert abs(resident_kb("Size") - before_kb) < SIZE // 1024
    assert ctypes.string_at(start, end - start) == text


@linux
@pytest.mark.parametrize("first, pages", [(0, 0.5), (4096, 1), (0, 5)], ids=["small", "between", "much"])
def test_little_code_and_very_much_of_it_are_left_alone(first, pages):
    """None of it is looked at: there is none at these addresses."""
    start = 64 * SIZE + first

    assert largepages._moved(largepages._system(), start, start + int(pages * SIZE)) == 0


FORKS = """
import os, resource
from grader import largepages, segments
largepages.reserve()
import numpy as np

def work():
    return np.linalg.svd(np.eye(3))[1].sum() + float("{:.3}".format(np.random.default_rng(1).normal()))

def faults():
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return os.wait4(child, 0)[2].ru_minflt

expected = work()
segments.join()
before = min(faults() for _ in range(5))
gathered = largepages.gather(segments.code())
assert work() == expected
after = min(faults() for _ in range(5))
again = largepages.gather(segments.code())
with open("/proc/self/smaps") as lines:
    kb = sum(int(line.split()[1]) for line in lines if line.startswith("AnonHugePages"))
print(before, after, gathered, kb, work() == expected)
"""


@large
def test_forks_find_python_and_numpy_in_large_pages():
    """All works as before, with fewer page faults, and twice does no harm."""
    done = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, check=True)

    before, after, gathered, kb, *same = done.stdout.split()
    assert int(after) < int(before) - 30
    assert int(gathered) >= 4
    assert int(kb) >= 4 * 2048
    assert same == ["True"]


@linux
def test_what_is_loaded_behind_a_reservation_lies_side_by_side():
    """Ten thousand objects are in few pieces of large pages."""
    program = (
        "from grader import largepages\n"
        "largepages.reserve()\n"
        "objects = [bytes(100) for _ in range(10_000)]\n"
        "print(len({id(each) >> 21 for each in objects}), len(largepages._KEPT))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    regions, kept = map(int, done.stdout.split())
    assert regions <= 4
    assert kept == 9


@pytest.mark.parametrize("name, other", [("sys.platform", "darwin"), ("os.uname", uname("aarch64"))])
def test_another_system_is_left_alone(monkeypatch, name, other):
    """Its memory is managed otherwise."""
    monkeypatch.setattr(f"grader.largepages.{name}", other)

    assert largepages.gather([(0, 8 * SIZE)]) == 0
