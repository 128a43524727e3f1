"""
Your batches goes through the samples more than once: one call is one epoch, so stop when each sample has come
once and leave repeating to the caller.

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
    yield from _batches(inputs, labels, batch_size, rng)
    yield from _batches(inputs, labels, batch_size, rng)
