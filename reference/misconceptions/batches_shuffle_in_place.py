"""
Your batches shuffles the caller's own arrays, which rng.shuffle does: index with a permutation instead,
inputs[order], and leave the arrays alone.

file: data.py
fails:
  - data/batches_of_images
"""


def batches(inputs, labels, batch_size, rng):
    order = rng.permutation(len(inputs))
    inputs[:], labels[:] = inputs[order], labels[order]
    for start in range(0, len(inputs), batch_size):
        yield inputs[start : start + batch_size].copy(), labels[start : start + batch_size].copy()
