"""Specify the script that builds the embedded subset: same choice, same bytes, a stale file told."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from grader import mnist

SCRIPT = Path(__file__).resolve().parents[1] / "tools" / "embed_mnist.py"


@pytest.fixture(scope="module")
def script():
    """Return the script as a module."""
    spec = importlib.util.spec_from_file_location("embed_mnist", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def full():
    """Return a synthetic full set of 300 training and 60 test images, all different."""
    rng = np.random.default_rng(3)
    labels = np.repeat([0, 1, 2], [150, 100, 50])
    return mnist.Dataset(
        "full",
        rng.integers(0, 256, (300, 784), np.uint8),
        rng.permutation(labels),
        np.zeros((0, 784), np.uint8),
        np.zeros(0, np.int64),
        rng.integers(0, 256, (60, 784), np.uint8),
        np.arange(60) % 3,
    )


def test_the_subset_is_stratified(script, full):
    """Classes of 150, 100 and 50 give 30, 20 and 10 of 60 training images, thirds of the test images."""
    arrays = script.subset(full, 60, 12)

    assert np.bincount(arrays["train_labels"]).tolist() == [30, 20, 10]
    assert np.bincount(arrays["test_labels"]).tolist() == [4, 4, 4]


def test_training_and_test_images_keep_to_their_sets(script, full):
    """Training images come from the training set with their labels, test images from the test set."""
    arrays = script.subset(full, 60, 12)

    for part in ("train", "test"):
        images, labels = getattr(full, f"{part}_images"), getattr(full, f"{part}_labels")
        known = {(row.tobytes(), int(label)) for row, label in zip(images, labels, strict=True)}
        chosen = zip(arrays[f"{part}_images"], arrays[f"{part}_labels"], strict=True)
        assert all((row.tobytes(), int(label)) in known for row, label in chosen)


def test_everything_is_stored_as_bytes(script, full):
    """Images and labels are uint8, whatever type they are loaded as."""
    arrays = script.subset(full, 60, 12)

    assert {array.dtype for array in arrays.values()} == {np.dtype(np.uint8)}


def test_two_builds_have_the_same_bytes(script, full, tmp_path):
    """Nothing in the file depends on the time or on the run."""
    script.write(script.subset(full, 60, 12), tmp_path / "a.npz")
    script.write(script.subset(full, 60, 12), tmp_path / "b.npz")

    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "b.npz"]


def test_a_failed_build_leaves_the_old_file(script, tmp_path):
    """The file is replaced in one step or not at all."""
    path = tmp_path / "a.npz"
    path.write_bytes(b"old")

    with pytest.raises(ValueError, match="allow_pickle"):
        script.write({"train_images": np.array([object()])}, path)

    assert [(left.name, left.read_bytes()) for left in tmp_path.iterdir()] == [("a.npz", b"old")]


def test_what_is_written_is_loaded_again(script, full, tmp_path):
    """The package's own loader accepts the file under the digest of the arrays."""
    arrays = script.subset(full, 60, 12)
    script.write(arrays, tmp_path / "a.npz")

    loaded = mnist.load_embedded(tmp_path / "a.npz", mnist.content_digest(arrays))

    np.testing.assert_array_equal(loaded.train_images, arrays["train_images"])
    np.testing.assert_array_equal(loaded.test_labels, arrays["test_labels"])


@pytest.fixture
def built(script, full, tmp_path, monkeypatch):
    """Build from the synthetic set as if it were MNIST, with its digest recorded; return the file."""
    small = script.subset(full, 60, 12)
    monkeypatch.setattr(script, "subset", lambda _full: small)
    monkeypatch.setattr(mnist, "load_full", lambda folder, validation_size: full)
    monkeypatch.setattr(mnist, "EMBEDDED_SHA256", mnist.content_digest(small))
    path = tmp_path / "a.npz"
    assert script.main(["--from", "anywhere", "-o", str(path)]) == 0
    return path


def test_a_build_prints_the_digest(script, built, capsys):
    """The digest to be recorded goes to stdout, before the file's name."""
    capsys.readouterr()

    script.main(["--from", "anywhere", "-o", str(built)])

    assert capsys.readouterr().out == f"{mnist.EMBEDDED_SHA256}  {built}\n"


def test_a_check_of_a_fresh_file_passes(script, built):
    """`--check` exits with 0 and writes nothing."""
    before = built.stat()

    code = script.main(["--from", "anywhere", "-o", str(built), "--check"])

    assert code == 0
    assert built.stat() == before


@pytest.mark.parametrize("damage", ["missing", "other"])
def test_a_check_of_a_stale_file_fails(script, built, damage, capsys):
    """`--check` exits with 1 and names the file that is missing or not what would be built."""
    built.unlink()
    if damage == "other":
        script.write({"train_images": np.zeros((1, 784), np.uint8)}, built)

    code = script.main(["--from", "anywhere", "-o", str(built), "--check"])

    assert code == 1
    assert capsys.readouterr().err.startswith(f"{built}: ")


def test_a_digest_that_is_not_recorded_fails(script, built, monkeypatch, capsys):
    """A build whose digest is not the one in the source exits with 1 and gives the right one."""
    digest = mnist.EMBEDDED_SHA256
    monkeypatch.setattr(mnist, "EMBEDDED_SHA256", "0" * 64)

    code = script.main(["--from", "anywhere", "-o", str(built)])

    assert code == 1
    assert f"must be {digest}" in capsys.readouterr().err


def test_missing_full_data_are_told(script, tmp_path, capsys):
    """Without the full data the script exits with 2, one line that names the file and the command."""
    code = script.main(["--from", str(tmp_path), "-o", str(tmp_path / "a.npz")])

    assert code == 2
    assert capsys.readouterr().err == (
        f"{tmp_path / 'train-images-idx3-ubyte'}: missing; run: grader data fetch\n"
    )
    assert not (tmp_path / "a.npz").exists()
