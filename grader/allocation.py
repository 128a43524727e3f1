"""
Say how the C library is to treat memory that was freed, in processes that compute with NumPy.

Left to itself it gives arrays of 128 kB and more back to the system, and each batch of a training gets fresh
pages, and each page costs a fault: together up to a third of the time. Only glibc reads this.
"""

from __future__ import annotations

KEEPS_FREED = {
    "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(256 * 2**20),
}
"""Variables of the environment; 32 MB is the most that the first may be."""
