"""
Your batches shuffles the inputs and leaves the labels in their order, so that they no longer belong together:
index both with the same piece of one permutation.

file: data.py
fails:
  - data/batches_keep_pairs_together
  - data/batch_sizes[[]*
  - data/batches_are_shuffled_anew
  - data/batches_of_images
"""


def batches(inputs, labels, batch_size, rng):
    order = rng.permutation(len(inputs))
    for start in range(0, len(inputs), batch_size):
        yield inputs[order[start : start + batch_size]], labels[start : start + batch_size]
