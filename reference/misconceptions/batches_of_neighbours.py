"""
Your batches makes its batches of neighbouring samples and shuffles only the batches, so that the same samples
stay together in every epoch: shuffle the samples, then cut.

file: data.py
fails:
  - data/batches_keep_pairs_together
  - data/batches_are_shuffled_anew
"""


def batches(inputs, labels, batch_size, rng):
    starts = np.arange(0, len(inputs), batch_size)
    last = starts[-1:]
    for start in [*rng.permutation(starts[:-1]), *last]:
        yield inputs[start : start + batch_size], labels[start : start + batch_size]
