"""Specify that forks find no hole to be given."""

import subprocess
import sys

from grader import holes

PROGRAM = """
import ctypes
from grader import holes

library = ctypes.CDLL(None)
library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
pieces = [library.malloc(600) for _ in range(4000)]
for piece in pieces[::2]:
    library.free(piece)
filled = holes.fill()
after = [library.malloc(600) for _ in range(50)]
print(filled, len({piece >> 12 for piece in after}), min(after) > max(pieces), holes.fill() < 100)
"""


def test_the_holes_among_what_is_kept_are_filled():
    """Fifty pieces that are asked for behind that lie on few pages, beyond all that was there."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)

    filled, pages, beyond, little = done.stdout.split()
    assert int(filled) >= 2000
    assert int(pages) <= 12
    assert (beyond, little) == ("True", "True")


ENDS = """
import ctypes
from grader import holes

library = ctypes.CDLL(None)
library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
library.mallopt(-1, 1 << 28)  # keep what is freed
library.mallopt(-3, 32 << 20)
library.sbrk.restype = ctypes.c_void_p
pieces = [library.malloc(1 << 20) for _ in range(12)]
little = [library.malloc(600) for _ in range(400)]
last = library.malloc(1 << 20)
for piece in [*pieces[3:9], *little[::2], last]:
    library.free(piece)
before = library.sbrk(0)
filled = holes.fill()
print(filled >= 500, before - library.sbrk(0) > 1 << 19, library.malloc(600) > max(little))
"""


def test_a_wide_hole_is_no_end_and_what_lies_behind_all_is_given_back():
    """A hole of six megabytes amid the rest is filled like those behind it."""
    done = subprocess.run([sys.executable, "-c", ENDS], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["True", "True", "True"]


def test_another_allocator_is_left_alone(monkeypatch):
    """It may have no order of addresses, and then there would be no end."""
    monkeypatch.setattr(holes.ctypes, "CDLL", lambda name: object())

    assert holes.fill() == 0
