"""
Your batches shuffles inputs and labels each by itself, so that labels no longer belong to their inputs: draw
one permutation and index both with it.

file: data.py
fails:
  - data/batches_keep_pairs_together
  - data/batch_sizes[[]*
  - data/batches_are_shuffled_anew
  - data/batches_of_images
"""


def batches(inputs, labels, batch_size, rng):
    first, second = rng.permutation(len(inputs)), rng.permutation(len(inputs))
    for start in range(0, len(inputs), batch_size):
        yield inputs[first[start : start + batch_size]], labels[second[start : start + batch_size]]
