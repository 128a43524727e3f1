"""Hidden checks of data.py: the reference's numbers where they are fixed, properties where chance decides."""

import numpy as np
import pytest

from grader import assert_close, assert_raises, assert_unchanged, check, expect, generator, hold, pipelined
from grader.pipeline import settled

RESULTS = ["standardize", "whiten", "batches", "shift", "add_noise"]


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


def draw_order(student, n, size, rng):
    """Give the order in which an epoch of batches takes samples, after proving that it is one."""
    numbers = np.arange(float(n))
    batches = [
        arrays(pair, 2, "each batch") for pair in student.data.batches(numbers[:, None], numbers, size, rng)
    ]
    sizes = [len(labels) for _, labels in batches]
    expected = [size] * (n // size) + ([n % size] if n % size else [])
    expect(
        sizes == expected, f"{n} samples in batches of {size} must make batches of {expected}, got {sizes}"
    )
    order = np.concatenate([labels for _, labels in batches])
    assert_close(np.sort(order), numbers, name="the labels of an epoch, sorted")
    inputs = np.concatenate([inputs for inputs, _ in batches])
    assert_close(inputs, order[:, np.newaxis], name="the inputs beside these labels")
    return order


def align(results, expected):
    """Give whitened sets the signs of the *expected* ones: one sign per column, that of the first set."""
    for result, right in zip(results, expected, strict=True):
        same = result.shape == right.shape and result.dtype.kind == "f"
        expect(same, f"whiten must give floats of shape {right.shape}, got {result.dtype} of {result.shape}")
    signs = np.where(np.sum(results[0] * expected[0], axis=0) < 0, -1.0, 1.0)
    return [result * signs for result in results]


def draw_correlated(rng, n):
    """Draw correlated features whose variances lie far apart, so that the rotation is determined."""
    rotation, _ = np.linalg.qr(rng.standard_normal((4, 4)))
    return rng.standard_normal((n, 4)) * [8.0, 3.0, 1.0, 0.3] @ rotation + rng.uniform(-5, 5, 4)


@check(task="data", points=1, hint="Take all randomness from rng, and from nothing else.")
def test_split_repeats_with_the_seed(student):
    """The same seed gives the same split, another seed another one"""
    first, again, other = (
        arrays(student.data.split(200, 60, 40, generator(seed)), 3, "split") for seed in (1, 1, 2)
    )

    for name, one, two in zip(("training", "validation", "test"), first, again, strict=True):
        expect(one.dtype.kind in "iu", f"the {name} set must hold integers to index with, got {one.dtype}")
        assert_close(two, one, name=f"{name} set drawn again with the same seed")
    assert_close(np.sort(np.concatenate(other)), np.arange(200), name="all sets together, sorted")
    for name, one, two in zip(("training", "validation", "test"), first, other, strict=True):
        expect(not np.array_equal(np.sort(one), np.sort(two)), f"two seeds give the same {name} set")
    # 124 changes on average, with a deviation below 8; where sets are pieces of the original order, 3 or so.
    sets = np.repeat([0, 1, 2], [len(one) for one in first])[np.argsort(np.concatenate(first))]
    changes = np.count_nonzero(np.diff(sets))
    expect(changes > 60, f"neighbouring samples fall into the same set: only {changes} of 199 do not")


@check(
    task="data",
    points=1,
    hint="A set may be empty: beware of order[-0:], which is everything.",
    repeats=("data/split_with_empty_sets[[]*",),
)
@pytest.mark.parametrize(
    "n, n_validation, n_test",
    [(9, 0, 4), (9, 4, 0), (7, 3, 4)],
    ids=["no-validation", "no-test", "no-training"],
)
def test_split_with_empty_sets(student, n, n_validation, n_test):
    """Split of {n} samples with {n_validation} to validate and {n_test} to test"""
    parts = arrays(student.data.split(n, n_validation, n_test, generator(5)), 3, "split")

    sizes, expected = [len(part) for part in parts], [n - n_validation - n_test, n_validation, n_test]
    expect(sizes == expected, f"the sets must have {expected} samples, got {sizes}")
    assert_close(np.sort(np.concatenate(parts)), np.arange(n), name="all sets together, sorted")


@check(task="data", points=1, hint="Raise ValueError when n_validation + n_test > n_samples.")
def test_split_of_too_few_samples(student):
    """Split refuses to take more samples than there are"""
    assert_raises("ValueError", student.data.split, 10, 7, 4, generator(1))

    parts = arrays(student.data.split(10, 6, 4, generator(1)), 3, "split")
    assert_close(
        np.sort(np.concatenate(parts)), np.arange(10), name="all sets of a split that is possible, sorted"
    )


@check(
    task="data",
    points=1,
    hint="Compare the labels with 0 and n_classes first; NumPy takes -1 for the last column.",
)
@pytest.mark.parametrize("wrong", [3, -1], ids=["too-large", "negative"])
def test_one_hot_of_impossible_labels(student, wrong):
    """One_hot refuses labels outside 0 to n_classes - 1"""
    assert_raises("ValueError", student.data.one_hot, np.array([0, 2, wrong, 1]), 3)

    assert_close(
        student.data.one_hot(np.array([0, 2, 1]), 3), np.eye(3)[[0, 2, 1]], name="one_hot of right labels"
    )


@check(task="data", points=1, hint="Make a new float64 array of zeros, whatever integers the labels are.")
def test_one_hot_of_many_labels(student, rng):
    """One_hot of uint8 labels has all columns, is float64 and leaves the labels alone"""
    labels = rng.permutation(np.resize([0, 1, 2, 3, 5, 6, 8], 50)).astype(np.uint8)
    held = hold(labels)

    rows = student.data.one_hot(held, 12)

    assert_close(rows, np.eye(12)[labels], name="one_hot of labels below 9 with 12 classes")
    expect(rows.dtype == np.float64, f"one_hot must return float64, got {rows.dtype}")
    assert_unchanged(held, name="labels")


@check(
    task="data", points=1, hint="Return one array per argument, all computed with train's mean and deviation."
)
@pytest.mark.parametrize("n_others", [0, 3], ids=["none", "three"])
def test_standardize_other_sets(student, reference, rng, n_others):
    """Standardize treats {n_others} other sets like the training set and leaves all of them alone"""
    sets = [rng.uniform(-9, 9, 5) + rng.uniform(0.5, 4) * rng.standard_normal((n, 5)) for n in (40, 1, 9, 3)]
    held = [hold(x) for x in sets[: 1 + n_others]]

    results = arrays(student.data.standardize(*held), 1 + n_others, "standardize")

    for number, right in enumerate(reference.data.standardize(*sets[: 1 + n_others]), start=1):
        assert_close(results[number - 1], right, rtol=1e-6, atol=1e-7, name=f"set {number}")
        assert_unchanged(held[number - 1], name=f"set {number}")


@check(
    task="data",
    points=1,
    hint="Where the deviation is 0, divide by 1 (np.where, or add a tiny number).",
    needs=("data/standardize_formula",),
)
def test_standardize_constant_features(student, reference, rng):
    """A feature that is constant in the training set becomes 0 there and stays finite elsewhere"""
    train, test = rng.standard_normal((16, 4)), rng.standard_normal((5, 4))
    train[:, 1], train[:, 3] = 0.0, 4.0

    first, second = arrays(student.data.standardize(train, test), 2, "standardize")

    expected = reference.data.standardize(train, test)
    assert_close(first, expected[0], rtol=1e-6, atol=1e-7, name="training set")
    expect(second.shape == test.shape, f"the test set must have shape {test.shape}, got {second.shape}")
    assert_close(
        second[:, [0, 2]],
        expected[1][:, [0, 2]],
        rtol=1e-6,
        atol=1e-7,
        name="varying features of the test set",
    )
    expect(np.all(np.isfinite(second)), "the other features of the test set must be finite")


@check(task="data", points=2, hint="Keep mean, U and S of the training set and use them for every set.")
def test_whiten_other_sets(student, reference, rng):
    """Whiten treats other sets like the training set and leaves all of them alone"""
    sets = [draw_correlated(rng, n) for n in (120, 30, 1)]
    held = [hold(x) for x in sets]

    results = arrays(student.data.whiten(*held), 3, "whiten")

    expected = reference.data.whiten(*sets)
    for number, (result, right) in enumerate(zip(align(results, expected), expected, strict=True), start=1):
        assert_close(result, right, rtol=1e-6, atol=1e-6, name=f"set {number}")
        assert_unchanged(held[number - 1], name=f"set {number}")


@check(task="data", points=1, hint="Add 1e-8 to S under the square root: sqrt(S + 1e-8).")
def test_whiten_constant_feature(student, reference, rng):
    """Whiten stays finite where the training set does not vary"""
    train = np.column_stack([rng.standard_normal((64, 2)) * [3.0, 0.5], np.full(64, 2.0)])
    test = np.array([[1.0, -0.5, 2.0], [0.5, 1.0, 2.001]])

    results = arrays(student.data.whiten(train, test), 2, "whiten")

    expected = reference.data.whiten(train, test)
    aligned = align(results, expected)
    assert_close(aligned[0], expected[0], rtol=1e-6, atol=1e-6, name="training set")
    assert_close(
        aligned[1][:, :2], expected[1][:, :2], rtol=1e-6, atol=1e-6, name="varying directions of the test set"
    )
    assert_close(
        np.abs(aligned[1][:, 2]), [0.0, 10.0], rtol=1e-3, atol=1e-3, name="constant direction of the test set"
    )


@check(
    task="data",
    points=1,
    hint="range(0, n, batch_size) and slices: the last one is short by itself.",
    repeats=("data/batch_sizes[[]*",),
)
@pytest.mark.parametrize(
    "n, size",
    [(6, 1), (12, 4), (5, 8)],
    ids=["ones", "whole", "larger-than-data"],
)
def test_batch_sizes(student, n, size):
    """An epoch of {n} samples in batches of {size} is complete"""
    draw_order(student, n, size, generator(11))


@check(
    task="data",
    points=1,
    hint="Draw the order from rng, anew at each call.",
    needs=("data/batches_keep_pairs_together",),
)
def test_batches_are_shuffled_anew(student):
    """Every epoch has a new order, and the seed repeats it"""
    rng = generator(3)
    first, second = draw_order(student, 60, 7, rng), draw_order(student, 60, 7, rng)
    again, other = draw_order(student, 60, 7, generator(3)), draw_order(student, 60, 7, generator(4))

    assert_close(again, first, name="the order drawn again with the same seed")
    expect(not np.array_equal(first, np.arange(60)), "the samples come in their original order")
    expect(not np.array_equal(first, second), "the second epoch has the order of the first")
    expect(not np.array_equal(first, other), "two seeds give the same order")
    # Each step from a sample to the next comes once on average, 16 times once in 10^13 times; the mean way of
    # a sample from its old place is 20, with a deviation below 2.
    steps = np.bincount((np.diff(first) % 60).astype(int))
    expect(steps.max() < 16, f"{steps.max()} of 59 samples come {steps.argmax()} places after the one before")
    way = np.mean(np.abs(first - np.arange(60)))
    expect(way > 8, f"the samples stay near their old places, {way:.1f} places away on average")


@check(
    task="data",
    points=1,
    hint="Index with a permutation: rng.shuffle works in place, on the caller's arrays.",
)
def test_batches_of_images(student, rng):
    """Batches of images and one-hot labels keep their shapes and leave the data alone"""
    images, labels = rng.uniform(0, 1, (11, 4, 3)), np.eye(11)
    held_images, held_labels = hold(images), hold(labels)

    batches = [
        arrays(pair, 2, "each batch")
        for pair in student.data.batches(held_images, held_labels, 3, generator(8))
    ]

    order = np.concatenate([batch_labels for _, batch_labels in batches])
    expect(
        order.shape == labels.shape,
        f"all labels of the epoch must have shape {labels.shape}, got {order.shape}",
    )
    assert_close(np.sort(order.argmax(axis=-1)), np.arange(11), name="the labels of an epoch, sorted")
    assert_close(order, labels[order.argmax(axis=-1)], name="the labels of an epoch")
    assert_close(
        np.concatenate([x for x, _ in batches]), images[order.argmax(axis=-1)], name="the images beside them"
    )
    assert_unchanged(held_images, name="inputs")
    assert_unchanged(held_labels, name="labels")


@check(
    task="data",
    points=1,
    hint="Copy the slice that stays inside the image into zeros; mind the sign of dx and dy.",
    repeats=("data/shift[[]*",),
)
@pytest.mark.parametrize(
    "dx, dy",
    [(-3, 2), (1, -2), (7, 0), (-9, -11)],
    ids=["left-down", "right-up", "whole-width", "far-out"],
)
def test_shift(student, reference, rng, dx, dy):
    """Images shifted by dx = {dx}, dy = {dy} are filled with zeros"""
    images = rng.uniform(1, 2, (3, 5, 7))

    with pipelined():
        shifted, one_pixel = student.data.shift(images, dx, dy), student.data.shift(images, 1, 1)

    assert_close(shifted, reference.data.shift(images, dx, dy), name="shifted images")
    assert_close(one_pixel, reference.data.shift(images, 1, 1), name="images shifted by one pixel each way")


@check(task="data", points=1, hint="Write into a new array; np.zeros_like(images) is one.")
def test_shift_leaves_the_images_alone(student, reference, rng):
    """Shift returns a new array and leaves the images alone"""
    images = rng.uniform(1, 2, (2, 6, 4))
    held = hold(images)

    with pipelined():
        shifted, unshifted = student.data.shift(held, 1, -1), student.data.shift(held, 0, 0)

    assert_close(shifted, reference.data.shift(images, 1, -1), name="shifted images")
    assert_close(unshifted, images, name="images shifted by 0")
    assert_unchanged(held, name="images")


@check(
    task="data",
    points=1,
    hint="Draw one standard normal number per pixel of every image, times sigma.",
    needs=("data/noise_has_the_deviation",),
)
def test_noise_is_gaussian(student, rng):
    """The noise is Gaussian, of the deviation that was asked for, and new for every pixel of every image"""
    images, sigma = rng.uniform(0, 1, (8, 50, 50)), 0.4
    held = hold(images)

    noisy = student.data.add_noise(held, sigma, generator(21))

    assert_close(noisy, images, rtol=0, atol=9 * sigma, name="noisy images within 9 deviations of the images")
    noise = (noisy - images) / sigma
    # 20,000 numbers: each bound is 8 standard errors, which a right solution passes once in 10^15 times.
    expect(abs(noise.mean()) < 0.057, f"the noise has mean {noise.mean():.3f} deviations")
    expect(
        abs(noise.std() - 1) < 0.04,
        f"the deviation of the noise is {noise.std():.3f} times what was asked for",
    )
    inside = np.mean(np.abs(noise) < 1)
    expect(
        abs(inside - 0.6827) < 0.0264,
        f"{inside:.1%} of the noise is within one deviation; of a Gaussian 68.3%",
    )
    far = np.count_nonzero(np.abs(noise) > 3.02)
    # A right solution has 51 on average, and fewer than 5 once in 10^16 times.
    expect(far >= 5, f"{far} of 20,000 numbers are more than 3.02 deviations off; of a Gaussian about 51")
    for axis, name in enumerate(("images", "rows", "columns")):
        neighbours = np.mean(
            noise.take(range(1, noise.shape[axis]), axis) * noise.take(range(noise.shape[axis] - 1), axis)
        )
        expect(abs(neighbours) < 0.061, f"the noise of neighbouring {name} is related")
    assert_unchanged(held, name="images")


@check(task="data", points=1, hint="Take the noise from rng, and from nothing else.")
def test_noise_repeats_with_the_seed(student, rng):
    """The same seed gives rows the same noise, another call other noise, and sigma 0 none"""
    images, same = rng.uniform(0, 1, (18, 4)), generator(1)

    with pipelined():
        found = [student.data.add_noise(images, 0.5, same) for _ in range(2)]
        found += [student.data.add_noise(images, sigma, generator(1)) for sigma in (0.5, 0.0)]
    first, second, again, none = map(settled, found)

    assert_close(none, images, name="images with noise of deviation 0")
    assert_close(first, images, atol=4.5, name="noisy images within 9 deviations of the images")
    assert_close(again, first, name="noise drawn again with the same seed")
    expect(np.all(first != images), "there are pixels without noise")
    expect(np.all(first != second), "a second call with the same rng gives the same noise")


def results_of(name, data, rng_of, x, images):
    """Return what a function of data.py makes of float64 arrays, without what chance decides in it."""
    match name:
        case "standardize":
            return arrays(data.standardize(x, x[:5]), 2, name)
        case "whiten":
            return [np.abs(one) for one in arrays(data.whiten(x, x[:5]), 2, name)]
        case "batches":
            epoch = [arrays(pair, 2, "each batch") for pair in data.batches(images, np.eye(4), 4, rng_of(6))]
            return [np.sort(one, axis=0) for pair in epoch for one in pair]
        case "shift":
            return [data.shift(images, 1, 1)]
        case "add_noise":
            return [data.add_noise(images, 1e-9, rng_of(7))]


@check(
    task="data",
    points=0.2,
    hint="Leave dtypes out: what NumPy makes of float64 is float64.",
    needs={**dict.fromkeys(RESULTS, ()), "standardize": ("data/standardize_formula",)},
    repeats=("data/shift[[]*",),
)
@pytest.mark.parametrize("name", RESULTS)
def test_float64_stays_float64(student, reference, rng, name):
    """{name} gives float64 for float64"""
    x, images = rng.standard_normal((20, 3)), rng.uniform(0, 1, (4, 5, 3))

    results = results_of(name, student.data, generator, x, images)
    expected = results_of(name, reference.data, np.random.default_rng, x, images)

    expect(len(results) == len(expected), f"{name} gave {len(results)} arrays, expected {len(expected)}")
    for found, right in zip(results, expected, strict=True):
        kind = getattr(found, "dtype", type(found).__name__)
        expect(kind == np.float64, f"{name} must give float64 for float64, gave {kind}")
        assert_close(found, right, rtol=1e-6, atol=1e-6, name=name)
