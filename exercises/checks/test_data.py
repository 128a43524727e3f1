"""Visible checks of data.py: formulas, properties and small examples."""

import numpy as np
import pytest

from grader import assert_close, check, expect, generator


def arrays(result, count, name):
    """Take a tuple (or list) of *count* arrays apart."""
    expect(isinstance(result, tuple | list), f"{name} must return a tuple, got {type(result).__name__}")
    expect(len(result) == count, f"{name} must return {count} arrays, got {len(result)}")
    for array in result:
        expect(
            isinstance(array, np.ndarray) and array.ndim,
            f"{name} must give arrays, got {type(array).__name__}",
        )
    return list(result)


def pairs(batches):
    """Run through the batches of an epoch and give them as a list."""
    return [arrays(batch, 2, "each batch of batches") for batch in batches]


@check(task="data", points=1, hint="Cut rng.permutation(n_samples) in three.")
def test_split_is_complete(student):
    """Split deals every sample out once, to sets of the right sizes"""
    parts = arrays(student.data.split(20, 5, 3, generator(1)), 3, "split")

    expect(
        [len(part) for part in parts] == [12, 5, 3],
        f"split(20, 5, 3, rng) must give 12, 5 and 3 numbers, gave {[len(part) for part in parts]}",
    )
    assert_close(np.sort(np.concatenate(parts)), np.arange(20), name="all three sets together, sorted")
    expect(np.any(np.concatenate(parts) != np.arange(20)), "the samples must be dealt out at random")


@check(
    task="data",
    points=1,
    hint="result[i, labels[i]] = 1 in an array of zeros.",
    repeats=("data/one_hot_example[[]*",),
)
@pytest.mark.parametrize(
    "labels, n_classes",
    [([1, 2, 3, 4], 5), ([2, 0, 2], 3)],
    ids=["one-to-four", "repeated"],
)
def test_one_hot_example(student, labels, n_classes):
    """The labels {labels} become rows of {n_classes} numbers with a single 1"""
    rows = student.data.one_hot(np.array(labels), n_classes)

    expected = [[1.0 if column == label else 0.0 for column in range(n_classes)] for label in labels]
    assert_close(rows, expected, name="one_hot")
    expect(rows.dtype == np.float64, f"one_hot must return float64, got {rows.dtype}")


@check(task="data", points=2, hint="Use the mean and the deviation of train, per column, for both sets.")
def test_standardize_formula(student, rng):
    """Standardize uses the training set's mean and deviation, for the test set too"""
    train = 3 + 2 * rng.standard_normal((30, 4))
    test = 1 + rng.standard_normal((7, 4))

    results = arrays(student.data.standardize(train, test), 2, "standardize")

    for result, x, name in zip(results, (train, test), ("training set", "test set"), strict=True):
        assert_close(result, (x - train.mean(axis=0)) / train.std(axis=0), rtol=1e-6, atol=1e-7, name=name)


@check(task="data", points=2, hint="Centre, multiply by U of the covariance's SVD, divide by sqrt(S + 1e-8).")
def test_whiten_decorrelates(student, rng):
    """Whitened training data has the identity as its covariance and is a rotated, scaled copy"""
    rotation = np.array([[0.8, 0.6, 0.0], [-0.6, 0.8, 0.0], [0.0, 0.0, 1.0]])
    mixed = rng.standard_normal((80, 3)) * [4.0, 1.0, 0.25] @ rotation + 5

    (white,) = arrays(student.data.whiten(mixed), 1, "whiten")

    centred = mixed - mixed.mean(axis=0)
    directions, variances, _ = np.linalg.svd(centred.T @ centred / 80)
    expected = centred @ directions / np.sqrt(variances)
    assert_close(np.abs(white), np.abs(expected), rtol=1e-5, atol=1e-6, name="absolute values of the result")
    assert_close(white.T @ white / 80, np.eye(3), rtol=1e-6, atol=1e-6, name="covariance of the result")


@check(task="data", points=2, hint="Index inputs and labels with the same piece of one permutation.")
def test_batches_keep_pairs_together(student, rng):
    """An epoch of batches holds every sample once, beside its label, the last short batch included"""
    labels = np.arange(20.0)
    inputs = labels[:, np.newaxis] + rng.uniform(0, 0.5, (20, 3))

    batches = pairs(student.data.batches(inputs, labels, 8, generator(2)))

    sizes = [len(batch_inputs) for batch_inputs, _ in batches]
    expect(sizes == [8, 8, 4], f"20 samples in batches of 8 make batches of 8, 8 and 4, got {sizes}")
    drawn = np.concatenate([batch_labels for _, batch_labels in batches])
    assert_close(np.sort(drawn), labels, name="all labels of the epoch, sorted")
    assert_close(
        np.concatenate([x for x, _ in batches]), inputs[drawn.astype(int)], name="inputs beside their labels"
    )
    expect(np.any(drawn != labels), "the samples must come in a random order")


@check(
    task="data",
    points=1,
    hint="Positive dx moves to the right, positive dy down; fill with zeros, do not np.roll.",
)
@pytest.mark.parametrize(
    "dx, dy, expected",
    [
        (1, 0, [[0, 1, 2], [0, 4, 5]]),
        (-1, 1, [[0, 0, 0], [2, 3, 0]]),
    ],
    ids=["right", "left-and-down"],
)
def test_shift_example(student, dx, dy, expected):
    """The image [[1, 2, 3], [4, 5, 6]] shifted by dx = {dx}, dy = {dy}"""
    image = np.array([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]])

    assert_close(student.data.shift(image, dx, dy), [expected], name="shifted image")


@check(task="data", points=1, hint="images + sigma * rng.standard_normal(images.shape)")
def test_noise_has_the_deviation(student, rng):
    """The added noise has mean 0 and the deviation that was asked for"""
    images = rng.uniform(0, 1, (20, 30, 25))

    noisy = student.data.add_noise(images, 0.3, generator(3))

    arrays([noisy], 1, "add_noise")
    assert_close(noisy, images, rtol=0, atol=0.3 * 9, name="noisy images within 9 deviations of the images")
    noise = (noisy - images) / 0.3
    expect(abs(noise.mean()) < 0.08, f"the mean of the noise must be near 0, is {0.3 * noise.mean():.4f}")
    expect(
        abs(noise.std() - 1) < 0.05,
        f"the deviation of the noise must be near 0.3, is {0.3 * noise.std():.4f}",
    )
