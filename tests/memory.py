"""What processes have in memory, and whether the system has large pages for them."""

import ctypes
import mmap
import re
from pathlib import Path

from grader import largepages


def resident_kb(name, pid="self"):
    """Return how much memory of a process is of the kind that Linux calls *name*."""
    text = Path(f"/proc/{pid}/smaps").read_text()
    return sum(map(int, re.findall(rf"^{name}: +(\d+)", text, re.MULTILINE)))


def has_large_pages():
    """Tell whether the system makes large pages for this process when asked."""
    system, size = largepages._system(), largepages.BYTES
    if system is None:
        return False
    with mmap.mmap(-1, 2 * size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory.write(b"x" * 2 * size)
        first = ctypes.c_char.from_buffer(memory)
        collapsed = largepages._collapsed(system, -(-ctypes.addressof(first) // size) * size)
        del first  # it keeps the memory from being closed
    return collapsed
