"""
Prepare data for a network: cut, encode, normalise, batch and augment it.

All functions return new arrays and leave their arguments alone. Randomness comes only from the *rng* that the
caller passes, a ``numpy.random.Generator``: the same seed gives the same result, whatever ran before.
"""

# BEGIN PROMPT
import numpy as np

# END PROMPT


def split(n_samples, n_validation, n_test, rng):
    """
    Cut the sample numbers ``0 ... n_samples - 1`` into three random sets.

    A random permutation of all numbers is cut in three, so no sample is in two sets and none is lost: a
    network must never be judged on a sample that it has learnt from. Index arrays, not data, are returned:
    ``inputs[train]`` and ``labels[train]`` then stay together.

    Args:
        n_samples: How many samples there are.
        n_validation: How many of them to validate with, 0 or more.
        n_test: How many of them to test with, 0 or more.
        rng: A ``numpy.random.Generator``.

    Returns:
        ``(train, validation, test)``: integer arrays of shapes ``(n_samples - n_validation - n_test,)``,
        ``(n_validation,)`` and ``(n_test,)``.

    Raises:
        ValueError: ``n_validation + n_test > n_samples``.
    """
    # BEGIN SOLUTION
    n_train = n_samples - n_validation - n_test
    if n_train < 0:
        raise ValueError(f"cannot take {n_validation} + {n_test} samples out of {n_samples}")
    order = rng.permutation(n_samples)
    return order[:n_train], order[n_train : n_train + n_validation], order[n_train + n_validation :]
    # END SOLUTION


def one_hot(labels, n_classes):
    """
    Turn class numbers into rows with a single 1.

    ``result[i, j] = 1 if labels[i] == j else 0``

    Args:
        labels: Integers from 0 to ``n_classes - 1``, shape ``(n,)``.
        n_classes: Length of a row.

    Returns:
        Shape ``(n, n_classes)``, float64.

    Raises:
        ValueError: A label is below 0 or above ``n_classes - 1`` (beware: NumPy counts a negative index from
            the end without complaint).
    """
    # BEGIN SOLUTION
    labels = np.asarray(labels)
    outside = (labels < 0) | (labels >= n_classes)
    if np.any(outside):
        raise ValueError(f"labels must be 0 to {n_classes - 1}, got {labels[outside][0]}")
    return (labels[:, np.newaxis] == np.arange(n_classes)).astype(np.float64)
    # END SOLUTION


def standardize(train, *others):
    """
    Give every feature mean 0 and deviation 1 over the training set, and treat the other sets alike.

    ``mu_j = mean(train[:, j])``, ``sigma_j = sqrt(mean((train[:, j] - mu_j)^2))``, and for every set
    ``z[i, j] = (x[i, j] - mu_j) / sigma_j``

    The other sets (validation, test) are transformed with the mean and the deviation of the *training* set:
    their own are not known when the network is used. A feature that is constant over the training set (a
    border pixel of MNIST) becomes 0 there; nothing is divided by zero.

    Args:
        train: Shape ``(n, features)``.
        *others: Any number of further sets, each of shape ``(m, features)``.

    Returns:
        A tuple with one float64 array per argument, in the same order and of the same shapes; a tuple also
        where there is only *train*.
    """
    # BEGIN SOLUTION
    constant = train.min(axis=0) == train.max(axis=0)
    mean = train.mean(axis=0)
    deviation = np.where(constant, 1.0, train.std(axis=0))
    return tuple((x - mean) / deviation for x in (train, *others))
    # END SOLUTION


def whiten(train, *others):
    """
    Rotate and scale the features so that their covariance over the training set is the identity.

    With ``mu = mean(train, axis=0)`` and ``X = train - mu``:

        C = X^T X / n                        covariance, shape (features, features)
        C = U diag(S) U^T                    by the singular value decomposition, S falling
        z = (x - mu) U / sqrt(S + 1e-8)      for every set x, the first column for the largest S

    The 1e-8 keeps directions in which the training set does not vary finite. The sign of each column of
    ``U``, hence of each column of ``z``, is free, but the same for all sets.

    Args:
        train: Shape ``(n, features)``, with ``n >= features``.
        *others: Any number of further sets, each of shape ``(m, features)``; transformed with ``mu``, ``U``
            and ``S`` of the *training* set.

    Returns:
        A tuple with one float64 array per argument, in the same order and of the same shapes; a tuple also
        where there is only *train*.
    """
    # BEGIN SOLUTION
    mean = train.mean(axis=0)
    centred = train - mean
    directions, variances, _ = np.linalg.svd(centred.T @ centred / len(train))
    scale = np.sqrt(variances + 1e-8)
    return tuple((x - mean) @ directions / scale for x in (train, *others))
    # END SOLUTION


def batches(inputs, labels, batch_size, rng):
    """
    Go once through all samples, in a new random order, a batch at a time.

    One call is one epoch: each sample comes exactly once, beside its own label. The next call with the same
    *rng* gives another order.

    Args:
        inputs: Shape ``(n, ...)``.
        labels: Shape ``(n, ...)``; ``labels[i]`` belongs to ``inputs[i]``.
        batch_size: Samples in a batch, at least 1. The last batch is shorter where ``n`` is not a multiple of
            it, and is kept.
        rng: A ``numpy.random.Generator``.

    Yields:
        Pairs ``(inputs, labels)`` of shapes ``(b, ...)`` with ``b = batch_size``, or less in the last pair.
    """
    # BEGIN SOLUTION
    order = rng.permutation(len(inputs))
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        yield inputs[chosen], labels[chosen]
    # END SOLUTION


def shift(images, dx, dy):
    """
    Move the content of images by whole pixels, for augmentation: a shifted 3 is still a 3.

    ``result[i, r, c] = images[i, r - dy, c - dx]`` where that pixel exists, and 0 elsewhere. What leaves the
    image is lost; nothing comes back on the other side. A shift of the image's size or more leaves only
    zeros.

    Args:
        images: Shape ``(n, height, width)``; row 0 is at the top, column 0 at the left.
        dx: Columns to the right, a whole number; negative means to the left.
        dy: Rows downwards, a whole number; negative means upwards.

    Returns:
        A new array like *images*.
    """
    # BEGIN SOLUTION
    shifted = np.zeros_like(images)
    _, height, width = images.shape
    if abs(dx) < width and abs(dy) < height:
        rows, columns = slice(max(dy, 0), height + min(dy, 0)), slice(max(dx, 0), width + min(dx, 0))
        from_rows = slice(max(-dy, 0), height + min(-dy, 0))
        from_columns = slice(max(-dx, 0), width + min(-dx, 0))
        shifted[:, rows, columns] = images[:, from_rows, from_columns]
    return shifted
    # END SOLUTION


def add_noise(images, sigma, rng):
    """
    Add Gaussian noise, for augmentation or as the task of a denoising network.

    ``result = images + sigma * xi`` with ``xi`` standard normal, drawn anew for every pixel of every image.
    The result is not clipped.

    Args:
        images: Shape ``(n, height, width)``, or any other.
        sigma: Standard deviation of the noise, in units of the pixels; 0 gives the images themselves.
        rng: A ``numpy.random.Generator``.

    Returns:
        A new float64 array of the same shape.
    """
    # BEGIN SOLUTION
    return images + sigma * rng.standard_normal(images.shape)
    # END SOLUTION
