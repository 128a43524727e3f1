"""
Your batches always leaves out its last batch, even one that is full: let the starts run to n, with range(0,
n, batch_size).

file: data.py
fails:
  - data/batches_keep_pairs_together
  - data/batch_sizes[[]*
  - data/batches_are_shuffled_anew
  - data/batches_of_images
  - data/float64_stays_float64[[]batches]
"""


def batches(inputs, labels, batch_size, rng):
    order = rng.permutation(len(inputs))
    for start in range(0, len(inputs) - batch_size, batch_size):
        chosen = order[start : start + batch_size]
        yield inputs[chosen], labels[chosen]
