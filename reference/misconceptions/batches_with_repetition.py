"""
Your batches draws each batch from all samples anew, so that in an epoch some come several times and others
never: draw one permutation per call and cut it into batches.

file: data.py
fails:
  - data/batches_keep_pairs_together
  - data/batch_sizes[[]*
  - data/batches_are_shuffled_anew
  - data/batches_of_images
  - data/float64_stays_float64[[]batches]
"""


def batches(inputs, labels, batch_size, rng):
    for start in range(0, len(inputs), batch_size):
        chosen = rng.integers(len(inputs), size=min(batch_size, len(inputs) - start))
        yield inputs[chosen], labels[chosen]
