"""
Your batches yields (labels, inputs): yield the inputs first.

file: data.py
fails:
  - data/batches_keep_pairs_together
  - data/batch_sizes[[]*
  - data/batches_are_shuffled_anew
  - data/batches_of_images
  - data/float64_stays_float64[[]batches]
"""

_batches = batches


def batches(inputs, labels, batch_size, rng):
    for x, y in _batches(inputs, labels, batch_size, rng):
        yield y, x
