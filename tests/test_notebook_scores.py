"""Specify that a notebook earns what the files earn that it was made from, however it is laid out."""

import ast
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.config import SubmissionLimits
from grader.merging import merge
from grader.rehearsal import Part, Rehearsal
from grader.selection import Basket
from tests.scrambled import DECLARED, scrambled

PROJECT = Path(__file__).resolve().parents[1]
SOURCES = ("averaged-loss", "in-place-update", "perfect-by-hand", "perfect-vectorised", "updated-weights")
FILES = tuple(f"{stem}.py" for stem in DECLARED)
CHECKS = (
    "*/lecture*",
    "optimizer/sgd_l*",
    "layers/*update",
    "layers/large_inputs*",
    "loss/loss_value*",
    "data/whiten_c*",
)
SETTINGS = settings(
    max_examples=200, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


pytestmark = pytest.mark.long


def files_of(content):
    """Return the Python files that count in a folder with this one notebook."""
    basket = Basket(SubmissionLimits())
    basket.notebooks["homework.ipynb"] = ("homework.ipynb", content)
    return merge(basket, FILES, SubmissionLimits(), PROJECT).files


def trees(files):
    """Return what files run as: layout and comments make no difference, and most notebooks no other."""
    return tuple((path, ast.dump(ast.parse(text))) for path, text in sorted(files.items()))


def test_two_hundred_generated_notebooks_score_as_their_files():
    """Order, ids, formats, magics, experiments, split and merged cells: verdict by verdict the same."""
    notebooks = []

    @SETTINGS
    @given(st.sampled_from(SOURCES), st.randoms(use_true_random=False))
    def collect(source, random):
        notebooks.append((source, scrambled(PROJECT / "examples" / source, random)))

    collect()
    parts = [
        Part(
            source,
            {path.name: path.read_bytes() for path in (PROJECT / "examples" / source).glob("*.py")},
            b"s",
            CHECKS,
        )
        for source in SOURCES
    ]
    made = [files_of(content) for _, content in notebooks]
    same = {trees(files): f"{number}" for number, files in enumerate(made)}
    parts += [Part(number, made[int(number)], b"s", CHECKS) for number in same.values()]
    verdicts = {}
    for one in Rehearsal(PROJECT).run(parts):
        verdicts.setdefault(one.part.script, {})[one.check_id] = one.verdict

    assert len(notebooks) == 200
    for (source, content), files in zip(notebooks, made, strict=True):
        assert verdicts[same[trees(files)]] == verdicts[source], content.decode()
