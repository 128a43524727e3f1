import numpy as np

__all__ = ["batches", "one_hot", "split", "standardize", "whiten"]


def split(n_samples, n_validation, n_test, rng):
    if n_validation + n_test > n_samples:
        raise ValueError("too few")
    order = rng.permutation(n_samples)
    ends = np.cumsum([n_samples - n_validation - n_test, n_validation, n_test])
    return tuple(order[end - size : end] for end, size in zip(ends, np.diff(ends, prepend=0)))


def one_hot(labels, n_classes):
    for label in np.unique(labels):
        if label not in range(n_classes):
            raise ValueError(f"{label} is no class")
    return np.array([[float(label == k) for k in range(n_classes)] for label in labels])


def _apply(fit):
    def function(train, *others):
        transform = fit(train)
        return tuple(transform(x) for x in (train, *others))

    function.__name__ = fit.__name__
    return function


@_apply
def standardize(train):
    mean, std = train.mean(axis=0), train.std(axis=0)
    return lambda x: np.where(std == 0, x - mean, (x - mean) / np.where(std == 0, 1, std))


@_apply
def whiten(train):
    mean = train.mean(axis=0)
    u, s, _ = np.linalg.svd(np.cov(train.T, ddof=0))
    return lambda x: (x - mean) @ (u / np.sqrt(s + 1e-8))


def batches(inputs, labels, batch_size, rng):
    order = rng.permutation(len(inputs))
    return map(
        lambda start: (inputs[order[start : start + batch_size]], labels[order[start : start + batch_size]]),
        range(0, len(inputs), batch_size),
    )
