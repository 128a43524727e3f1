"""
Your batches cuts the samples in their own order and shuffles only within each batch, so that a batch holds
the same samples in every epoch: shuffle first, then cut.

file: data.py
fails:
  - data/batches_are_shuffled_anew
"""


def batches(inputs, labels, batch_size, rng):
    for start in range(0, len(inputs), batch_size):
        chosen = start + rng.permutation(len(inputs[start : start + batch_size]))
        yield inputs[chosen], labels[chosen]
