"""Specify that the mappings of libraries become fewer, and nothing else becomes of them."""

import subprocess
import sys

import pytest

from grader import segments

PROGRAM = """
import numpy as np
from grader import segments

def mappings():
    with open("/proc/self/maps") as lines:
        return [line.split()[1] for line in lines]

before, joined, after, again = mappings(), segments.join(), mappings(), segments.join()
import decimal, json, sqlite3  # a library that is loaded later is as it was
assert decimal.Decimal("0.1") + 1 == decimal.Decimal("1.1")
assert np.allclose(np.linalg.svd(np.eye(3))[1], 1)
print(len(before), len(after), joined > 10, before.count("rwxp") == after.count("rwxp"), joined == again)
"""

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@linux
def test_libraries_have_far_fewer_mappings_and_work_as_before():
    """Nothing can be both written and run that could not before, and twice does no harm."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)

    before, after, *rest = done.stdout.split()
    assert int(after) < 0.75 * int(before)
    assert rest == ["True", "True", "True"]


def segment(kind, flags, address, size, offset=None):
    """Return a segment that is at *offset* in its file, or where it will be in memory."""
    return segments._Segment(kind, flags, address if offset is None else offset, address, 0, size, size, 4096)


READ, RUN, WRITE, FIXED = 4, 5, 6, 0x6474E552


@pytest.mark.parametrize(
    "case, ranges",
    [
        (
            [(1, READ, 0, 0x10), (1, RUN, 0x1000, 0x1800), (1, READ, 0x3000, 0x10)],
            [(0, 0x4000, RUN)],
        ),
        ([(1, READ, 0, 0x10), (1, RUN, 0x2000, 0x10)], []),
        ([(1, READ, 0, 0x10), (1, RUN, 0x1000, 0x10, 0x3000)], []),
        ([(1, READ, 0, 0x10), (1, WRITE, 0x1000, 0x10), (1, READ, 0x2000, 0x10)], []),
        (
            [(1, RUN, 0, 0x10), (1, WRITE, 0x1D00, 0x900), (FIXED, READ, 0x1D00, 0x400)],
            [(0x1000, 0x2000, WRITE)],
        ),
    ],
    ids=["code and what surrounds it", "a gap", "elsewhere in the file", "data between", "fixed data"],
)
def test_what_lies_side_by_side_is_joined(case, ranges):
    """Whole pages, and none that the loader has not made ready."""
    assert list(segments._ranges([segment(*each) for each in case])) == ranges


def test_another_system_is_left_alone(monkeypatch):
    """Libraries are made otherwise there."""
    monkeypatch.setattr(segments.ctypes, "CDLL", lambda name: object())

    assert segments.join() == 0
