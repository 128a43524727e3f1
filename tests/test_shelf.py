"""Specify arrays that many may read and none may write."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import numpy as np
import pytest

from grader import shelf

pytestmark = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="no sealed files in memory here")

ARRAYS = (
    np.arange(7, dtype=np.uint8),
    np.arange(12, dtype=np.float64).reshape(3, 4)[:, ::-1],
    np.zeros((0, 5)),
    np.array(3.5, dtype=np.float32),
)


@pytest.fixture
def full():
    """A shelf with all arrays."""
    made = shelf.filled(ARRAYS)
    yield made
    os.close(made.fd)


def test_arrays_are_seen_as_they_were_put_there(full):
    """Whatever their dtype, shape and order in memory."""
    found = shelf.seen(full.fd, full.layout)

    for array, put in zip(found, ARRAYS, strict=True):
        assert array.dtype == put.dtype
        assert np.array_equal(array, put)


def test_nobody_can_write_to_them(full):
    """Neither through an array, nor into the file, nor by another view of it."""
    found = shelf.seen(full.fd, full.layout)

    with pytest.raises(ValueError, match="read-only"):
        found[0][0] = 1
    with pytest.raises(ValueError, match="WRITEABLE"):
        found[0].flags.writeable = True
    with pytest.raises(PermissionError):
        os.pwrite(full.fd, b"x", 0)
    with pytest.raises(PermissionError):
        os.ftruncate(full.fd, 0)
    with pytest.raises(PermissionError):
        fcntl.fcntl(full.fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE)


def test_a_file_that_is_not_sealed_is_not_believed():
    """Whoever holds it could change it later."""
    fd = os.memfd_create("open", os.MFD_ALLOW_SEALING)
    os.write(fd, bytes(8))

    with pytest.raises(ValueError, match="sealed"):
        shelf.seen(fd, [["<f8", [1], 0]])

    os.close(fd)


def test_without_such_files_there_is_no_shelf(monkeypatch):
    """As on macOS: arrays travel then."""
    monkeypatch.delattr(os, "memfd_create")

    assert shelf.filled(ARRAYS) is None


def test_looking_at_it_keeps_no_descriptor(full):
    """Of what student code will hold, there is none more."""
    before = len(list(Path("/proc/self/fd").iterdir()))

    found = shelf.seen(full.fd, full.layout)

    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert np.array_equal(found[0], ARRAYS[0])
