"""Specify the band of the reference's losses, and what is kept of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from grader import config as configuration
from grader import lossband
from grader.lossband import LossBand, loss_band
from grader.reference import reference_files

ROOT = Path(__file__).parents[1]
QUICK = {
    "architecture: [784, 128, 64, 10]": "architecture: [784, 4, 10]",
    "seeds: [1, 2, 3]": "seeds: [1, 2]",
    "learning_rates: [0.1, 0.02]": "learning_rates: [0.1]",
}


@pytest.fixture
def assignment(tmp_path, monkeypatch):
    """Return the course with a small network and two short runs, and a cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "course"
    for name in ("exercises", "reference"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    text = (ROOT / "config.yaml").read_text()
    for old, new in QUICK.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "config.yaml").write_text(text)
    return folder


def band_of(assignment):
    """Return the band by the configuration as it is now."""
    return loss_band(assignment, configuration.load(assignment))


def key_of(assignment):
    """Return the name under which the band is kept."""
    return lossband._key(reference_files(assignment), configuration.load(assignment))


def kept_files(tmp_path):
    """Return what lies in the cache."""
    return sorted((tmp_path / "cache").rglob("*.json"))


def count_runs(monkeypatch):
    """Return a list that grows with each process that trains the reference."""
    started, run = [], subprocess.run

    def counted(*args, **options):
        started.append(args)
        return run(*args, **options)

    monkeypatch.setattr(subprocess, "run", counted)
    return started


def test_the_band_holds_the_references_own_curves(assignment, tmp_path, monkeypatch):
    """Fifty points, the mean between the extremes, falling; asked again it comes out of the cache."""
    started = count_runs(monkeypatch)

    band, again = band_of(assignment), band_of(assignment)

    assert band is not None
    assert len(band.low) == len(band.mean) == len(band.high) == 50
    assert all(low <= mean <= high for low, mean, high in zip(band.low, band.mean, band.high, strict=True))
    assert band.low != band.high
    assert band.high[-1] < band.low[0] < 32 * 2.4
    assert again == band
    assert (len(started), len(kept_files(tmp_path))) == (1, 1)


def test_the_reference_is_trained_on_the_dataset_that_was_asked_for(assignment, monkeypatch):
    """Not on the one of `config.yaml`, where the command line names another."""
    asked = []
    monkeypatch.setattr(lossband, "_measured", lambda folder, dataset: asked.append(dataset))

    loss_band(assignment, configuration.load(assignment).with_dataset("full"))

    assert asked == ["full"]


def test_each_dataset_has_losses_of_its_own(assignment):
    """The process trains on what it is told: on a name that nobody knows it trains nothing."""
    assert lossband._measured(assignment, "nothing-of-this-name") is None


def test_who_waits_is_told_once(assignment):
    """A line before the reference is trained, and none where its losses are known."""
    told = []

    for _ in range(2):
        loss_band(assignment, configuration.load(assignment), told.append)

    assert told == ["training the reference once, for the loss curves in the pages"]


def test_ctrl_c_is_not_for_the_reference(assignment, tmp_path):
    """It is in no group that a terminal interrupts, so that a batch that is stopped has whole pages."""
    path = assignment / "reference/layers.py"
    kept = f"open({str(tmp_path / 'sid')!r}, 'w').write(str(os.getsid(0)))"
    path.write_text(f"{path.read_text()}\nimport os\n{kept}\n")

    band = band_of(assignment)

    assert band is not None
    assert int((tmp_path / "sid").read_text()) != os.getsid(0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"low": [1]}',
        b'{"low": [1], "mean": [1, 2], "high": [3]}',
        b'{"low": [2], "mean": [1], "high": [3]}',
        b'{"low": ["nan"], "mean": [1], "high": [2]}',
        b'{"low": 1, "mean": 2, "high": 3}',
        b"\xff" * 9,
    ],
)
def test_a_broken_file_in_the_cache_is_made_anew(assignment, tmp_path, monkeypatch, content):
    """Cut off, of another form, or nonsense: it is trained again and written over."""
    monkeypatch.setattr(lossband, "_measured", lambda *_: LossBand((1.0,), (2.0,), (1.5,)))
    band_of(assignment)
    (path,) = kept_files(tmp_path)
    path.write_bytes(content)

    assert band_of(assignment) == LossBand((1.0,), (2.0,), (1.5,))
    assert json.loads(path.read_bytes()) == {"low": [1.0], "high": [2.0], "mean": [1.5]}


@pytest.mark.parametrize(
    "file, old, new",
    [
        ("reference/layers.py", "class ReLU", "# another line\nclass ReLU"),
        ("config.yaml", "seeds: [1, 2]", "seeds: [1, 4]"),
        ("config.yaml", "learning_rates: [0.1]", "learning_rates: [0.05]"),
        ("config.yaml", "batch_size: 32", "batch_size: 16"),
    ],
)
def test_what_the_losses_depend_on_makes_another_band(assignment, file, old, new):
    """Another reference, other seeds, rates or batches: what was kept is not theirs."""
    before = key_of(assignment)

    path = assignment / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))

    assert key_of(assignment) != before


def test_a_threshold_changes_nothing(assignment):
    """What accuracies are worth does not alter how the reference trains."""
    before = key_of(assignment)

    path = assignment / "config.yaml"
    path.write_text(path.read_text().replace("threshold: 0.94", "threshold: 0.93"))

    assert key_of(assignment) == before


@pytest.mark.parametrize(
    "fault", ["import nothing_of_this_name", "raise SystemExit(0)", "print('[1.0]')\nraise ValueError"]
)
def test_a_reference_that_cannot_be_loaded_has_no_band(assignment, tmp_path, fault):
    """Whatever ends it, a page without a band is better than none; and nothing is kept."""
    (assignment / "reference/layers.py").write_text(fault)

    assert band_of(assignment) is None
    assert kept_files(tmp_path) == []


def test_without_a_check_that_trains_there_is_no_band(assignment, monkeypatch):
    """An assignment may be about layers alone; then nobody waits for a training."""
    started = count_runs(monkeypatch)
    path = assignment / "exercises/checks/test_mnist.py"
    path.write_text(path.read_text().replace('kind="accuracy"', 'kind="unit"'))

    assert band_of(assignment) is None
    assert started == []


def test_a_cache_that_cannot_be_written_costs_time_only(assignment, tmp_path, monkeypatch):
    """A file stands where the folder should be."""
    monkeypatch.setattr(lossband, "_measured", lambda *_: LossBand((1.0,), (2.0,), (1.5,)))
    (tmp_path / "cache").write_text("in the way")

    assert band_of(assignment) == LossBand((1.0,), (2.0,), (1.5,))
