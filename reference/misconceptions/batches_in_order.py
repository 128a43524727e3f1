"""
Your batches takes the samples in their own order: draw a permutation from rng at each call and index inputs
and labels with pieces of it.

file: data.py
fails:
  - data/batches_keep_pairs_together
  - data/batches_are_shuffled_anew
"""


def batches(inputs, labels, batch_size, rng):
    for start in range(0, len(inputs), batch_size):
        yield inputs[start : start + batch_size], labels[start : start + batch_size]
