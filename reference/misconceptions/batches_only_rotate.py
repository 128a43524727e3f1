"""
Your batches goes through the samples in a fixed order and only begins at a random one, so that neighbours
stay together: draw a permutation of all samples from rng.

file: data.py
fails:
  - data/batches_are_shuffled_anew
"""


def batches(inputs, labels, batch_size, rng):
    order = np.roll(np.arange(len(inputs)), rng.integers(1, max(len(inputs), 2)))
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        yield inputs[chosen], labels[chosen]
