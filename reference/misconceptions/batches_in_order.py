"""
Your batches takes the samples in their own order: draw a permutation from rng at each call and index inputs
and labels with pieces of it.

file: data.py
fails:
  - mnist/none_yet
"""


def batches(inputs, labels, batch_size, rng):
    for start in range(0, len(inputs), batch_size):
        yield inputs[start : start + batch_size], labels[start : start + batch_size]
