"""Specify that memory which was freed is used again."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from grader.allocation import KEEPS_FREED

PROGRAM = """
import resource
import numpy as np
for number in range(1010):
    if number == 10:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    arrays = [np.ones((32, 785)) for _ in range(5)]
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc reads these variables")
def test_batches_of_a_training_get_no_fresh_pages():
    """A thousand times five arrays of 200 kB; at worst that is a quarter of a million faults."""
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, **KEEPS_FREED, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(found.stdout) < 1000
