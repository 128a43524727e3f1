"""Specify the limits that a process sets on itself; each test has a process of its own for them."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MIB = 2**20
NAMES = ("CORE", "CPU", "FSIZE", "NOFILE", "AS", "NPROC")
SHOW = f"print(json.dumps({{n: resource.getrlimit(getattr(resource, 'RLIMIT_' + n)) for n in {NAMES}}}))"


def told(*lines):
    """Return what a process prints, as JSON, that runs *lines*."""
    source = "\n".join(["import json, resource", "from grader.selflimits import bounds, hold_to", *lines])
    ended = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, check=False, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def before(name):
    """Return the limits that this process hands on."""
    return list(resource.getrlimit(getattr(resource, f"RLIMIT_{name}")))


@pytest.fixture(scope="module")
def limits():
    """The limits, soft and hard, of a process that has set all of them."""
    return told(f"hold_to(bounds({512 * MIB}, 7, 4096, 90))", SHOW)


def test_processor_time_ends_with_a_signal_that_tells_why(limits):
    """The soft limit is what was asked for; the end without a word comes a second later."""
    assert limits["CPU"] == [7, 8]


def test_memory_has_some_spare_to_tell_that_there_is_none(limits):
    """The hard limit leaves 32 MiB above the soft one."""
    assert limits["AS"] == [512 * MIB, 544 * MIB]


def test_what_needs_no_spare_has_none(limits):
    """Files, descriptors and processes end where they are limited; there are no core files."""
    assert limits["FSIZE"] == [4096, 4096]
    assert limits["NOFILE"] == [64, 64]
    assert limits["NPROC"] == [90, 90]
    assert limits["CORE"] == [0, 0]


def test_nothing_means_no_limit():
    """Memory and processes stay as they were where no number is given; the others are set."""
    limits = told("hold_to(bounds(None, 7, 4096))", SHOW)

    assert limits["AS"] == before("AS")
    assert limits["NPROC"] == before("NPROC")
    assert limits["CPU"] == [7, 8]


@pytest.mark.parametrize(
    "name, hard, expected",
    [
        ("CPU", 5, [5, 5]),
        ("CPU", 7, [7, 7]),
        ("CPU", 20, [7, 8]),
        ("FSIZE", 1000, [1000, 1000]),
        ("AS", 400 * MIB, [400 * MIB, 400 * MIB]),
        ("AS", 520 * MIB, [512 * MIB, 520 * MIB]),
        ("NOFILE", 32, [32, 32]),
        ("NPROC", 80, [80, 80]),
    ],
)
def test_a_limit_is_never_widened(name, hard, expected):
    """What the machine's owner has set lower stays, even for a user who may raise it."""
    kind = f"resource.RLIMIT_{name}"

    limits = told(
        f"resource.setrlimit({kind}, ({hard}, {hard}))", f"hold_to(bounds({512 * MIB}, 7, 4096, 90))", SHOW
    )

    assert limits[name] == expected


def test_a_file_cannot_grow_beyond_its_limit(tmp_path):
    """What fits is written; a byte more is an error of the system."""
    place = tmp_path / "file"

    error = told(
        "hold_to(bounds(None, 60, 4096))",
        f"out = open({str(place)!r}, 'wb', buffering=0)",
        "written = out.write(bytes(4096))",
        "try: out.write(b'x')",
        "except OSError as fault: print(json.dumps([written, fault.strerror]))",
    )

    assert error == [4096, "File too large"]
    assert place.stat().st_size == 4096


def test_memory_beyond_the_limit_is_an_error_that_can_be_told():
    """Python says `MemoryError` and lives on."""
    assert told(
        f"hold_to(bounds({512 * MIB}, 60, 4096))",
        "kept = len(bytearray(2**26))",
        "try: bytearray(2**29)",
        "except MemoryError: print(json.dumps([kept, 'MemoryError']))",
    ) == [64 * MIB, "MemoryError"]


def test_descriptors_run_out():
    """At most 64 are open at once, the three that every process has included."""
    assert told(
        "import os",
        "hold_to(bounds(None, 60, 4096))",
        "opened = [0, 1, 2]",
        "try:",
        "    while True: opened.append(os.dup(0))",
        "except OSError as fault: print(json.dumps([len(opened), max(opened), fault.strerror]))",
    ) == [64, 63, "Too many open files"]


def test_what_is_started_later_is_held_to_the_same():
    """A child has its parent's limits."""
    limits = told(
        "import os, sys",
        f"hold_to(bounds({512 * MIB}, 7, 4096, 90))",
        f"source = 'import json, resource;' + {SHOW!r}",
        # not by fork: with few processes allowed there may be none left for a user who runs much else
        "os.execv(sys.executable, [sys.executable, '-c', source])",
    )

    assert limits["AS"] == [512 * MIB, 544 * MIB]
    assert limits["CPU"] == [7, 8]
