"""
Your batches fills the last batch with samples that have come before: each sample comes once in an epoch, so
let the last batch be shorter.

file: data.py
fails:
  - data/batches_keep_pairs_together
  - data/batch_sizes[[]larger-than-data]
  - data/batches_are_shuffled_anew
  - data/batches_of_images
"""


def batches(inputs, labels, batch_size, rng):
    order = rng.permutation(len(inputs))
    for start in range(0, len(order), batch_size):
        chosen = order.take(range(start, start + batch_size), mode="wrap")
        yield inputs[chosen], labels[chosen]
