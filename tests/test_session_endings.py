"""Specify what a student reads when the worker ends in the second of two different calls."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from grader import config as configuration
from grader.faults import StudentFault
from grader.intake import Submission
from grader.lane import Lane
from grader.pipeline import pipelined
from grader.records import Audience, Kind, Limits, Outcome, PlannedCheck, Visibility
from grader.render import render
from grader.report import build_report
from grader.session import Session, Student
from grader.verdicts import judge_exception
from grader.whereabouts import place

SOURCE = b"""\
import ctypes
import os
import numpy as np

class Layer:
    def forward(self, x):
        return x

    def backward(self, how):
        getattr(self, how)()

    def hang(self):
        while True:
            pass

    def end(self):
        os._exit(3)

    def crash(self):
        ctypes.string_at(0)

    def babble(self):
        while True:
            print("y" * 10_000)

    def grow(self):
        kept = []
        while True:
            try:
                kept.append(np.ones(10**5))
            except MemoryError:
                pass
"""
FILES = {"layers.py": SOURCE}
LIMITS = Limits(call_cpu_s=0.4, call_wall_s=20, check_wall_s=40, memory_bytes=100 * 2**20, output_bytes=2**20)
PATIENT = Limits(call_cpu_s=20, call_wall_s=20, check_wall_s=40, memory_bytes=100 * 2**20, output_bytes=2**20)
CONFIG = configuration.Config.model_validate(
    {
        "name": "course",
        "title": "A course",
        "modules": {"layers": "layers.py"},
        "tasks": {"layers": {"title": "Layers", "points": 1}},
    }
)
ENVIRONMENT = dict.fromkeys(("grader", "python", "numpy", "blas", "platform"), "1")
ALONE, EITHER = "layers.Layer.backward", "layers.Layer.forward or layers.Layer.backward"


@pytest.fixture(scope="module")
def lane():
    """The submission, behind the strongest wall of this machine."""
    with Lane(FILES) as shared:
        yield shared


def ended(lane, how, block, limits):
    """Return the fault of a `forward` and a `backward` that ends *how*, asked for in *block*."""
    channel = lane.fork(limits, seed=1)
    layer = Student(Session(channel, {"layers": "layers.py"}, [])).layers.Layer()
    try:
        with pytest.raises(StudentFault) as caught, block():  # noqa: PT012  the block is the test
            layer.forward(1.0)
            layer.backward(how)
    finally:
        channel.close()
    return caught.value


def read(fault, visibility):
    """Return what a student reads of a check that has ended with *fault*."""
    check = PlannedCheck("layers/a", "layers", "A title", Kind.UNIT, visibility, 1.0, "Hint.")
    found = judge_exception(fault, 1)
    outcome = Outcome(check.id, found.verdict, 0.0, found.message, found.details)
    whole = build_report(
        CONFIG,
        "d" * 64,
        Submission("alice", FILES, "f" * 64, (), {}),
        [check],
        {check.id: outcome},
        seed_id="abc",
        environment={**ENVIRONMENT, "isolation": "process"},
        timing={},
    )
    return render(whole, Audience.STUDENT).tasks[0].checks[0]


@pytest.mark.parametrize(
    "block, call, line", [(nullcontext, ALONE, 9), (pipelined, EITHER, 5)], ids=["one by one", "together"]
)
@pytest.mark.parametrize(
    "how, limits, visible, hidden",
    [
        (
            "hang",
            LIMITS,
            "{} took longer than the limit of 0.4 s of CPU time: is there a loop that never ends?",
            "took longer than 0.4 s of CPU time in {}",
        ),
        (
            "end",
            LIMITS,
            "the process ended by itself in {} (exit code 3): code that is graded must not exit",
            "the interpreter ended by itself in {}",
        ),
        (
            "crash",
            LIMITS,
            "the interpreter was ended by signal SIGSEGV in {}",
            "the interpreter was ended by signal SIGSEGV in {}",
        ),
        (
            "babble",
            PATIENT,
            "{} printed more than the limit of 1 MB of printed text",
            "went over the limit of 1 MB of printed text in {}",
        ),
        (
            "grow",
            PATIENT,
            "{} used more than the limit of 100 MB of memory (limits.memory_mb of config.yaml)",
            "needed more than 100 MB of memory in {}",
        ),
    ],
)
def test_an_end_is_told_of_what_may_have_caused_it(lane, how, limits, visible, hidden, block, call, line):
    """Of the call that ran; where it was asked for together with another, of both: never of the wrong one."""
    fault = ended(lane, how, block, limits)

    shown, told = read(fault, Visibility.VISIBLE), read(fault, Visibility.HIDDEN)

    assert (shown.message, told.message) == (visible.format(call), hidden.format(call))
    assert shown.details["call"] == call
    spots = [place(f"{part.message}\n", part.details, call, FILES, CONFIG.layout) for part in (shown, told)]
    assert spots == [("layers.py", line)] * 2
