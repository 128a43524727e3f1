"""Specify what the data sets hold, how they are checked, and what is said when a file is not right."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import mnist
from grader.errors import DataError

OFFICIAL_TRAIN = np.array([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
OFFICIAL_TEST = np.array([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])


def idx(array):
    """Return *array* as the bytes of an IDX file."""
    shape = b"".join(n.to_bytes(4, "big") for n in array.shape)
    return b"\0\0\x08" + bytes([array.ndim]) + shape + array.tobytes()


@pytest.fixture
def small(tmp_path, rng):
    """Return a folder with a small full set (200 training, 30 test images of 4 × 3), and what is in it."""
    arrays = (
        rng.integers(0, 256, (200, 4, 3), np.uint8),
        np.repeat(np.arange(10, dtype=np.uint8), 20),
        rng.integers(0, 256, (30, 4, 3), np.uint8),
        np.arange(30, dtype=np.uint8) % 10,
    )
    files = []
    for official, array in zip(mnist.FILES, arrays, strict=True):
        content = idx(array)
        (tmp_path / official.name).write_bytes(content)
        files.append(mnist.IdxFile(official.name, len(content), hashlib.sha256(content).hexdigest()))
    return tmp_path, tuple(files), arrays


@pytest.fixture
def rng():
    """Return a generator with a fixed seed."""
    return np.random.default_rng(7)


@pytest.fixture(scope="module")
def embedded():
    """Return the shipped subset."""
    return mnist.load("embedded")


@pytest.fixture
def tiny(tmp_path, rng):
    """Return an embedded file of three images, the arrays in it and their digest."""
    arrays = {
        "train_images": rng.integers(0, 256, (2, 784), np.uint8),
        "train_labels": np.array([3, 4], np.uint8),
        "test_images": rng.integers(0, 256, (1, 784), np.uint8),
        "test_labels": np.array([9], np.uint8),
    }
    path = tmp_path / "tiny.npz"
    np.savez_compressed(path, **arrays)
    return path, arrays, mnist.content_digest(arrays)


def test_embedded_has_20_000_training_and_2_000_test_images(embedded):
    """Shapes and types of the embedded set are as documented; it has no validation images."""
    shapes = {name: value.shape for name, value in vars(embedded).items() if name != "name"}

    assert shapes == {
        "train_images": (20_000, 784),
        "train_labels": (20_000,),
        "validation_images": (0, 784),
        "validation_labels": (0,),
        "test_images": (2_000, 784),
        "test_labels": (2_000,),
    }
    assert embedded.name == "embedded"
    assert embedded.train_images.dtype == embedded.test_images.dtype == np.uint8
    assert embedded.train_labels.dtype == embedded.test_labels.dtype == np.int64


@pytest.mark.parametrize(
    "part, official", [("train", OFFICIAL_TRAIN), ("test", OFFICIAL_TEST)], ids=["train", "test"]
)
def test_embedded_is_stratified(embedded, part, official):
    """Each digit's count is its share of the official set, to less than one image."""
    labels = getattr(embedded, f"{part}_labels")

    counts = np.bincount(labels, minlength=10)

    assert np.all(np.abs(counts - official * len(labels) / official.sum()) < 1)


def test_embedded_labels_belong_to_the_images(embedded):
    """The nearest mean training image names most of the test images, which shuffled labels would not."""
    means = np.stack([embedded.train_images[embedded.train_labels == k].mean(axis=0) for k in range(10)])
    tests = embedded.test_images.astype(float)

    nearest = np.argmax(tests @ means.T - 0.5 * np.sum(means**2, axis=1), axis=1)

    assert np.mean(nearest == embedded.test_labels) > 0.8


def test_embedded_test_images_are_not_training_images(embedded):
    """No test image is among the training images, so that accuracy is not memory."""
    train = {row.tobytes() for row in embedded.train_images}

    assert not any(row.tobytes() in train for row in embedded.test_images)


def test_the_recorded_digest_is_that_of_the_shipped_file():
    """The digest in the source is that of the arrays in the file, calculated here by hand."""
    digest = hashlib.sha256()
    with np.load(mnist.EMBEDDED) as stored:
        for name in sorted(stored.files):
            digest.update(f"{name} |u1 {stored[name].shape}\n".encode() + stored[name].tobytes())

    assert digest.hexdigest() == mnist.EMBEDDED_SHA256


def test_the_shipped_file_is_small():
    """The package carries less than 5 MB of data."""
    assert mnist.EMBEDDED.stat().st_size < 5_000_000


def test_arrays_are_read_only(embedded):
    """Nobody changes data that others share."""
    with pytest.raises(ValueError, match="read-only"):
        embedded.train_images[0, 0] = 1


def test_the_digest_does_not_depend_on_the_compressor(tiny, tmp_path):
    """The same arrays stored without compression are accepted under the same digest."""
    _, arrays, digest = tiny
    np.savez(tmp_path / "plain.npz", **arrays)

    loaded = mnist.load_embedded(tmp_path / "plain.npz", digest)

    np.testing.assert_array_equal(loaded.train_images, arrays["train_images"])


@pytest.mark.parametrize(
    "change",
    [
        lambda a: {**a, "train_images": a["train_images"] ^ 1},
        lambda a: {**a, "train_images": a["train_images"].reshape(1, -1)},
        lambda a: {**a, "train_labels": a["train_labels"].astype(np.int8)},
        lambda a: {("test_label" if k == "test_labels" else k): v for k, v in a.items()},
        lambda a: {**a, "more": np.zeros(0, np.uint8)},
    ],
    ids=["values", "shape", "dtype", "name", "one more"],
)
def test_the_digest_sees_every_change(tiny, change):
    """Values, shapes, types and names are all part of the digest."""
    _, arrays, digest = tiny

    assert mnist.content_digest(change(arrays)) != digest


def test_an_embedded_file_with_other_content_is_refused(tiny):
    """The error names the file, the digest expected and the one found."""
    path, _, digest = tiny

    with pytest.raises(DataError) as caught:
        mnist.load_embedded(path, "0" * 64)

    assert str(caught.value) == f"{path}: wrong content: expected SHA-256 {'0' * 64}, found {digest}"


@pytest.mark.parametrize(
    "kept", [0, 3, 100, -1], ids=["nothing", "3 bytes", "100 bytes", "all but the last byte"]
)
def test_a_truncated_embedded_file_is_refused(tiny, kept):
    """A file cut anywhere is told as damaged, by name, in one line."""
    path, _, digest = tiny
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(DataError, match=r"^.*tiny\.npz: damaged \(.*\); install the grader again$"):
        mnist.load_embedded(path, digest)


def test_a_flipped_byte_in_the_embedded_file_is_refused(tiny):
    """Damage inside the compressed data is found before any digest is compared."""
    path, _, digest = tiny
    content = bytearray(path.read_bytes())
    content[200] ^= 0xFF
    path.write_bytes(content)

    with pytest.raises(DataError, match=r"tiny\.npz"):
        mnist.load_embedded(path, digest)


def test_a_missing_embedded_file_is_named(tmp_path):
    """A broken installation is told as one."""
    with pytest.raises(DataError, match=r"gone\.npz: missing; .*install the grader again"):
        mnist.load_embedded(tmp_path / "gone.npz")


def test_an_unknown_data_set_is_refused():
    """The error names what there is."""
    with pytest.raises(DataError, match=r"no data set is called 'fashion'; there are 'embedded' and 'full'"):
        mnist.load("fashion")


def test_full_is_split_into_three(small):
    """Validation and training images partition the official training set; the test set is as it was."""
    folder, files, (images, _labels, test_images, test_labels) = small

    full = mnist.load_full(folder, files, validation_size=30)

    assert full.train_images.shape == (170, 12)
    assert full.validation_images.shape == (30, 12)
    pieces = np.concatenate([full.train_images, full.validation_images])
    assert sorted(row.tobytes() for row in pieces) == sorted(row.tobytes() for row in images)
    np.testing.assert_array_equal(full.test_images, test_images.reshape(30, 12))
    np.testing.assert_array_equal(full.test_labels, test_labels)
    assert full.name == "full"


def test_full_keeps_images_and_labels_together(small):
    """Every image still has the label that it had in the files, in training and in validation."""
    folder, files, (images, labels, _, _) = small
    label_of = {row.tobytes(): label for row, label in zip(images, labels, strict=True)}

    full = mnist.load_full(folder, files, validation_size=30)

    for rows, found in (
        (full.train_images, full.train_labels),
        (full.validation_images, full.validation_labels),
    ):
        assert [label_of[row.tobytes()] for row in rows] == found.tolist()


def test_full_validation_is_stratified_and_repeatable(small):
    """Each of ten equal classes gives a tenth of the validation images, the same ones each time."""
    folder, files, _ = small

    first = mnist.load_full(folder, files, validation_size=30)
    again = mnist.load_full(folder, files, validation_size=30)

    assert np.bincount(first.validation_labels).tolist() == [3] * 10
    np.testing.assert_array_equal(first.validation_images, again.validation_images)


@pytest.mark.parametrize("position", range(4))
def test_a_missing_full_file_is_named_with_the_command(small, position):
    """The error is one line with the missing file's path and the command that gets it."""
    folder, files, _ = small
    path = folder / files[position].name
    path.unlink()

    with pytest.raises(DataError) as caught:
        mnist.load_full(folder, files)

    assert str(caught.value) == f"{path}: missing; run: grader data fetch"


def test_a_truncated_full_file_is_named_with_both_sizes(small):
    """A short file is told as truncated, with the bytes expected and found."""
    folder, files, _ = small
    path = folder / files[2].name
    path.write_bytes(path.read_bytes()[:-5])

    with pytest.raises(DataError) as caught:
        mnist.load_full(folder, files)

    assert str(caught.value) == f"{path}: truncated: expected 376 bytes, found 371; run: grader data fetch"


def test_a_changed_full_file_is_named_with_both_digests(small):
    """A file of the right size with one bit changed is refused."""
    folder, files, _ = small
    path = folder / files[1].name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    with pytest.raises(DataError) as caught:
        mnist.load_full(folder, files)

    found = hashlib.sha256(content).hexdigest()
    assert f"{path}: wrong content: expected SHA-256 {files[1].sha256}, found {found}" in str(caught.value)


def test_load_full_reads_the_data_folder(tmp_path, monkeypatch):
    """`load("full")` looks where GRADER_DATA says, for the official files."""
    monkeypatch.setenv("GRADER_DATA", str(tmp_path))

    with pytest.raises(DataError) as caught:
        mnist.load("full")

    assert str(caught.value) == f"{tmp_path / 'train-images-idx3-ubyte'}: missing; run: grader data fetch"


def test_the_official_sizes_fit_the_official_shapes():
    """60,000 and 10,000 images of 28 × 28 bytes with headers of 16 bytes, labels with headers of 8."""
    sizes = [file.size_bytes for file in mnist.FILES]

    assert sizes == [16 + 60_000 * 784, 8 + 60_000, 16 + 10_000 * 784, 8 + 10_000]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=200), st.data())
def test_a_stratified_choice_has_every_class_in_proportion(labels, data):
    """The positions are distinct and ascending, as many as asked for, each class within one of its share."""
    labels = np.array(labels)
    count = data.draw(st.integers(0, len(labels)))

    chosen = mnist.stratified(labels, count)

    assert len(chosen) == count
    assert np.all(np.diff(chosen) > 0)
    share = np.bincount(labels, minlength=10) * count / len(labels)
    assert np.all(np.abs(np.bincount(labels[chosen], minlength=10) - share) < 1)


def test_a_stratified_choice_is_spread_over_the_class():
    """Four of twelve equal labels are the middles of four equal stretches."""
    chosen = mnist.stratified(np.zeros(12, np.uint8), 4)

    assert chosen.tolist() == [1, 4, 7, 10]


@pytest.mark.parametrize("count", [-1, 4])
def test_a_stratified_choice_of_more_than_there_is_fails(count):
    """The error says what is allowed."""
    with pytest.raises(ValueError, match=f"between 0 and 3, got {count}"):
        mnist.stratified(np.zeros(3, np.uint8), count)


def test_read_idx_gives_the_shape_in_the_header(tmp_path, rng):
    """An IDX file of any number of axes comes back as the array that it was made of."""
    array = rng.integers(0, 256, (2, 3, 4), np.uint8)
    (tmp_path / "x").write_bytes(idx(array))

    np.testing.assert_array_equal(mnist.read_idx(tmp_path / "x"), array)


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"", "not an IDX file of bytes: expected 00 00 08 at its start, found nothing"),
        (b"\x1f\x8b\x08\x00rest", "not an IDX file of bytes: expected 00 00 08 at its start, found 1f 8b 08"),
        (b"\0\0\x08\x01\0\0\0\x03ab", "expected 11 bytes for shape (3,), found 10"),
        (b"\0\0\x08\x01\0\0\0\x03abcd", "expected 11 bytes for shape (3,), found 12"),
        (b"\0\0\x08\xff", "found 4"),
    ],
    ids=["empty", "gzip", "too short", "too long", "header only"],
)
def test_read_idx_refuses_what_does_not_fit(tmp_path, content, reason):
    """The error names the file, what was expected and what was found."""
    path = tmp_path / "x"
    path.write_bytes(content)

    with pytest.raises(DataError) as caught:
        mnist.read_idx(path)

    assert str(caught.value).startswith(f"{path}: ")
    assert reason in str(caught.value)


def test_a_folder_in_place_of_a_file_is_told(tmp_path):
    """What cannot be read is named with the system's reason."""
    assert mnist.fault(tmp_path, mnist.FILES[0]) in {
        "cannot be read: Is a directory",
        "cannot be read: Permission denied",
    }


def test_the_data_folder_can_be_chosen(monkeypatch):
    """GRADER_DATA is the folder itself; a tilde is the home folder."""
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("GRADER_DATA", "~/mnist")

    assert mnist.data_folder() == Path("/home/somebody/mnist")


@pytest.mark.parametrize("chosen", [None, ""], ids=["unset", "empty"])
def test_the_data_folder_is_below_the_cache_folder(monkeypatch, chosen):
    """Without GRADER_DATA the data are in the user's cache folder."""
    monkeypatch.delenv("GRADER_DATA", raising=False)
    if chosen is not None:
        monkeypatch.setenv("GRADER_DATA", chosen)

    folder = mnist.data_folder()

    assert folder.is_absolute()
    assert folder.parts[-1] == "mnist"
    assert "nn-grader" in folder.parts


def test_info_describes_present_missing_and_damaged_files(small):
    """Five records: the embedded file, then the four full ones with what is there of each."""
    folder, files, _ = small
    (folder / files[0].name).unlink()
    (folder / files[3].name).write_bytes(b"short")

    found = mnist.info(folder, files)

    assert [(i.dataset, i.path.name, i.present, i.size_bytes, i.sha256_ok) for i in found] == [
        ("embedded", "mnist-embedded.npz", True, mnist.EMBEDDED.stat().st_size, True),
        ("full", "train-images-idx3-ubyte", False, 0, False),
        ("full", "train-labels-idx1-ubyte", True, 208, True),
        ("full", "t10k-images-idx3-ubyte", True, 376, True),
        ("full", "t10k-labels-idx1-ubyte", True, 5, False),
    ]


def test_info_looks_into_the_data_folder(tmp_path, monkeypatch):
    """Without arguments the folder of GRADER_DATA is described."""
    monkeypatch.setenv("GRADER_DATA", str(tmp_path / "nowhere"))

    found = mnist.info()

    assert [i.path.parent for i in found[1:]] == [tmp_path / "nowhere"] * 4
    assert not any(i.present or i.sha256_ok for i in found[1:])


def test_info_tells_a_damaged_embedded_file(tiny, tmp_path):
    """An embedded file with other content is present and not right."""
    path, _, _ = tiny

    found = mnist.info(tmp_path, (), path)

    assert [(i.present, i.sha256_ok) for i in found] == [(True, False)]
