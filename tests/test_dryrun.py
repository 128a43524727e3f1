"""Specify what a template rehearses before there is a submission, and that nothing of it stays."""

from __future__ import annotations

import linecache
import random
import subprocess
import sys

import numpy as np
import pytest

from grader import dryrun, servant, wire


def test_the_whole_conversation_is_answered():
    """A word of it that no worker understands any more would warm nothing."""
    answers = dryrun.rehearse()

    assert len(answers) == len(list(dryrun._asked()))
    assert [answer[0] for answer in answers] == ["ok"] * len(answers)
    assert isinstance(answers[0][1][0], wire.Handle)
    assert answers[2][1][0].shape == (2, 4)
    assert len(answers[-1][1]) == 4


def test_what_workers_do_is_done_often_enough_to_be_adapted(monkeypatch):
    """Python adapts a function at its eighth call."""
    called = []
    real = servant.Servant._do_import
    monkeypatch.setattr(
        servant.Servant, "_do_import", lambda self, name: (called.append(name), real(self, name))[1]
    )

    dryrun.rehearse()

    assert len(called) == dryrun.ROUNDS > 8


def test_what_is_free_afterwards_lies_side_by_side():
    """A fork that asks for a few small pieces of memory copies few pages."""
    held = [bytes(100) for _ in range(50_000)]
    held = held[::7]  # holes

    dryrun.rehearse()
    pages = {id(piece) // 4096 for piece in [bytes(100) for _ in range(100)]}

    assert held
    assert len(pages) < 30


def test_nothing_of_it_stays():
    """Neither modules nor ways to find them, nor numbers taken from generators that students draw from."""
    np.random.seed(3)  # noqa: NPY002  the generator that students draw from
    random.seed(3)
    before = set(sys.modules), list(sys.meta_path), set(linecache.cache), random.getstate()
    numbers = np.random.get_state()[1].tolist()  # noqa: NPY002  the same

    dryrun.rehearse()

    assert (set(sys.modules), list(sys.meta_path), set(linecache.cache), random.getstate()) == before
    assert np.random.get_state()[1].tolist() == numbers  # noqa: NPY002  the same


PAGES = """
import gc, os
from grader import dryrun, segments
from grader.loader import SubmissionFinder, compile_all

segments.join()
dryrun.rehearse()
files = {"dryrun.py": dryrun._SOURCE}
finder = SubmissionFinder(files, compiled=compile_all(files, ()), allowed=())
gc.collect()
gc.freeze()
child = os.fork()
if child == 0:
    dryrun._begin()
    finder.install()
    dryrun._talk(finder)
    os._exit(0)
print(os.wait4(child, 0)[2].ru_minflt)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts what Linux counts")
def test_a_worker_touches_few_pages():
    """The system takes some 2 us for each: they are 935, and 2,170 where nothing was rehearsed before."""
    done = subprocess.run([sys.executable, "-c", PAGES], capture_output=True, text=True, check=True)

    assert int(done.stdout) < 1100
