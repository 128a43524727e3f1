"""Specify that what fuzzing has found stays found: the kept inputs, the targets and how they are run."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from tests.fuzz.targets import CORPUS, TARGETS

ROOT = Path(__file__).resolve().parents[1]
MOST_BYTES = 500_000


def module(name):
    """Return the target's module."""
    return importlib.import_module(f"tests.fuzz.fuzz_{name}")


@pytest.mark.parametrize("name", TARGETS)
def test_the_kept_inputs_pass(name):
    """Each reaches a corner that no other one does; none makes its target fail."""
    inputs = sorted((CORPUS / name).iterdir())

    for path in inputs:
        module(name).one(path.read_bytes())

    assert len(inputs) > 10


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_pass(name):
    """Fuzzing begins from what is right or nearly so."""
    seeds = list(module(name).seeds())

    for seed in seeds:
        module(name).one(seed)

    assert len(seeds) > 10


def test_the_corpus_is_small():
    """It is cloned by everybody and run by every test."""
    files = [path for path in CORPUS.rglob("*") if path.is_file()]

    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    assert {path.parent.name for path in files} == set(TARGETS)


def test_make_fuzz_runs_every_target():
    """A target that is not run finds nothing."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    run = re.search(r"^FUZZ_TARGETS := (.*)$", makefile, re.MULTILINE).group(1).split()

    assert [each.partition(":")[0] for each in run] == list(TARGETS)


def test_the_fuzzers_lock_has_hashes_and_names_no_host():
    """Like the other locks."""
    text = (ROOT / "requirements-fuzz.lock").read_text(encoding="utf-8")

    pins = re.findall(r"^atheris==\S+ .*\\\n(?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", text, re.MULTILINE)
    assert len(pins) == text.count("==") >= 1
    assert "://" not in text
    assert "index-url" not in text
